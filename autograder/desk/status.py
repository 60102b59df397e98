"""Where a class stands: for each assignment, what has come in and what is still to be done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.desk import attempts, rounds
from autograder.journal import Journal, jobs
from autograder.marks import marks
from autograder.policy import Policy

if TYPE_CHECKING:
    from autograder.course import Course


@dataclass(frozen=True)
class Standing:
    """One assignment.

    Parameters
    ----------
    released
        Where students find it: ``exchange`` or ``folder``; empty if it is not released yet.
    due
        UTC, without saying so; None: never. Extensions are apart.
    handed_in, attempts
        Students, and all that they have handed in where every attempt is kept.
    graded, failed, to_grade
        Of those handed in: with a mark; could not be graded, and the journal says why; still to be
        graded, for it is new, or exercise or autograder have changed.
    waiting
        Answers that wait for a person, in formgrader.
    stale
        Feedback pages that are missing, or older than the mark.
    """

    assignment: str
    released: str
    due: datetime | None
    extensions: int
    handed_in: int
    attempts: int
    graded: int
    failed: int
    to_grade: int
    waiting: int
    stale: int


def status(course: Course) -> list[Standing]:
    """Every assignment of the course, in order; reads, and changes nothing."""
    names = course.assignments()
    released = [name for name in names if course.released(name).exists()]
    journal, policy = Journal(course.journal), Policy.of(course.root)
    codes: Counter[tuple[str, str]] = Counter()
    for job in jobs(course, released):
        code = journal.entries[job.key]["code"] if journal.knows(job) else "to grade"
        codes[job.assignment, code if code in ("graded", "to grade") else "failed"] += 1
    waiting: Counter[str] = Counter()
    due: dict[str, datetime | None] = {}
    for mark in marks(course):
        waiting[mark.assignment] += mark.waiting
        due[mark.assignment] = mark.due
    stale = Counter(name for name, _ in rounds.pages(course, only_new=True))
    several = Counter(
        name
        for student, name in attempts.every(course, names)
        for _ in attempts.of(course, student, name)
    )
    outbound = _exchange(course)
    result = []
    for name in names:
        graded, failed, to_grade = (codes[name, kind] for kind in ("graded", "failed", "to grade"))
        named = policy.due.get(name)
        where = "exchange" if (outbound / name).is_dir() else "folder"
        result.append(
            Standing(
                name,
                where if name in released else "",
                named.replace(tzinfo=None) if named else due.get(name),
                sum(given.assignment == name for given in policy.extensions),
                len(course.students(name)),
                several[name],
                graded,
                failed,
                to_grade,
                waiting[name],
                stale[name],
            )
        )
    return result


def _exchange(course: Course) -> Path:
    """Where nbgrader's exchange shows this course's assignments to students."""
    from nbgrader.exchange.default import Exchange

    exchange = Exchange(config=course.config)
    return Path(exchange.root) / Policy.of(course.root).id / "outbound"
