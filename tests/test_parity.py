"""The engine gives the marks of stock nbgrader: two gradebooks, compared row by row.

Two pieces of work of the demo class and an honest one for each of the sixteen notebooks, as stock
takes seconds for each. `python -m autograder.bench parity` compares everything that the class hands
in, and 200 honest submissions.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from autograder.bench import courses, parity
from autograder.course import Course
from autograder.demo import make, read_class
from autograder.demo.honest import honest
from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("parity")]
NOTEBOOKS = len(Course(ROOT).assignments())
HONEST = NOTEBOOKS
# Late; an edited test cell; a cell that does not compile; functions left as they were.
ALWAYS = [
    ("02_cross_correlation", "student-05"),
    ("03_padding_and_stride", "student-21"),
    ("02_cross_correlation", "student-19"),
    ("02_cross_correlation", "student-18"),
]


def chosen(course: Course) -> set[courses.Pair]:
    """For each notebook somebody who has everything right, and somebody who has not, in turn."""
    right = {s.id for s in read_class() if not s.answers}
    pairs = set(ALWAYS)
    for number, assignment in enumerate(course.assignments()):
        students = course.students(assignment)
        for group in ([s for s in students if s in right], [s for s in students if s not in right]):
            pairs.add((assignment, group[number % len(group)]))
    return pairs


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Some of the demo class, without what stock cannot take, and honest submissions."""
    course = courses.demo_class(Course(ROOT), tmp_path_factory.mktemp("parity"))
    courses.drop(course, keep=chosen(course))
    honest(course, HONEST, seed=7)
    return course


@pytest.fixture(scope="module")
def found(course: Course, tmp_path_factory: pytest.TempPathFactory) -> parity.Comparison:
    return parity.grade_both(course, tmp_path_factory.mktemp("stock"))


def test_stock_and_ours_record_the_same(found: parity.Comparison, course: Course) -> None:
    assert found.differences == []
    handed_in = courses.submissions(course)
    assert found.submissions == len(handed_in) >= 2 * NOTEBOOKS + HONEST
    assert {assignment for assignment, _ in handed_in} == set(Course(ROOT).assignments())
    # At least five functions in each notebook, with a graded cell and a comment each.
    assert found.cells >= 10 * len(handed_in)


def test_the_work_compared_is_of_every_kind(found: parity.Comparison, course: Course) -> None:
    with closing(sqlite3.connect(course.root / "gradebook.db")) as gradebook:
        scores = gradebook.execute(
            "SELECT g.auto_score / c.max_score FROM grade g JOIN grade_cells c ON c.id = g.cell_id"
        ).fetchall()
        late = gradebook.execute(
            "SELECT count(*) FROM submitted_notebook WHERE late_submission_penalty > 0"
        ).fetchone()
        silent = gradebook.execute(
            "SELECT count(*) FROM comment WHERE auto_comment = 'No response.'"
        ).fetchone()
    kinds = {None if s is None else 0 if s == 0 else 1 if s == 1 else 0.5 for (s,) in scores}
    assert kinds == {None, 0, 0.5, 1}
    assert late[0] >= 2
    assert silent[0] >= 5


def test_only_what_stock_cannot_take_is_left_out(course: Course) -> None:
    happened = {accident for s in read_class() for accident in s.accidents.values()}
    assert happened == {*courses.STOCK_CANNOT, "edited-check", "never"}
    edited = course.submitted / "student-21" / "03_padding_and_stride"
    assert (edited / "03_padding_and_stride.ipynb").is_file()


def test_what_is_left_out_gets_other_marks_from_stock_or_none(tmp_path: Path) -> None:
    origin = courses.empty(Course(ROOT), tmp_path / "origin", courses.TIMED)
    course = make(origin, tmp_path / "ours")
    accidents = courses.left_out(course)
    assert set(accidents.values()) == set(courses.STOCK_CANNOT)

    found = parity.grade_both(course, tmp_path / "stock", accidents)
    for pair, accident in accidents.items():
        unmarked = {d.split(" / ")[4] for d in found.about(pair) if "stock has None" in d}
        if accident == "deleted-check":
            assert len(unmarked) == 1 and unmarked < graded_cells(course, pair[0])
        else:
            assert unmarked >= graded_cells(course, pair[0]), pair
    assert sum(len(found.about(pair)) for pair in accidents) == len(found.differences)
    stopped = {a for p, a in accidents.items() if found.about(p)[0].startswith("nbgrader auto")}
    assert stopped == {"duplicated-check", "renamed", "cut-off"}


def graded_cells(course: Course, assignment: str) -> set[str]:
    """The names of the cells that an assignment's functions are marked in."""
    with course.gradebook() as gradebook:
        cells = gradebook.find_notebook(assignment, assignment).grade_cells
        return {cell.name for cell in cells if cell.cell_type == "code"}


def test_honest_submissions_are_the_same_for_the_same_seed(
    released: Course, tmp_path: Path
) -> None:
    texts = []
    for seed in (1, 1, 2):
        folder = tmp_path / f"{len(texts)}"
        folder.mkdir()
        for name in ("nbgrader_config.py", "solutions", "exercises"):
            (folder / name).symlink_to(released.root / name)
        made = honest(Course(folder), 6, seed)
        assert len(set(made)) == 6
        files = sorted((folder / "submitted").rglob("*.*"))
        texts.append([(p.name, p.read_bytes()) for p in files])
    assert texts[0] == texts[1] != texts[2]
