"""Where a class stands, in numbers that were counted another way."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.__main__ import main
from autograder.course import Course
from autograder.desk.status import status
from autograder.policy import FILE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("graded-class")]

NAME = "02_cross_correlation"


def test_everything_graded_and_nothing_to_do_but_reading(course: Course) -> None:
    (one,) = status(course)
    assert (one.assignment, one.released, one.due, one.extensions) == (NAME, "folder", None, 0)
    assert (one.handed_in, one.graded, one.failed, one.to_grade) == (14, 14, 0, 0)
    assert (one.waiting, one.stale, one.attempts) == (14, 14, 0)


def test_each_number_follows_what_it_counts(
    course: Course, said: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    kim = course.submitted / "kim" / NAME / f"{NAME}.ipynb"
    kim.write_text("{ cut off", "utf-8")
    shutil.rmtree(course.submitted / "lee")
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", NAME, NAME, "student-00")
        grade.manual_score, grade.needs_manual_grade = 3, False
        gradebook.db.commit()
    (one,) = status(course)
    assert (one.handed_in, one.graded, one.failed, one.to_grade) == (13, 12, 0, 1)
    assert one.waiting == 13
    assert main(["grade", "--course", str(course.root)]) == 0
    (one,) = status(course)
    assert (one.graded, one.failed, one.to_grade, one.stale) == (12, 1, 0, 0)
    path = course.submitted / "student-01" / NAME / f"{NAME}.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells.append(new_code_cell("'a later thought'"))
    nbformat.write(nb, path)
    (course.root / FILE).write_text(
        f'id = "conv"\n[due]\n{NAME} = 2026-12-07T18:00:00+01:00\n[[extension]]\nstudent = "kim"\n'
        f'assignment = "{NAME}"\nuntil = 2027-01-01T00:00:00Z\n',
        "utf-8",
    )
    capsys.readouterr()
    assert main(["status", "--json", "--course", str(course.root)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["id"] == "conv"
    (entry,) = told["assignments"]
    assert (entry["due"], entry["extensions"]) == ("2026-12-07T17:00:00Z", 1)
    assert (entry["to_grade"], entry["graded"], entry["failed"]) == (1, 11, 1)
    assert main(["status", "--course", str(course.root)]) == 0
    text = said()
    assert f"{NAME} folder 7 Dec 17:00 13 11 1 1 12" in text
    assert "1 to grade: python -m autograder grade" in text


def test_what_the_exchange_shows_is_said(course: Course) -> None:
    text = course.settings.read_text("utf-8")
    exchange = course.root.parent / "exchange"
    course.settings.write_text(f"{text}\nc.Exchange.root = {str(exchange)!r}\n", "utf-8")
    (exchange / "convolution-by-hand" / "outbound" / NAME).mkdir(parents=True)
    assert status(course)[0].released == "exchange"


def test_before_a_release_there_is_nothing_to_grade(repository: Course, tmp_path) -> None:
    folder = tmp_path / "course" / "solutions" / NAME
    folder.mkdir(parents=True)
    shutil.copy2(repository.source(NAME), folder)
    shutil.copy2(repository.settings, tmp_path / "course")
    (one,) = status(Course(tmp_path / "course"))
    assert (one.released, one.handed_in, one.to_grade) == ("", 0, 0)
