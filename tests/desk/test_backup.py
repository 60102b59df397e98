"""A course into one file and back: everything that counts, or nothing."""

from __future__ import annotations

import sqlite3
import tarfile
from pathlib import Path

import pytest
from filelock import FileLock

from autograder import pipeline
from autograder.__main__ import main
from autograder.course import Course
from autograder.desk.backup import backup, restore
from autograder.errors import CourseError
from autograder.marks import marks

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("desk")]


def contents(root: Path) -> dict[str, bytes]:
    """Every file whose bytes must come back."""
    wanted = ("submitted", "autograded", "exercises", "solutions", ".grading")
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for top in wanted
        for path in (root / top).rglob("*")
        if path.is_file() and path.name != "lock"
    }


def test_a_restored_course_is_the_course(course: Course, tmp_path: Path) -> None:
    target = tmp_path / "safe" / "course.tar.gz"
    count = backup(course, target)
    assert count > 14 * 2 and target.stat().st_mode & 0o777 == 0o600
    again = restore(target, tmp_path / "again")
    assert contents(again.root) == contents(course.root)
    assert marks(again) == marks(course)
    assert pipeline.grade(again) == []  # the journal came along: nothing is new


def test_feedback_and_reports_are_left_out_for_they_are_made_anew(
    course: Course, tmp_path: Path
) -> None:
    for folder in (course.feedback, course.reports):
        folder.mkdir()
        (folder / "page.html").write_text("made from the rest", "utf-8")
    (course.root / "elsewhere").symlink_to("/etc")
    backup(course, tmp_path / "b.tar.gz")
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        tops = {name.partition("/")[0] for name in archive.getnames()}
    assert "feedback" not in tops and "reports" not in tops and "elsewhere" not in tops
    assert {"submitted", ".grading", "gradebook.db", "manifest.json"} <= tops


def test_it_is_whole_while_somebody_has_the_gradebook_open(course: Course, tmp_path: Path) -> None:
    with sqlite3.connect(course.root / "gradebook.db") as open_one:
        open_one.execute("update student set first_name = 'half'")  # not committed
        backup(course, tmp_path / "b.tar.gz")
        open_one.rollback()
    restored = restore(tmp_path / "b.tar.gz", tmp_path / "again")
    assert {mark.person.first_name for mark in marks(restored)} == {None}


def test_nobody_grades_meanwhile_and_no_file_is_written_over(
    course: Course, tmp_path: Path
) -> None:
    with FileLock(course.lock), pytest.raises(CourseError, match="grading-already"):
        backup(course, tmp_path / "b.tar.gz")
    assert list(tmp_path.glob("*.tar.gz*")) == list(tmp_path.glob(".*partial")) == []
    (tmp_path / "b.tar.gz").write_text("older", "utf-8")
    with pytest.raises(CourseError, match="file-exists"):
        backup(course, tmp_path / "b.tar.gz")
    assert (tmp_path / "b.tar.gz").read_text("utf-8") == "older"


@pytest.mark.parametrize("harm", ["cut", "changed", "empty", "other"])
def test_a_damaged_backup_restores_nothing(course: Course, tmp_path: Path, harm: str) -> None:
    path = tmp_path / "b.tar.gz"
    backup(course, path)
    whole = path.read_bytes()
    if harm == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif harm == "empty":
        path.write_bytes(b"")
    elif harm == "other":
        with tarfile.open(path, "w:gz") as archive:
            archive.add(course.settings, "nbgrader_config.py")
    else:
        unpacked = tmp_path / "unpacked"
        with tarfile.open(path) as archive:
            archive.extractall(unpacked, filter="data")
        (unpacked / "submitted" / "kim" / "x.txt").write_text("slipped in", "utf-8")
        journal = unpacked / ".grading" / "journal.jsonl"
        journal.write_text(journal.read_text("utf-8").replace("kim", "lee"), "utf-8")
        with tarfile.open(path, "w:gz") as archive:
            for item in sorted(unpacked.iterdir()):
                archive.add(item, item.name)
    with pytest.raises(CourseError, match="no-backup"):
        restore(path, tmp_path / "again")
    assert not (tmp_path / "again").exists()
    assert list(tmp_path.glob(".restoring*")) == []


def test_it_leaves_a_folder_alone_that_holds_something(course: Course, tmp_path: Path) -> None:
    backup(course, tmp_path / "b.tar.gz")
    with pytest.raises(CourseError, match="folder-in-use"):
        restore(tmp_path / "b.tar.gz", course.root)


def test_the_commands(course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, folder = str(tmp_path / "b.tar.gz"), str(tmp_path / "again")
    assert main(["backup", file, "--course", str(course.root)]) == 0
    assert "only you can read it" in capsys.readouterr().out
    assert main(["restore", file, folder]) == 0
    assert Course(Path(folder)).assignments() == course.assignments()
    assert main(["restore", str(tmp_path / "none.tar.gz"), str(tmp_path / "third")]) == 1
    assert "error no-backup" in capsys.readouterr().err
