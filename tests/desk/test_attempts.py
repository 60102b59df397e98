"""Every hand-in is kept whole, one of them counts, and nothing hostile gets in by being copied."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from autograder.course import CONFIG, Course
from autograder.desk import attempts
from autograder.errors import CourseError
from autograder.refused import Refused
from tests.conftest import ROOT

NAME = "02_cross_correlation"
MONDAY = datetime(2027, 3, 1, 17, 30, tzinfo=UTC)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    source = tmp_path / "course" / "solutions" / NAME / f"{NAME}.py"
    source.parent.mkdir(parents=True)
    shutil.copy2(ROOT / "solutions" / NAME / f"{NAME}.py", source)
    (tmp_path / "course" / CONFIG).write_text("c = get_config()\n", "utf-8")
    return Course(tmp_path / "course")


@pytest.fixture
def inbox(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder as it comes in, with a notebook that says something."""

    def make(text: str, **more: str) -> Path:
        folder = tmp_path / "inbox"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / f"{NAME}.ipynb").write_text(text, "utf-8")
        for name, content in more.items():
            (folder / name.replace("_", ".", 1)).write_text(content, "utf-8")
        return folder

    return make


def counts(course: Course) -> str:
    """What the notebook says that counts."""
    return (course.submitted / "ada" / NAME / f"{NAME}.ipynb").read_text("utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_hand_in_is_kept_and_the_newest_counts(course: Course, inbox) -> None:
    attempts.file(course, "ada", NAME, inbox("one", data_csv="1,2"), MONDAY)
    attempts.file(course, "ada", NAME, inbox("three"), MONDAY + timedelta(days=2))
    attempts.file(course, "ada", NAME, inbox("two"), MONDAY + timedelta(days=1))
    home = course.attempts / "ada" / NAME
    assert sorted(os.listdir(home)) == [
        "2027-03-01T173000Z",
        "2027-03-02T173000Z",
        "2027-03-03T173000Z",
    ]
    assert files(home / "2027-03-01T173000Z") == {
        f"{NAME}.ipynb": b"one",
        "data.csv": b"1,2",
        "timestamp.txt": b"2027-03-01 17:30:00 UTC\n",
    }
    assert counts(course) == "three"
    standing = attempts.standing(course, "ada", NAME)
    assert standing is not None and standing.handed_in == datetime(2027, 3, 3, 17, 30)


def test_the_same_once_more_changes_nothing(course: Course, inbox) -> None:
    first = attempts.file(course, "ada", NAME, inbox("one"), MONDAY)
    again = attempts.file(course, "ada", NAME, inbox("one"), MONDAY)
    undated = attempts.file(course, "ada", NAME, inbox("one"), None)
    assert first == again == undated
    assert len(attempts.of(course, "ada", NAME)) == 1


def test_two_hand_ins_of_one_second_are_both_kept(course: Course, inbox) -> None:
    attempts.file(course, "ada", NAME, inbox("one"), MONDAY)
    attempts.file(course, "ada", NAME, inbox("two"), MONDAY)
    names = [a.name for a in attempts.of(course, "ada", NAME)]
    assert names == ["2027-03-01T173000Z", "2027-03-01T173000Z-2"]
    assert counts(course) == "two"


def test_a_time_is_kept_in_utc_wherever_it_was_told(course: Course, inbox) -> None:
    in_zurich = datetime(2027, 3, 1, 18, 30, tzinfo=timezone(timedelta(hours=1)))
    assert attempts.file(course, "ada", NAME, inbox("one"), in_zurich).name == "2027-03-01T173000Z"
    naive = attempts.file(course, "bob", NAME, inbox("one"), datetime(2027, 3, 1, 17, 30))
    assert naive.handed_in == datetime(2027, 3, 1, 17, 30)


def test_the_students_own_timestamp_is_not_believed(course: Course, inbox) -> None:
    early = inbox("one", timestamp_txt="1999-01-01 00:00:00 UTC")
    assert attempts.file(course, "ada", NAME, early, MONDAY).handed_in == datetime(
        2027, 3, 1, 17, 30
    )
    undated = attempts.file(course, "bob", NAME, early, None)
    assert undated.handed_in is None
    assert not (course.submitted / "bob" / NAME / "timestamp.txt").exists()


def test_what_was_put_into_submitted_by_hand_is_kept(course: Course, inbox) -> None:
    by_hand = course.submitted / "ada" / NAME
    by_hand.mkdir(parents=True)
    (by_hand / f"{NAME}.ipynb").write_text("by mail", "utf-8")
    (by_hand / "timestamp.txt").write_text("2027-02-01 10:00:00 UTC", "utf-8")
    attempts.file(course, "ada", NAME, inbox("one"), MONDAY)
    kept = attempts.of(course, "ada", NAME)
    assert [a.name for a in kept] == ["2027-02-01T100000Z", "2027-03-01T173000Z"]
    assert files(kept[0].folder)[f"{NAME}.ipynb"] == b"by mail"
    assert counts(course) == "one"


def test_with_best_the_one_that_counts_stays_until_it_is_graded(course: Course, inbox) -> None:
    (course.root / "course.toml").write_text('attempts = "best"\n', "utf-8")
    attempts.file(course, "ada", NAME, inbox("one"), MONDAY)
    attempts.file(course, "ada", NAME, inbox("two"), MONDAY + timedelta(days=1))
    assert counts(course) == "one"
    assert len(attempts.of(course, "ada", NAME)) == 2


def link(folder: Path) -> None:
    (folder / "data.csv").symlink_to("/etc/hostname")


def link_to_a_folder(folder: Path) -> None:
    (folder / "data").symlink_to("/etc")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "data.csv")


def too_much(folder: Path) -> None:
    with (folder / "data.csv").open("wb") as file:
        file.truncate(attempts.MAX_TOTAL + 1)


def too_many(folder: Path) -> None:
    for number in range(attempts.MAX_ENTRIES + 1):
        (folder / f"{number}.csv").touch()


@pytest.mark.parametrize("trick", [link, link_to_a_folder, pipe, too_much, too_many])
def test_what_is_no_file_is_refused_and_nothing_changes(
    course: Course, inbox, trick: Callable[[Path], None]
) -> None:
    attempts.file(course, "ada", NAME, inbox("one"), MONDAY)
    before = files(course.root)
    folder = inbox("two")
    trick(folder)
    with pytest.raises(Refused) as refused:
        attempts.file(course, "ada", NAME, folder, MONDAY + timedelta(days=1))
    assert refused.value.code == "refused-file"
    assert files(course.root) == before
    with pytest.raises(Refused):
        attempts.file(course, "eve", NAME, folder, MONDAY)
    assert not (course.attempts / "eve").exists()


def test_hidden_files_are_left_behind(course: Course, inbox) -> None:
    folder = inbox("one")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "old.ipynb").write_text("old", "utf-8")
    (folder / "more").mkdir()
    (folder / "more" / "data.csv").write_text("1", "utf-8")
    kept = attempts.file(course, "ada", NAME, folder, MONDAY)
    assert sorted(files(kept.folder)) == [f"{NAME}.ipynb", "more/data.csv", "timestamp.txt"]


def test_an_empty_folder_is_no_hand_in(course: Course, inbox) -> None:
    folder = inbox("one")
    (folder / f"{NAME}.ipynb").unlink()
    with pytest.raises(Refused, match="missing-notebook"):
        attempts.file(course, "ada", NAME, folder, MONDAY)
    assert not course.submitted.exists() and not course.attempts.exists()


@pytest.mark.parametrize("student", ["<b>", "a*", 'say "hi"'])
def test_what_cannot_be_a_students_id_is_refused(course: Course, inbox, student: str) -> None:
    with pytest.raises(Refused, match="cannot be a student's id"):
        attempts.file(course, student, NAME, inbox("one"), MONDAY)


@pytest.mark.parametrize("student", ["..", ".", "", "a/b"])
def test_no_name_leads_out_of_the_folder(course: Course, inbox, student: str) -> None:
    with pytest.raises(CourseError):
        attempts.file(course, student, NAME, inbox("one"), MONDAY)
    assert not course.attempts.exists()


def test_an_unknown_assignment_is_told(course: Course, inbox) -> None:
    with pytest.raises(CourseError, match="unknown-assignment"):
        attempts.file(course, "ada", "99_nothing", inbox("one"), MONDAY)
