"""Classes made in a few seconds: a part of the demo class, and some who take their time."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.bench.courses import drop, submissions
from autograder.course import CONFIG, Course
from autograder.demo import make
from autograder.policy import FILE
from autograder.release import release
from tests.conftest import ROOT, copy_of
from tests.test_pipeline import hand_in, slow

CHAPTERS = ("02_cross_correlation", "03_padding_and_stride")
# Right, wrong, late, unfinished, and every accident that happens to a notebook.
STUDENTS = ("01", "05", "06", "18", "19", "20", "21", "22", "23")


def only(course: Course, *chapters: str) -> Course:
    """The same course with no other chapters."""
    for chapter in course.assignments():
        if chapter not in chapters:
            shutil.rmtree(course.source(chapter).parent)
    return course


def slow_class(folder: Path, count: int) -> Course:
    """One chapter, handed in by students who each take half a second: ``s0``, ``s1`` …"""
    course = only(copy_of(Course(ROOT), folder), CHAPTERS[0])
    release(course)
    for number in range(count):
        hand_in(course, f"s{number}", slow)
    _keep_secret(course)
    return course


def small_class(folder: Path, database: str = "") -> Course:
    """Two chapters, nine students, every accident: handed in, not graded.

    Parameters
    ----------
    database
        For `course.toml`; SQLite in the course's folder if empty.
    """
    origin = only(copy_of(Course(ROOT), folder / "origin"), *CHAPTERS)
    root = folder / "course"
    root.mkdir()
    shutil.copy2(origin.settings, root / CONFIG)
    if database:
        (root / FILE).write_text(f'database = "{database}"\n', "utf-8")
    course = make(origin, root)
    shutil.rmtree(origin.root)
    everything = submissions(course)
    chosen = [(a, s) for a, s in everything if s.removeprefix("student-") in STUDENTS]
    assert len(chosen) >= 12
    drop(course, keep=chosen)
    _keep_secret(course)
    return course


def _keep_secret(course: Course) -> None:
    course.secret.parent.mkdir(exist_ok=True)
    course.secret.write_text("the same in all of them", "utf-8")
