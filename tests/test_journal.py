"""What is graded is remembered by its content, whatever cut the last run off."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.errors import CourseError
from autograder.journal import Job, Journal, jobs
from autograder.submission import Graded
from tests.conftest import ROOT, copy_of

NAME = "02_cross_correlation"


@pytest.fixture
def course(repository: Course, tmp_path: Path) -> Course:
    """A course folder with two hand-ins; no gradebook is needed here."""
    made = copy_of(repository, tmp_path / "course")
    shutil.copytree(repository.exercises, made.exercises)
    for student in ("ada", "bob"):
        folder = made.submitted / student / NAME
        folder.mkdir(parents=True)
        shutil.copy2(made.released(NAME), folder / f"{NAME}.ipynb")
    return made


def graded(student: str, code: str = "graded") -> Graded:
    return Graded(NAME, student, code, notes=("one",), score=3.0, most=4.0)


class TestJobs:
    def test_each_submission_is_a_job(self, course: Course) -> None:
        assert [(j.student, j.assignment) for j in jobs(course)] == [("ada", NAME), ("bob", NAME)]

    def test_the_same_work_has_the_same_fingerprint_and_other_work_another(
        self, course: Course
    ) -> None:
        ada, bob = jobs(course)
        assert ada.fingerprint == bob.fingerprint
        with (course.submitted / "bob" / NAME / f"{NAME}.ipynb").open("a") as file:
            file.write("\n")
        assert jobs(course)[0] == ada
        assert jobs(course)[1].fingerprint != bob.fingerprint

    @pytest.mark.parametrize("name", ["timestamp.txt", "data.csv", "deep/er.txt"])
    def test_another_file_beside_it_is_other_work(self, course: Course, name: str) -> None:
        before = jobs(course)[0]
        path = course.submitted / "ada" / NAME / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("2026-10-02 00:00:00 UTC")
        assert jobs(course)[0].fingerprint != before.fingerprint

    def test_a_file_of_another_name_is_other_work(self, course: Course) -> None:
        before = jobs(course)[0]
        path = course.submitted / "ada" / NAME / f"{NAME}.ipynb"
        path.rename(path.with_name("homework.ipynb"))
        assert jobs(course)[0].fingerprint != before.fingerprint

    def test_a_changed_exercise_changes_every_fingerprint_of_it(self, course: Course) -> None:
        before = jobs(course)
        with course.released(NAME).open("a") as file:
            file.write("\n")
        after = jobs(course)
        assert all(a.fingerprint != b.fingerprint for a, b in zip(before, after, strict=True))

    def test_changed_settings_change_every_fingerprint(self, course: Course) -> None:
        before = jobs(course)
        with course.settings.open("a") as file:
            file.write("\n# another policy\n")
        after = jobs(course)
        assert all(a.fingerprint != b.fingerprint for a, b in zip(before, after, strict=True))

    def test_a_changed_autograder_changes_every_fingerprint(
        self, course: Course, tmp_path: Path
    ) -> None:
        shutil.copytree(
            ROOT / "autograder",
            tmp_path / "autograder",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        code = (
            "from pathlib import Path\nfrom autograder.course import Course\n"
            "from autograder.journal import jobs\n"
            "def tell(): print(*{j.fingerprint for j in jobs(Course(Path('course')))})\n"
            "tell()\nwith open('autograder/judge.py', 'a') as file: file.write('#')\ntell()"
        )
        ran = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
        )
        before, after = ran.stdout.splitlines()
        assert before == jobs(course)[0].fingerprint
        assert after != before

    def test_a_pipe_or_a_link_in_a_hand_in_is_never_opened(self, course: Course) -> None:
        folder = course.submitted / "ada" / NAME
        os.mkfifo(folder / "pipe")
        (folder / "zero").symlink_to("/dev/zero")
        assert len(jobs(course)) == 2

    def test_those_named_are_taken_alone(self, course: Course) -> None:
        assert [j.student for j in jobs(course, students=["bob"])] == ["bob"]
        assert jobs(course, []) == []

    @pytest.mark.parametrize(
        ("assignments", "students", "code", "words"),
        [
            (["02_cross"], None, "unknown-assignment", NAME),
            (None, ["eve", "ada"], "unknown-student", "eve"),
        ],
    )
    def test_who_or_what_is_unknown_is_named(
        self,
        course: Course,
        assignments: list[str] | None,
        students: list[str] | None,
        code: str,
        words: str,
    ) -> None:
        with pytest.raises(CourseError) as caught:
            jobs(course, assignments, students)
        assert caught.value.code == code
        assert words in caught.value.sentence

    def test_an_assignment_that_is_not_released_is_refused(self, course: Course) -> None:
        course.released(NAME).unlink()
        with pytest.raises(CourseError) as caught:
            jobs(course, [NAME])
        assert caught.value.code == "not-released"
        assert "release" in caught.value.sentence


class TestJournal:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "deep" / "journal.jsonl"

    def test_it_remembers_across_runs(self, path: Path) -> None:
        Journal(path).note(Job(NAME, "ada", "f1"), graded("ada"))
        again = Journal(path)
        assert again.knows(Job(NAME, "ada", "f1"))
        assert not again.knows(Job(NAME, "ada", "f2"))
        assert not again.knows(Job(NAME, "bob", "f1"))
        assert again.verdicts() == [graded("ada")]

    def test_the_last_verdict_counts(self, path: Path) -> None:
        journal = Journal(path)
        for fingerprint in ("f1", "f2"):
            journal.note(Job(NAME, "ada", fingerprint), graded("ada"))
        assert not Journal(path).knows(Job(NAME, "ada", "f1"))
        assert Journal(path).knows(Job(NAME, "ada", "f2"))
        assert len(Journal(path).verdicts()) == 1

    def test_what_was_no_fault_of_the_student_is_tried_again(self, path: Path) -> None:
        journal = Journal(path)
        journal.note(Job(NAME, "ada", "f1"), graded("ada", "failed"))
        assert not journal.knows(Job(NAME, "ada", "f1"))

    @pytest.mark.parametrize("code", ["malformed-notebook", "missing-notebook", "refused-file"])
    def test_a_refusal_is_a_verdict(self, path: Path, code: str) -> None:
        journal = Journal(path)
        journal.note(Job(NAME, "ada", "f1"), graded("ada", code))
        assert Journal(path).knows(Job(NAME, "ada", "f1"))

    def test_cut_off_anywhere_it_keeps_all_lines_but_the_last(self, path: Path) -> None:
        first = Journal(path)
        for student in ("ada", "bob"):
            first.note(Job(NAME, student, "f"), graded(student))
        whole = path.read_bytes()
        for end in range(whole.index(b"\n") + 1, len(whole) - 1):
            path.write_bytes(whole[:end])
            after = Journal(path)
            assert [g.student for g in after.verdicts()] == ["ada"]
        after.note(Job(NAME, "cyd", "f"), graded("cyd"))
        assert [g.student for g in Journal(path).verdicts()] == ["ada", "cyd"]

    @pytest.mark.parametrize("line", [b"[]", b"1", b"null", b'{"student": "ada"}', b"\0\xff"])
    def test_a_line_that_makes_no_sense_is_skipped(self, path: Path, line: bytes) -> None:
        Journal(path).note(Job(NAME, "ada", "f"), graded("ada"))
        with path.open("ab") as file:
            file.write(line + b"\n")
        assert Journal(path).verdicts() == [graded("ada")]

    def test_what_a_later_version_adds_is_passed_over(self, path: Path) -> None:
        Journal(path).note(Job(NAME, "ada", "f"), graded("ada"))
        entry = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps(entry | {"mood": "good"}) + "\n", "utf-8")
        assert Journal(path).verdicts() == [graded("ada")]

    def test_it_does_not_grow_without_end(self, path: Path) -> None:
        for _ in range(4):
            journal = Journal(path)
            for n in range(60):
                journal.note(Job(NAME, "ada", f"f{n}"), graded("ada"))
        assert len(path.read_text("utf-8").splitlines()) < 200
        assert Journal(path).knows(Job(NAME, "ada", "f59"))

    def test_any_name_of_a_student_survives(self, path: Path) -> None:
        names = ["Åsa", "a\nb", "'; drop", "\udcff", "a/b"]
        for name in names:
            Journal(path).note(Job(NAME, name, "f"), graded(name))
        assert [g.student for g in Journal(path).verdicts()] == names
