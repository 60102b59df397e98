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
        How grading went; None if there was none.
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
        return self.graded is not None or self.mark.submitted or self.mark.raw > 0

    @property
    def counted(self) -> bool:
        """Whether it has a mark that says something about the work."""
        return self.handed_in and (self.graded is None or self.graded.code == "graded")

    @property
    def is_late(self) -> bool:
        """Whether it came after the deadline, the student's own extension counted."""
        return self.late is not None and self.late > timedelta()

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
    known = {(g.student, g.assignment): (g, when) for g, when in Journal(course.journal).timed()}
    kept = attempts.every(course, course.assignments())
    counts = {(s, a): len(attempts.of(course, s, a)) for s, a in kept}
    works, people = {}, {}
    for mark in marks(course):
        key = mark.person.id, mark.assignment
        path = course.autograded / key[0] / key[1] / f"{key[1]}.ipynb"
        graded, findings = _graded(path, *known.get(key, (None, 0.0)))
        late = mark.handed_in - mark.deadline if mark.handed_in and mark.deadline else None
        attempted = counts.get(key, int(graded is not None))
        works[key] = Work(mark, graded, findings, late, attempted)
        people[mark.person.id] = mark.person
    names = tuple(dict.fromkeys(assignment for _, assignment in works))
    title = Policy.of(course.root).title
    return Class(title, datetime.now(UTC), tuple(people.values()), names, works)


def _graded(
    path: Path, verdict: Graded | None, when: float
) -> tuple[Graded | None, tuple[Finding, ...]]:
    """The journal's verdict and findings; the notebook's, where formgrader has graded since."""
    try:
        written = os.stat(path).st_mtime
    except OSError:  # not graded, or the notebook was taken away
        written = 0.0
    if written > when + SLACK:
        notes = verdict.notes if verdict and verdict.code == "graded" else ()
        graded = Graded(path.stem, path.parts[-3], "graded", notes=notes)
        return graded, of_file(path)
    if verdict is None or verdict.code != "graded":
        return verdict, ()
    # Without findings, an older version has graded it: they are in the notebook alone.
    packed = tuple(Finding(*told) for told in verdict.findings)
    return verdict, packed or of_file(path)
