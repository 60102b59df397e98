"""What `course.toml` says about time, brought into nbgrader's gradebook; penalties worked out anew.

Due dates become nbgrader's own, extensions too, so that formgrader, `nbgrader autograde` and we
speak of the same. Only what the file names is touched: what an instructor has set in formgrader
stays. `.grading/deadlines.json` remembers what the file said last, for a line that is taken out of
it shall be gone from the gradebook as well.

No student's code runs for any of this. Few statements, whatever the size of the class.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, bindparam, func, select, update

from autograder.errors import CourseError
from autograder.lateness import Lateness
from autograder.marks import POINTS, assignment, handed_in, submission
from autograder.policy import FILE, Policy, beyond
from autograder.storage import in_words

if TYPE_CHECKING:
    from autograder.course import Course

ALMOST = 1e-9  # points that are no difference
Pair = tuple[str, str]  # student, assignment
Due = Mapping[str, datetime | None]  # by assignment; UTC without saying so, as nbgrader has it

WORK = select(
    submission.c.id, submission.c.student_id, assignment.c.name, submission.c.extension
).join(assignment, assignment.c.id == submission.c.assignment_id)
LATE = (  # all that a penalty depends on
    select(
        handed_in.c.id,
        submission.c.student_id,
        assignment.c.name,
        handed_in.c.late_submission_penalty,
        func.coalesce(POINTS.c.raw, 0.0),
        submission.c.timestamp,
        assignment.c.duedate,
        submission.c.extension,
    )
    .join(submission, submission.c.id == handed_in.c.assignment_id)
    .join(assignment, assignment.c.id == submission.c.assignment_id)
    .outerjoin(POINTS, POINTS.c.notebook_id == handed_in.c.id)
)


@dataclass(frozen=True)
class _Times:
    """What the file says: due dates, and until when extensions go; UTC without saying so."""

    due: dict[str, datetime]
    until: dict[Pair, datetime]

    @classmethod
    def of(cls, policy: Policy) -> _Times:
        due = {name: time.replace(tzinfo=None) for name, time in policy.due.items()}
        until: dict[Pair, datetime] = {}
        for given in policy.extensions:
            pair, time = (given.student, given.assignment), given.until.replace(tzinfo=None)
            until[pair] = max(time, until.get(pair, time))
        return cls(due, until)

    @classmethod
    def last(cls, course: Course) -> _Times:
        """What it said when it was last applied."""
        path = _memory(course)
        if not path.exists():
            return cls({}, {})
        told = json.loads(path.read_text("utf-8"))
        read = datetime.fromisoformat
        return cls(
            {name: read(time) for name, time in told["due"].items()},
            {(student, name): read(time) for student, name, time in told["until"]},
        )

    def remember(self, course: Course) -> None:
        told = {
            "due": {name: time.isoformat() for name, time in self.due.items()},
            "until": [[*pair, time.isoformat()] for pair, time in self.until.items()],
        }
        path = _memory(course)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(told), "utf-8")
        os.replace(partial, path)


def apply(course: Course) -> dict[Pair, str]:
    """Bring the gradebook up to `course.toml`; returns why, for each penalty that has changed.

    Raises
    ------
    CourseError
        ``bad-policy`` if the file names an assignment that is none, or more time for one that has
        no deadline; ``gradebook-locked``, …; nothing is changed then.
    """
    policy = Policy.of(course.root)
    _check(course, policy)
    now, before = _Times.of(policy), _Times.last(course)
    why = {(given.student, given.assignment): given.why for given in policy.extensions}
    with in_words(course), course.gradebook() as gradebook, gradebook.engine.begin() as connection:
        old, new = _due_dates(connection, now, before)
        more = _extensions(connection, now, before, old, new)
        changed = _penalties(connection, Lateness(course.config))
        if now != before:
            now.remember(course)
    reasons = {}
    for pair in changed:
        name = pair[1]
        if pair in more:
            reasons[pair] = more[pair] + (f" ({why[pair]})" if why.get(pair) else "")
        elif old.get(name) != new.get(name):
            reasons[pair] = f"deadline was {_said(old[name])}, is {_said(new[name])}"
        else:
            reasons[pair] = "late penalty worked out anew"
    return reasons


def _check(course: Course, policy: Policy) -> None:
    """A slip of the pen must not leave a deadline unheeded."""
    known = course.assignments()
    named = {
        *policy.due,
        *policy.points,
        *policy.titles,
        *(given.assignment for given in policy.extensions),
    }
    if unknown := sorted(named - set(known)):
        raise CourseError(
            "bad-policy",
            f"{FILE} speaks of {', '.join(unknown)}; there are: {', '.join(known)}. "
            "Mend the name and try again.",
        )


def _due_dates(connection: Connection, now: _Times, before: _Times) -> tuple[Due, Due]:
    """The due dates as they were, and as they are now."""
    rows = connection.execute(select(assignment.c.id, assignment.c.name, assignment.c.duedate))
    old, new, changes = {}, {}, []
    for row, name, due in rows.all():
        old[name] = new[name] = due
        if name in now.due:
            new[name] = now.due[name]
        elif due is not None and due == before.due.get(name):
            new[name] = None  # its line was taken out
        if new[name] != due:
            changes.append({"row": row, "value": new[name]})
    _update(connection, assignment, "duedate", changes)
    return old, new


def _extensions(
    connection: Connection, now: _Times, before: _Times, old: Due, new: Due
) -> dict[Pair, str]:
    """What became of extensions, in words; who has not handed in gets theirs when they do."""
    named = now.until.keys() | before.until.keys()
    for student, name in now.until:
        if name in new and new[name] is None:
            raise CourseError(
                "bad-policy",
                f"{FILE} gives {student} more time for {name}, which has no deadline. "
                "Give it one under [due].",
            )
    said, changes = {}, []
    for row, student, name, extension in connection.execute(WORK).all() if named else ():
        pair, wanted, reason = (student, name), extension, ""
        if pair in now.until:
            wanted, reason = beyond(now.until[pair], new[name]), f"until {_said(now.until[pair])}"
        elif pair in before.until and extension == beyond(before.until[pair], old[name]):
            wanted, reason = None, "taken back"
        if wanted != extension:
            said[pair] = f"extension {reason}"
            changes.append({"row": row, "value": wanted})
    _update(connection, submission, "extension", changes)
    return said


def _penalties(connection: Connection, late: Lateness) -> list[Pair]:
    """Whose penalty is another now."""
    changed, changes = [], []
    for row, student, name, penalty, score, *times in connection.execute(LATE).all():
        wanted = late.penalty(student, score, *times)
        if wanted != penalty:
            changes.append({"row": row, "value": wanted})
            if abs((wanted or 0.0) - (penalty or 0.0)) > ALMOST:
                changed.append((student, name))
    _update(connection, handed_in, "late_submission_penalty", changes)
    return changed


def _update(connection: Connection, table: Table, column: str, changes: list[Any]) -> None:
    if changes:
        statement = update(table).where(table.c.id == bindparam("row"))
        connection.execute(statement.values({column: bindparam("value")}), changes)


def forget(course: Course, student: str) -> None:
    """Remember nothing of a student's extensions; `course.toml` is the instructor's own."""
    last = _Times.last(course)
    kept = {pair: time for pair, time in last.until.items() if pair[0] != student}
    if kept != last.until:
        replace(last, until=kept).remember(course)


def _memory(course: Course) -> Path:
    return course.journal.with_name("deadlines.json")


def _said(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else "none"
