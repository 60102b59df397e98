"""Course folders to measure on: ours, the same for stock nbgrader, and copies of both."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path

import nbformat

from autograder.checking import SEED_VARIABLE
from autograder.course import CONFIG, Course
from autograder.demo import make, read_class
from autograder.demo.make import DEADLINE
from autograder.release import release
from autograder.seeds import grading_seed, seed_of_work

# What is worth reading in nbgrader's log: errors, and the last line of a traceback.
ERROR = re.compile(r"\| ERROR\](?! Traceback)|^ *[\w.]+(Error|Exception)\b")

Pair = tuple[str, str]  # assignment, student

# What is timed: the first three that were written, so that figures can be compared over the years.
TIMED = ("02_cross_correlation", "03_padding_and_stride", "07_transposed_convolution")

# nbgrader as it comes. What is set says where things lie, what the course's penalty for late work
# is, and that a slow machine has a minute for a cell.
STOCK = """
from pathlib import Path

from autograder.plugins import LatePenalty

c = get_config()
c.CourseDirectory.course_id = "convolution-by-hand"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "*.py"]
c.Execute.timeout = 60
c.AssignLatePenalties.plugin_class = LatePenalty
"""

# Accidents of the demo class after which stock gives other marks, or none.
STOCK_CANNOT = {
    "duplicated-check": "stops the batch: a copied test cell has no metadata left",
    "deleted-check": "leaves a deleted test cell away, and its points",
    "empty": "leaves deleted cells away, and gives no marks for them",
    "renamed": "does not look at a notebook of another name",
    "cut-off": "gives no marks for what is no JSON, not even zero",
}


def empty(
    origin: Course, folder: Path, only: Iterable[str] | None = None, *, torch: bool = False
) -> Course:
    """The course of `origin`, released, with a deadline for each assignment; nothing handed in.

    With `only`, these assignments of it. With `torch`, every notebook imports torch beside NumPy,
    as most courses' notebooks do.
    """
    names = origin.assignments() if only is None else only
    return _fresh(origin, folder, names, (origin.root / CONFIG).read_text("utf-8"), torch=torch)


def stock(course: Course, folder: Path) -> Course:
    """A plain nbgrader course: the same exercises, deadlines, students and submissions."""
    plain = _fresh(course, folder, course.assignments(), STOCK)
    with course.gradebook() as gradebook, plain.gradebook() as other:
        for assignment in gradebook.assignments:
            other.update_or_create_assignment(assignment.name, duedate=assignment.duedate)
        for student in gradebook.students:
            known = ("first_name", "last_name", "email", "lms_user_id")
            details = {name: getattr(student, name) for name in known}
            other.update_or_create_student(student.id, **details)
    if course.submitted.exists():
        shutil.copytree(course.submitted, plain.submitted)
    return plain


def split(course: Course, folder: Path, count: int) -> list[Course]:
    """`stock` as `count` courses in `folder`, each with a part of the submissions."""
    wanted = submissions(course)
    whole = stock(course, folder / "stock-0")
    parts = [whole]
    for n in range(1, count):
        parts.append(Course(shutil.copytree(whole.root, folder / f"stock-{n}")))
    for n, part in enumerate(parts):
        drop(part, keep=wanted[n::count])
    return parts


def _fresh(
    origin: Course, folder: Path, names: Iterable[str], config: str, *, torch: bool = False
) -> Course:
    for assignment in names:
        target = folder / "solutions" / assignment / f"{assignment}.py"
        target.parent.mkdir(parents=True)
        text = origin.source(assignment).read_text("utf-8")
        if torch:
            text = text.replace("without: [scipy, torch]", "without: [scipy]", 1)
            text = text.replace("import numpy as np\n", "import numpy as np\n    import torch\n", 1)
        target.write_text(text, "utf-8")
    (folder / CONFIG).write_text(config, "utf-8")
    course = Course(folder)
    release(course)
    with course.gradebook() as gradebook:
        for assignment in course.assignments():
            gradebook.update_or_create_assignment(assignment, duedate=DEADLINE)
    return course


def submissions(course: Course) -> list[Pair]:
    """What has been handed in."""
    return [(a, s) for a in course.assignments() for s in course.students(a)]


def left_out(course: Course) -> dict[Pair, str]:
    """What of the demo class stock cannot take, with the accident that it had."""
    return {
        (assignment, student.id): accident
        for student in read_class()
        for assignment, accident in student.accidents.items()
        if accident in STOCK_CANNOT and assignment in course.assignments()
    }


def demo_class(origin: Course, folder: Path) -> Course:
    """The demo class, without the accidents that stock cannot take."""
    course = make(origin, folder)
    drop(course, keep=set(submissions(course)) - set(left_out(course)))
    return course


def drop(course: Course, keep: Iterable[Pair]) -> None:
    """Take out of `submitted/` what is not to be kept."""
    for assignment, student in set(submissions(course)) - set(keep):
        shutil.rmtree(course.submitted / student / assignment)


class Kept:
    """A course as it is now, before anything is graded, to come back to."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.gradebook = (course.root / "gradebook.db").read_bytes()

    def restore(self) -> None:
        """Nothing is graded any more."""
        for folder in (self.course.autograded, self.course.feedback):
            shutil.rmtree(folder, ignore_errors=True)
        self.course.journal.unlink(missing_ok=True)
        (self.course.root / "gradebook.db").write_bytes(self.gradebook)


def nbgrader(course: Course, *words: str, seed: int = 0) -> subprocess.Popen[str]:
    """One of nbgrader's own commands, started in the course folder; it speaks on stderr.

    With a seed, the checks draw their cases from it, and not as in a student's copy.
    """
    return subprocess.Popen(
        [Path(sys.executable).with_name("nbgrader"), *words],
        cwd=course.root,
        env=os.environ | {SEED_VARIABLE: str(seed)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def autograde(course: Course, seeds: Mapping[Pair, int]) -> dict[Pair, str]:
    """``nbgrader autograde`` for each submission, with the seed that it was graded with by ours.

    Returns
    -------
    The submissions with which nbgrader failed, and the errors in its log.
    """
    failures = {}
    for assignment, student in submissions(course):
        seed = seeds[assignment, student]
        running = nbgrader(course, "autograde", assignment, "--student", student, seed=seed)
        _, said = running.communicate()
        if running.returncode != 0:
            errors = [line.strip() for line in said.splitlines() if ERROR.search(line)]
            failures[assignment, student] = " | ".join(errors)
    return failures


def autograde_side_by_side(courses: list[Course], seeds: Mapping[Pair, int]) -> dict[Pair, str]:
    """`autograde` for several courses at once."""
    with ThreadPoolExecutor(len(courses)) as pool:
        found = pool.map(autograde, courses, repeat(seeds))
    return {pair: errors for failures in found for pair, errors in failures.items()}


def seeds(course: Course) -> dict[Pair, int]:
    """What the checks drew from in each submission to a course that ours has graded."""
    secret = course.secret
    return {pair: _seed(course, secret, *pair) for pair in submissions(course)}


def _seed(course: Course, secret: Path, assignment: str, student: str) -> int:
    path = course.autograded / student / assignment / f"{assignment}.ipynb"
    if not path.is_file():  # refused: nothing was drawn
        return 0
    cells = nbformat.read(path, as_version=4).cells
    return seed_of_work(grading_seed(secret, student, assignment), (c.source for c in cells))
