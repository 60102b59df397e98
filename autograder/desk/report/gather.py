"""What is known of a class: marks, verdicts, times, attempts, as plain data."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.desk import attempts
from autograder.findings import Finding, of_file
from autograder.journal import Journal
from autograder.marks import Mark, Person, marks
from autograder.policy import Policy
from autograder.submission import Graded

if TYPE_CHECKING:
    from autograder.course import Course

SLACK = 2.0  # seconds that a notebook may be younger than the journal's line about it


@dataclass(frozen=True)
class Work:
    """One student's work in one exercise.

    Parameters
    ----------
    graded
        The journal's verdict; None if there is none.
    findings
        What the checks said.
    late
        How long after the student's own deadline; negative if before it, None if nobody knows.
    attempts
        How often it was handed in, as far as that is kept.
    """

    mark: Mark
    graded: Graded | None = None
    findings: tuple[Finding, ...] = ()
    late: timedelta | None = None
    attempts: int = 0

    @property
    def handed_in(self) -> bool:
        """Whether anything came, readable or not."""
        return self.graded is not None or self.mark.handed_in is not None or self.mark.raw > 0

    @property
    def counted(self) -> bool:
        """Whether it has a mark that says something about the work."""
        return self.handed_in and (self.graded is None or self.graded.code == "graded")

    @property
    def share(self) -> float:
        """Points reached, of those to be had; the late penalty not taken off."""
        return self.mark.raw / self.mark.of if self.mark.of else 0.0


@dataclass(frozen=True)
class Class:
    """A class at one moment; works by (student, assignment), for everybody in everything."""

    title: str
    made: datetime  # UTC
    people: tuple[Person, ...]
    assignments: tuple[str, ...]
    works: Mapping[tuple[str, str], Work]

    def of_assignment(self, assignment: str) -> list[Work]:
        """Everybody's, in the order of the people."""
        return [self.works[person.id, assignment] for person in self.people]

    def of_person(self, person: str) -> list[Work]:
        """Everything of one student, in the order of the assignments."""
        return [self.works[person, assignment] for assignment in self.assignments]


def gather(course: Course) -> Class:
    """Read all of it; nothing is graded, nothing changed."""
    policy = Policy.of(course.root)
    graded = {(g.student, g.assignment): (g, when) for g, when in Journal(course.journal).timed()}
    kept = attempts.every(course, course.assignments())
    counts = {(s, a): len(attempts.of(course, s, a)) for s, a in kept}
    works = {}
    for mark in marks(course):
        key = mark.person.id, mark.assignment
        verdict, when = graded.get(key, (None, 0.0))
        path = course.autograded / key[0] / key[1] / f"{key[1]}.ipynb"
        works[key] = Work(
            mark,
            verdict,
            _findings(path, verdict, when),
            _late(mark, policy),
            counts.get(key, int(verdict is not None)),
        )
    people = {mark.person.id: mark.person for work in works.values() for mark in [work.mark]}
    names = dict.fromkeys(assignment for _, assignment in works)
    return Class(policy.title, datetime.now(UTC), tuple(people.values()), tuple(names), works)


def _findings(path: Path, verdict: Graded | None, when: float) -> tuple[Finding, ...]:
    """From the journal; from the notebook where somebody else has graded it since."""
    try:
        written = os.stat(path).st_mtime
    except OSError:
        return ()
    if verdict is not None and verdict.findings and written <= when + SLACK:
        return tuple(Finding(*packed) for packed in verdict.findings)
    return of_file(path)


def _late(mark: Mark, policy: Policy) -> timedelta | None:
    due = policy.deadline(mark.assignment, mark.person.id)
    plain = due.replace(tzinfo=None) if due else mark.due
    if plain is None or mark.handed_in is None:
        return None
    return mark.handed_in - plain
