"""The engine gives the marks of stock nbgrader: two gradebooks, compared row by row.

`python -m autograder.bench parity` does the same for 200 honest submissions.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from autograder.bench import courses, parity
from autograder.course import Course
from autograder.demo import read_class
from autograder.demo.honest import honest
from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("parity")]
HONEST = 9


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The demo class without what stock cannot take, each piece of work once, and honest ones."""
    # Three notebooks, as stock takes two seconds for each submission;
    # `python -m autograder.bench parity` compares everything.
    folder = tmp_path_factory.mktemp("parity")
    origin = courses.empty(Course(ROOT), folder / "origin", courses.TIMED)
    course = courses.demo_class(origin, folder / "ours")
    courses.drop(course, keep=parity.distinct(course))
    honest(course, HONEST, seed=7)
    return course


@pytest.fixture(scope="module")
def found(course: Course, tmp_path_factory: pytest.TempPathFactory) -> parity.Comparison:
    return parity.grade_both(course, tmp_path_factory.mktemp("stock"))


def test_stock_and_ours_record_the_same(found: parity.Comparison, course: Course) -> None:
    assert found.differences == []
    handed_in = courses.submissions(course)
    assert found.submissions == len(handed_in) >= 30 + HONEST
    # Six graded cells and six with comments in each of the first two notebooks, or nearly.
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
