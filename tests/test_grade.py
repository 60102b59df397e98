"""Repairing what arrives, secret seeds, late penalties."""

from __future__ import annotations

import copy
import stat
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.course import Course
from autograder.grade import (
    LatePenalty,
    course_secret,
    grade_one,
    grading_seed,
    notebook_of,
    repair,
)

NAME = "02_cross_correlation"


@pytest.fixture
def model(repository: Course) -> NotebookNode:
    return nbformat.read(repository.released(NAME), as_version=4)


@pytest.fixture
def handed_in(model: NotebookNode) -> NotebookNode:
    nb = copy.deepcopy(model)
    cell_of(nb, "corr1d").source = "def corr1d(x, w):\n    return 1"
    return nb


def cell_of(nb: NotebookNode, name: str) -> NotebookNode:
    cells = [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name]
    assert len(cells) == 1, f"{len(cells)} cells are called {name}"
    return cells[0]


def graded_order(nb: NotebookNode) -> list[str]:
    return [c.metadata.nbgrader.grade_id for c in nb.cells if "nbgrader" in c.metadata]


def test_a_proper_submission_is_left_alone(handed_in: NotebookNode, model: NotebookNode) -> None:
    before = copy.deepcopy(handed_in)
    assert repair(handed_in, model) == []
    assert handed_in == before


def test_a_deleted_test_cell_comes_back_behind_its_answer(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    handed_in.cells.remove(cell_of(handed_in, "corr1d-check"))
    notes = repair(handed_in, model)
    assert graded_order(handed_in) == graded_order(model)
    assert cell_of(handed_in, "corr1d-check").source == cell_of(model, "corr1d-check").source
    assert len(notes) == 1
    assert "corr1d-check" in notes[0]


def test_an_emptied_notebook_gets_every_graded_cell_back(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    handed_in.cells.clear()
    repair(handed_in, model)
    assert graded_order(handed_in) == graded_order(model)
    assert "raise NotImplementedError" in cell_of(handed_in, "corr1d").source


def test_of_two_copies_the_last_one_counts(handed_in: NotebookNode, model: NotebookNode) -> None:
    second = copy.deepcopy(cell_of(handed_in, "corr1d"))
    second.source = "def corr1d(x, w):\n    return 2"
    handed_in.cells.append(second)
    notes = repair(handed_in, model)
    assert cell_of(handed_in, "corr1d").source.endswith("return 2")
    assert any("copy" in note for note in notes)
    ids = [c["id"] for c in handed_in.cells]
    assert len(set(ids)) == len(ids)


def test_an_edited_test_cell_gets_its_text_and_points_back(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    cell = cell_of(handed_in, "corr1d-check")
    cell.source, cell.metadata.nbgrader.points = "print('fine')", 100
    repair(handed_in, model)
    assert cell_of(handed_in, "corr1d-check").source == cell_of(model, "corr1d-check").source
    assert cell_of(handed_in, "corr1d-check").metadata.nbgrader.points == 4


def test_a_test_cell_that_became_text_is_code_again(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    cell = cell_of(handed_in, "corr1d-check")
    cell.cell_type = "raw"
    del cell["outputs"], cell["execution_count"]
    repair(handed_in, model)
    assert cell_of(handed_in, "corr1d-check").cell_type == "code"
    nbformat.validate(handed_in)


def test_a_wrong_schema_version_is_put_right(handed_in: NotebookNode, model: NotebookNode) -> None:
    cell_of(handed_in, "corr2d").metadata.nbgrader.schema_version = 99
    repair(handed_in, model)
    assert cell_of(handed_in, "corr2d").metadata.nbgrader.schema_version == 3


def test_a_cell_with_empty_nbgrader_metadata_is_an_ordinary_cell(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    handed_in.cells.append(new_code_cell("1 + 1", metadata={"nbgrader": {}}))
    repair(handed_in, model)
    assert "nbgrader" not in handed_in.cells[-1].metadata


def test_students_own_cells_stay(handed_in: NotebookNode, model: NotebookNode) -> None:
    handed_in.cells.insert(3, new_code_cell("scratch = 1"))
    repair(handed_in, model)
    assert handed_in.cells[3].source == "scratch = 1"


def test_seeds_differ_by_student_and_assignment_and_stay_the_same(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    pairs = [("ada", "02"), ("ada", "03"), ("bob", "02"), ("ad", "a02")]
    seeds = [grading_seed(secret, *pair) for pair in pairs]
    assert len(set(seeds)) == 4
    assert seeds == [grading_seed(secret, *pair) for pair in pairs]
    assert all(0 < seed < 2**63 for seed in seeds)


def test_another_course_has_other_seeds(tmp_path: Path) -> None:
    one, two = (grading_seed(tmp_path / name, "ada", "02") for name in ("one", "two"))
    assert one != two


def test_only_its_owner_reads_the_secret(tmp_path: Path) -> None:
    course_secret(tmp_path / "deep" / "secret")
    assert stat.S_IMODE((tmp_path / "deep" / "secret").stat().st_mode) == 0o600
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["secret"]


@pytest.mark.parametrize(
    ("hours", "penalty"),
    [(0.1, 2.0), (24, 2.0), (25, 4.0), (60, 6.0), (120, 10.0), (24 * 90, 10.0)],
)
def test_each_day_begun_costs_a_tenth_and_half_at_most(hours: float, penalty: float) -> None:
    assert LatePenalty().late_submission_penalty("ada", 20.0, hours * 3600) == pytest.approx(
        penalty
    )


def test_a_renamed_notebook_is_found_by_its_cells(
    tmp_path: Path, repository: Course, model: NotebookNode
) -> None:
    nbformat.write(model, tmp_path / "homework (3).ipynb")
    (tmp_path / "notes.ipynb").write_text("{}", "utf-8")
    assert notebook_of(tmp_path, repository.released(NAME)) == tmp_path / "homework (3).ipynb"


def test_two_candidates_are_none(tmp_path: Path, repository: Course, model: NotebookNode) -> None:
    for name in ("a.ipynb", "b.ipynb"):
        nbformat.write(model, tmp_path / name)
    assert notebook_of(tmp_path, repository.released(NAME)) is None


def test_what_is_no_notebook_has_a_verdict_of_its_own(new_course: Callable[[], Course]) -> None:
    course = new_course()
    for student, content in {"ada": None, "bob": "{ not json"}.items():
        folder = course.submitted / student / NAME
        folder.mkdir(parents=True)
        if content:
            (folder / f"{NAME}.ipynb").write_text(content, "utf-8")
    codes = {s: grade_one(course, NAME, s).code for s in ("ada", "bob")}
    assert codes == {"ada": "missing-notebook", "bob": "malformed-notebook"}
