"""A student is removed: nothing of theirs is left, and nothing of anybody else's is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.__main__ import main
from autograder.course import Course
from autograder.desk import deadlines, roster
from autograder.desk.forget import forget
from autograder.errors import CourseError
from autograder.marks import marks
from tests.desk.conftest import ASSIGNMENT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("desk")]


def mentions(root: Path, name: str) -> list[str]:
    """Files and folders that still say the name, the gradebook's bytes included."""
    found = []
    for path in sorted(root.rglob("*")):
        where = path.relative_to(root).as_posix()
        if name in where or (path.is_file() and name.encode() in path.read_bytes()):
            found.append(where)
    return found


def test_nothing_is_left_and_nobody_else_is_touched(course: Course) -> None:
    before = [mark for mark in marks(course) if mark.person.id != "student-07"]
    assert mentions(course.root, "student-07")
    removed = forget(course, "student-07")
    assert removed.in_gradebook and len(removed.folders) == 2
    assert marks(course) == before
    assert mentions(course.root, "student-07") == []


def test_roster_and_remembered_extensions_go_too(course: Course) -> None:
    (course.root / "roster.csv").write_text("id,email\nkim,kim@x.org\nlee,lee@x.org\n", "utf-8")
    (course.root / "course.toml").write_text(
        f"[due]\n{ASSIGNMENT} = 2026-10-01T18:00:00\n[[extension]]\nstudent = 'kim'\n"
        f"assignment = '{ASSIGNMENT}'\nuntil = 2026-10-08T18:00:00\n",
        "utf-8",
    )
    deadlines.apply(course)
    remembered = course.journal.with_name("deadlines.json")
    assert "kim" in remembered.read_text("utf-8")
    assert forget(course, "kim").in_course_toml
    assert "kim" not in remembered.read_text("utf-8")
    assert [s.id for s in roster.read(course.root / "roster.csv").students] == ["lee"]


def test_what_is_not_known_is_said(course: Course) -> None:
    with pytest.raises(CourseError, match="unknown-student"):
        forget(course, "nobody")
    for name in ("../ada", "", ".", "a/b"):
        with pytest.raises(CourseError, match="odd-name"):
            forget(course, name)


def test_the_command_asks_first(
    course: Course, monkeypatch: pytest.MonkeyPatch, said: Callable[[], str]
) -> None:
    where = ["--course", str(course.root)]
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    assert main(["forget", "kim", *where]) == 1
    assert (course.submitted / "kim").exists()
    assert "/kim" in said()
    monkeypatch.setattr("builtins.input", lambda _: "kim")
    assert main(["forget", "kim", *where]) == 0
    assert not (course.submitted / "kim").exists()
    assert "Backups" in said()
    assert main(["forget", "lee", "--yes", *where]) == 0
    assert "lee" not in {json.loads(x)["student"] for x in course.journal.read_text().splitlines()}
