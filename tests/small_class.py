"""A part of the demo class: two chapters, nine students, every accident. Made in a few seconds."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.bench.courses import drop, submissions
from autograder.course import CONFIG, Course
from autograder.demo import make
from autograder.policy import FILE
from tests.conftest import ROOT, copy_of

CHAPTERS = ("02_cross_correlation", "03_padding_and_stride")
# Right, wrong, late, unfinished, and every accident that happens to a notebook.
STUDENTS = ("01", "05", "06", "18", "19", "20", "21", "22", "23")


def small_class(folder: Path, database: str = "") -> Course:
    """Handed in, not graded; with a secret that is the same in all of them.

    Parameters
    ----------
    database
        For `course.toml`; SQLite in the course's folder if empty.
    """
    origin = copy_of(Course(ROOT), folder / "origin")
    for chapter in origin.assignments():
        if chapter not in CHAPTERS:
            shutil.rmtree(origin.source(chapter).parent)
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
    course.secret.parent.mkdir(exist_ok=True)
    course.secret.write_text("the same in all", "utf-8")
    return course
