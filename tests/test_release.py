"""solutions/*.py → exercises/*.ipynb: stable, complete, and without a line of a solution."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.checks import find, names
from autograder.course import Course
from autograder.errors import CourseError
from autograder.release import CHECK_CALL, leaks, read_source, release, write_sources
from tests.conftest import ROOT, copy_of

ASSIGNMENTS = Course(ROOT).assignments()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_committed_notebook_is_what_the_source_gives(
    assignment: str, repository: Course, released: Course
) -> None:
    fresh = released.released(assignment).read_bytes()
    assert repository.released(assignment).read_bytes() == fresh, (
        "run: python -m autograder release"
    )


def test_a_second_release_changes_nothing(repository: Course, tmp_path: Path) -> None:
    course = copy_of(repository, tmp_path)
    first = release(course, ASSIGNMENTS[:1])
    before = course.released(ASSIGNMENTS[0]).read_bytes()
    again = release(course, ASSIGNMENTS[:1])
    assert (first, again) == ({ASSIGNMENTS[0]: True}, {ASSIGNMENTS[0]: False})
    assert course.released(ASSIGNMENTS[0]).read_bytes() == before


def test_a_changed_line_of_text_changes_one_line_of_the_notebook(
    released: Course, tmp_path: Path
) -> None:
    shutil.copytree(released.root, tmp_path / "course")
    course = Course(tmp_path / "course")
    source = course.source(ASSIGNMENTS[0])
    before = course.released(ASSIGNMENTS[0]).read_text("utf-8").splitlines()
    text = source.read_text("utf-8")
    assert "# ★☆☆ · 10 minutes" in text
    source.write_text(text.replace("# ★☆☆ · 10 minutes", "# ★☆☆ · 11 minutes", 1), "utf-8")
    assert release(course, ASSIGNMENTS[:1]) == {ASSIGNMENTS[0]: True}
    after = course.released(ASSIGNMENTS[0]).read_text("utf-8").splitlines()
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_solution_line_and_no_output_is_left(assignment: str, repository: Course) -> None:
    nb = nbformat.read(repository.released(assignment), as_version=4)
    assert leaks(read_source(repository.source(assignment)), nb) == []
    assert not any(cell.get("outputs") for cell in nb.cells)


def test_a_leak_is_found() -> None:
    source = new_notebook(
        cells=[new_code_cell("### BEGIN SOLUTION\nreturn x @ w\n### END SOLUTION")]
    )
    shown = new_notebook(cells=[new_code_cell("def f(x, w):\n    return x @ w")])
    marked = new_notebook(cells=[new_code_cell("### BEGIN SOLUTION")])
    assert leaks(source, shown) == ["return x @ w"]
    assert leaks(source, marked) == ["BEGIN SOLUTION"]


def test_every_check_is_asked_in_exactly_one_notebook(repository: Course) -> None:
    asked = []
    for assignment in ASSIGNMENTS:
        nb = nbformat.read(repository.released(assignment), as_version=4)
        asked += [m[1] for cell in nb.cells if (m := CHECK_CALL.search(cell.source))]
    assert sorted(asked) == sorted(names())


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_points_of_a_check_cell_are_those_of_the_check(assignment: str, repository: Course) -> None:
    nb = nbformat.read(repository.released(assignment), as_version=4)
    checks = [c for c in nb.cells if CHECK_CALL.search(c.source)]
    assert len(checks) >= 4
    for cell in checks:
        called = CHECK_CALL.search(cell.source)
        assert called is not None
        assert cell.metadata.nbgrader.points == find(called[1]).points


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_each_notebook_has_one_reflection_for_a_human(assignment: str, repository: Course) -> None:
    nb = nbformat.read(repository.released(assignment), as_version=4)
    manual = [
        c
        for c in nb.cells
        if c.cell_type == "markdown" and c.metadata.get("nbgrader", {}).get("grade")
    ]
    assert len(manual) == 1
    assert manual[0].metadata.nbgrader.points > 0


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_first_cell_says_how_to_get_the_autograder(assignment: str, repository: Course) -> None:
    nb = nbformat.read(repository.released(assignment), as_version=4)
    first = next(c for c in nb.cells if c.cell_type == "code")
    program = f"import sys; sys.modules['autograder'] = None\n{first.source}"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120
    )
    assert ran.returncode != 0
    said = ran.stderr.splitlines()[-1]
    assert said.startswith("ModuleNotFoundError: this notebook needs 'autograder'")
    assert "make env" in said
    assert "%pip install" in said


def test_ids_come_from_grade_ids_and_are_unique(repository: Course) -> None:
    for assignment in ASSIGNMENTS:
        nb = nbformat.read(repository.released(assignment), as_version=4)
        ids = [c["id"] for c in nb.cells]
        assert len(set(ids)) == len(ids)
        for cell in nb.cells:
            if "nbgrader" in cell.metadata:
                assert cell["id"] == cell.metadata.nbgrader.grade_id


def test_an_unknown_assignment_is_refused_and_nothing_is_written(
    repository: Course, tmp_path: Path
) -> None:
    course = copy_of(repository, tmp_path)
    with pytest.raises(CourseError) as caught:
        release(course, ["99_quantum_convolution"])
    assert caught.value.code == "unknown-assignment"
    assert ASSIGNMENTS[0] in caught.value.sentence
    assert not course.exercises.exists()


@pytest.mark.parametrize("marker", ["### BEGIN SOLUTION", "### END SOLUTION"])
def test_a_misspelt_marker_is_refused_before_anything_shows(
    marker: str, repository: Course, tmp_path: Path
) -> None:
    course = copy_of(repository, tmp_path)
    source = course.source("02_cross_correlation")
    text = source.read_text("utf-8")
    source.write_text(text.replace(marker, marker.replace("SOLUTION", "SOLTUION"), 1), "utf-8")
    with pytest.raises(CourseError) as caught:
        release(course, ["02_cross_correlation"])
    assert caught.value.code == "solution-not-marked"
    assert "'corr1d'" in caught.value.sentence
    assert not course.exercises.exists()


def test_a_graded_cell_without_points_is_refused(repository: Course, tmp_path: Path) -> None:
    course = copy_of(repository, tmp_path)
    source = course.source(ASSIGNMENTS[0])
    text = source.read_text("utf-8")
    source.write_text(text.replace(', "points": 3', "", 1), "utf-8")
    with pytest.raises(CourseError) as caught:
        write_sources(course.solutions)
    assert caught.value.code == "no-points"
    assert "reflection" in caught.value.sentence


def test_sources_are_written_only_when_they_change(repository: Course, tmp_path: Path) -> None:
    course = copy_of(repository, tmp_path)
    first = write_sources(course.solutions)
    assert {p.parent.name for p in first} <= set(ASSIGNMENTS)
    assert write_sources(course.solutions) == []


def test_source_notebooks_are_valid(repository: Course) -> None:
    for assignment in ASSIGNMENTS:
        nb = read_source(repository.source(assignment))
        nbformat.validate(json.loads(nbformat.writes(nb)))
        assert nb.metadata.kernelspec.name == "python3"
