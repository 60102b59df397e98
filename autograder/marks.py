"""The marks of a class, read from nbgrader's gradebook in a few statements, however large it is.

nbgrader's own objects answer one question a time (`submission.score` asks the database whenever it
is read): for 2,000 students and sixteen exercises that takes the better part of an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nbgrader import api
from sqlalchemy import Integer, cast, func, select, union_all

from autograder.policy import Policy

if TYPE_CHECKING:
    from autograder.course import Course

# nbgrader's tables, and the statements on them.
assignment, notebook, student, submission, handed_in, grade, cell, graded, task = (
    kind.__table__
    for kind in (
        api.Assignment,
        api.Notebook,
        api.Student,
        api.SubmittedAssignment,
        api.SubmittedNotebook,
        api.Grade,
        api.BaseCell,
        api.GradeCell,
        api.TaskCell,
    )
)
SCORE = func.coalesce(grade.c.manual_score, grade.c.auto_score, 0.0) + func.coalesce(
    grade.c.extra_credit, 0.0
)
WAITS = cast(func.coalesce(grade.c.needs_manual_grade, False), Integer)
WORTH = union_all(
    select(graded.c.id, graded.c.max_score), select(task.c.id, task.c.max_score)
).subquery()  # the points of each cell

PEOPLE = select(student.c.id, student.c.first_name, student.c.last_name, student.c.email).order_by(
    student.c.id
)
ASSIGNMENTS = (
    select(assignment.c.name, assignment.c.duedate, func.coalesce(func.sum(WORTH.c.max_score), 0.0))
    .outerjoin(notebook, notebook.c.assignment_id == assignment.c.id)
    .outerjoin(cell, cell.c.notebook_id == notebook.c.id)
    .outerjoin(WORTH, WORTH.c.id == cell.c.id)
    .group_by(assignment.c.id, assignment.c.name, assignment.c.duedate)
    .order_by(assignment.c.name)
)
POINTS = (  # of each notebook that was handed in
    select(
        grade.c.notebook_id,
        func.sum(SCORE).label("raw"),
        func.sum(WAITS).label("waiting"),
    )
    .group_by(grade.c.notebook_id)
    .subquery()
)
SUBMISSIONS = (
    select(
        submission.c.student_id,
        assignment.c.name,
        submission.c.timestamp,
        func.coalesce(func.sum(POINTS.c.raw), 0.0),
        func.coalesce(func.sum(handed_in.c.late_submission_penalty), 0.0),
        func.coalesce(func.sum(POINTS.c.waiting), 0),
        submission.c.extension,
    )
    .join(assignment, assignment.c.id == submission.c.assignment_id)
    .outerjoin(handed_in, handed_in.c.assignment_id == submission.c.id)
    .outerjoin(POINTS, POINTS.c.notebook_id == handed_in.c.id)
    .group_by(
        submission.c.id,
        submission.c.student_id,
        assignment.c.name,
        submission.c.timestamp,
        submission.c.extension,
    )
)
CELLS = (
    select(
        submission.c.student_id.label("student"),
        assignment.c.name.label("assignment"),
        cell.c.name.label("cell"),
        SCORE.label("score"),
        WORTH.c.max_score.label("of"),
        WAITS.label("waiting"),
    )
    .join(handed_in, handed_in.c.id == grade.c.notebook_id)
    .join(submission, submission.c.id == handed_in.c.assignment_id)
    .join(assignment, assignment.c.id == submission.c.assignment_id)
    .join(cell, cell.c.id == grade.c.cell_id)
    .join(WORTH, WORTH.c.id == cell.c.id)
    .order_by(assignment.c.name, submission.c.student_id, cell.c.name)
)
NOTHING = (None, 0.0, 0.0, 0, None)  # of who has not handed in: as SUBMISSIONS, without the names


@dataclass(frozen=True)
class Person:
    """A student, as the gradebook knows them."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Mark:
    """One student's mark in one assignment; without a hand-in, all of it is 0."""

    person: Person
    assignment: str
    due: datetime | None  # UTC, without saying so, as nbgrader keeps it; no extension
    handed_in: datetime | None
    raw: float  # points, by hand where given, the penalty not yet taken off
    penalty: float
    of: float  # points to be had
    waiting: int  # answers that wait for a person
    worth: float  # what full marks count, by `course.toml`; else `of`
    extension: timedelta | None = None  # of this student, once something was handed in
    submitted: bool = False  # whether anything was handed in, with or without a time

    @property
    def deadline(self) -> datetime | None:
        """When it was due for this student, as `due`."""
        return None if self.due is None else self.due + (self.extension or timedelta())

    @property
    def score(self) -> float:
        """Points that count."""
        return max(0.0, self.raw - self.penalty)

    @property
    def counts(self) -> float:
        """The same on the scale of `course.toml`."""
        return self.score * self.worth / self.of if self.of else 0.0


@dataclass(frozen=True)
class CellMark:
    """Points of one graded cell of one submission."""

    student: str
    assignment: str
    cell: str
    score: float
    of: float
    waiting: bool


def marks(course: Course) -> list[Mark]:
    """Every student in every assignment, sorted by assignment, then student."""
    policy = Policy.of(course.root)
    with course.gradebook() as gradebook, gradebook.engine.connect() as connection:
        people = [Person(*row) for row in connection.execute(PEOPLE)]
        assignments = connection.execute(ASSIGNMENTS).all()
        found = {(row[0], row[1]): row[2:] for row in connection.execute(SUBMISSIONS)}
    result = []
    for name, due, of in assignments:
        worth = policy.points.get(name, of)
        for person in people:
            key = (person.id, name)
            stamp, raw, penalty, waiting, more = found.get(key, NOTHING)
            points = (raw, penalty, of, waiting, worth)
            result.append(Mark(person, name, due, stamp, *points, more, key in found))
    return result


def cell_marks(course: Course) -> list[CellMark]:
    """Every graded cell of everything that was handed in."""
    with course.gradebook() as gradebook, gradebook.engine.connect() as connection:
        return [CellMark(**row) for row in connection.execute(CELLS).mappings()]
