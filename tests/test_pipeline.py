"""The journal, the progress and the export, without a kernel in sight."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.errors import CourseError
from autograder.grade import Graded
from autograder.pipeline import Job, Journal, export, grade, jobs

NAME = "02_cross_correlation"


@pytest.fixture
def course(new_course: Callable[[], Course]) -> Course:
    made = new_course()
    for student in ("ada", "bob"):
        folder = made.submitted / student / NAME
        folder.mkdir(parents=True)
        shutil.copy2(made.released(NAME), folder / f"{NAME}.ipynb")
    return made


def test_each_submission_is_a_job(course: Course) -> None:
    assert [(j.student, j.assignment) for j in jobs(course)] == [("ada", NAME), ("bob", NAME)]


def test_the_same_work_has_the_same_fingerprint_and_other_work_another(course: Course) -> None:
    ada, bob = jobs(course)
    assert ada.fingerprint == bob.fingerprint
    with (course.submitted / "bob" / NAME / f"{NAME}.ipynb").open("a") as file:
        file.write("\n")
    assert jobs(course)[0] == ada
    assert jobs(course)[1].fingerprint != bob.fingerprint


def test_a_later_hand_in_of_the_same_work_is_graded_again(course: Course) -> None:
    before = jobs(course)[0]
    (course.submitted / "ada" / NAME / "timestamp.txt").write_text("2026-10-02 00:00:00 UTC")
    assert jobs(course)[0].fingerprint != before.fingerprint


def test_a_changed_exercise_changes_every_fingerprint_of_it(course: Course) -> None:
    before = jobs(course)
    with course.released(NAME).open("a") as file:
        file.write("\n")
    assert all(a.fingerprint != b.fingerprint for a, b in zip(before, jobs(course), strict=True))


def test_changed_settings_change_every_fingerprint(course: Course) -> None:
    before = jobs(course)
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write("\n# another policy\n")
    assert all(a.fingerprint != b.fingerprint for a, b in zip(before, jobs(course), strict=True))


def test_the_journal_remembers_across_runs(tmp_path: Path) -> None:
    job = Job(NAME, "ada", "f1")
    Journal(tmp_path / "journal.json").note(job, Graded(NAME, "ada", "graded"))
    again = Journal(tmp_path / "journal.json")
    assert again.knows(job)
    assert not again.knows(Job(NAME, "ada", "f2"))
    assert not again.knows(Job(NAME, "bob", "f1"))
    assert again.verdicts() == [Graded(NAME, "ada", "graded")]


def test_what_failed_through_no_fault_of_the_student_is_tried_again(tmp_path: Path) -> None:
    job = Job(NAME, "ada", "f1")
    journal = Journal(tmp_path / "journal.json")
    journal.note(job, Graded(NAME, "ada", "failed", "The notebook could not be graded."))
    assert not journal.knows(job)


def test_the_journal_is_never_half_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.json")
    for n in range(5):
        journal.note(Job(NAME, f"s{n}", "f"), Graded(NAME, f"s{n}", "graded"))
        assert len(json.loads(journal.path.read_text("utf-8"))) == n + 1
    assert [p.name for p in tmp_path.iterdir()] == ["journal.json"]


def test_bad_files_are_that_students_verdict_and_progress_is_told(course: Course) -> None:
    for student in ("ada", "bob"):
        (course.submitted / student / NAME / f"{NAME}.ipynb").write_text("{", "utf-8")
    told: list[tuple[int, int]] = []
    done = grade(course, progress=lambda done, total, last: told.append((done, total)))
    assert {(g.student, g.code) for g in done} == {
        ("ada", "malformed-notebook"),
        ("bob", "malformed-notebook"),
    }
    assert told == [(1, 2), (2, 2)]
    assert grade(course) == []


def test_an_assignment_that_is_not_released_is_refused(course: Course) -> None:
    course.released(NAME).unlink()
    with pytest.raises(CourseError) as caught:
        jobs(course, [NAME])
    assert caught.value.code == "not-released"
    assert "release" in caught.value.sentence


def test_export_names_every_assignment_and_student(course: Course) -> None:
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student("ada")
    text = export(course).read_text("utf-8")
    assert text.count("ada") == len(course.assignments())
    assert not course.marks.with_suffix(".partial").exists()


def test_a_folder_that_is_no_course_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError) as caught:
        Course(tmp_path)
    assert caught.value.code == "not-a-course"
    assert "nbgrader_config.py" in caught.value.sentence
