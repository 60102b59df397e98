"""Every change of a mark: of whom, in what, from, to, who, when, why. Lines are only ever added.

The log `.grading/changes.jsonl` is compared with the gradebook, and what differs is added. So
nothing is missed: neither points given in formgrader, which tells nobody, nor what a run wrote
that was killed before it came to the log. The reason is read off what has changed:

- points given by hand: by somebody in formgrader, noticed now;
- automatic points: by grading, with the words of ``--why``, were they those of a killed run;
- the penalty alone: what `autograder.desk.deadlines` says of it;
- neither: what full marks count (``[points]`` in `course.toml`).

A mark here is what counts: penalty taken off, scaled. The log names students; `forget` takes
their lines out, and that is the only way out of it.
"""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from autograder import lines
from autograder.marks import assignment as assignment_
from autograder.marks import grade, handed_in, marks, submission
from autograder.storage import in_words

if TYPE_CHECKING:
    from autograder.course import Course

ALMOST = 1e-9  # points that are no difference
GRADED, BY_HAND, GONE = "graded", "points by hand", "taken out of the gradebook"
LATE, SCALED = "late penalty changed", "what full marks count was changed"
FORMGRADER = "formgrader"  # who: it does not say which person that was

Pair = tuple[str, str]  # student, assignment

HAND = (  # points given by hand, of each submission
    select(
        submission.c.student_id,
        assignment_.c.name,
        func.coalesce(func.sum(grade.c.manual_score), 0.0)
        + func.coalesce(func.sum(grade.c.extra_credit), 0.0),
        func.coalesce(
            func.sum(case((grade.c.manual_score.is_(None), grade.c.auto_score), else_=0.0)), 0.0
        ),
    )
    .join(assignment_, assignment_.c.id == submission.c.assignment_id)
    .outerjoin(handed_in, handed_in.c.assignment_id == submission.c.id)
    .outerjoin(grade, grade.c.notebook_id == handed_in.c.id)
    .group_by(submission.c.id, submission.c.student_id, assignment_.c.name)
)


@dataclass(frozen=True)
class Change:
    """One change of a mark.

    Parameters
    ----------
    before, after
        The mark that counts; None where there was none, or is none any more.
    by_hand, automatic, penalty
        What the mark after it is made of, in the notebook's own points.
    """

    student: str
    assignment: str
    before: float | None
    after: float | None
    who: str
    when: datetime  # UTC
    why: str
    by_hand: float = 0.0
    automatic: float = 0.0
    penalty: float = 0.0

    def entry(self) -> dict[str, Any]:
        """As it stands in the log, and as ``changes --json`` shows it."""
        return {
            "when": self.when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "who": self.who,
            "student": self.student,
            "assignment": self.assignment,
            "from": self.before,
            "to": self.after,
            "why": self.why,
            "by_hand": self.by_hand,
            "automatic": self.automatic,
            "penalty": self.penalty,
        }

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Change:
        """Read a line of the log."""
        return cls(
            entry["student"],
            entry["assignment"],
            entry["from"],
            entry["to"],
            entry["who"],
            datetime.strptime(entry["when"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
            entry["why"],
            entry["by_hand"],
            entry["automatic"],
            entry["penalty"],
        )


def changes(course: Course, student: str | None = None) -> list[Change]:
    """The log, oldest first; of one student, if one is named."""
    entries = lines.read(_log(course))
    return [Change.of(e) for e in entries if student in (None, e["student"])]


def newest(course: Course) -> dict[Pair, Change]:
    """The last change of each mark."""
    return {(e["student"], e["assignment"]): Change.of(e) for e in lines.read(_log(course))}


def note(
    course: Course, *, why: str = "", reasons: Mapping[Pair, str] | None = None
) -> list[Change]:
    """Add what has changed since the last time; returns that.

    Parameters
    ----------
    why
        Of what was graded; otherwise the words are those of the grading that is under way.
    reasons
        Of penalties that were worked out anew, by student and assignment.
    """
    with course.alone():
        return _note(course, why or _under_way(course), reasons or {})


def _note(course: Course, why: str, reasons: Mapping[Pair, str]) -> list[Change]:
    known = newest(course)
    who, now = person(), datetime.now(UTC).replace(microsecond=0)
    with in_words(course):
        there = _parts(course)
        new = []
        for mark in marks(course):
            pair = (mark.person.id, mark.assignment)
            if pair not in there:
                continue
            hand, automatic = there[pair]
            old = known.get(pair)
            if old and old.after is not None and abs(old.after - mark.counts) <= ALMOST:
                continue
            by, reason = _reason(old, hand, automatic, mark.penalty)
            if reason == GRADED:
                reason = why or GRADED
            elif reason == LATE:
                reason = reasons.get(pair, LATE)
            before = old.after if old else None
            parts = (hand, automatic, mark.penalty)
            new.append(Change(*pair, before, round(mark.counts, 6), by or who, now, reason, *parts))
    for pair, old in known.items():
        if old.after is not None and pair not in there:
            new.append(Change(*pair, old.after, None, who, now, GONE))
    lines.append(_log(course), (change.entry() for change in new))
    return new


@contextmanager
def grading(course: Course, why: str) -> Iterator[None]:
    """What is graded in this block is noted with these words, even if the block is killed.

    Note what happened before, first: it has other reasons.
    """
    partial = _intent(course).with_suffix(".partial")
    partial.write_text(json.dumps({"why": why}), "utf-8")
    os.replace(partial, _intent(course))
    try:
        yield
    finally:
        note(course)
        _intent(course).unlink(missing_ok=True)


def person() -> str:
    """Who runs this: on a hub its name for them, else the system's."""
    try:
        return os.environ.get("JUPYTERHUB_USER") or getpass.getuser()
    except (OSError, KeyError):  # an id without a name, as in some containers
        return str(os.getuid()) if hasattr(os, "getuid") else "unknown"


def _reason(old: Change | None, hand: float, automatic: float, penalty: float) -> tuple[str, str]:
    """Who, if it was not the one who runs this, and why."""
    if old is None or old.after is None:
        return "", GRADED
    if abs(old.by_hand - hand) > ALMOST:
        return FORMGRADER, BY_HAND
    if abs(old.automatic - automatic) > ALMOST:
        return "", GRADED
    return "", LATE if abs(old.penalty - penalty) > ALMOST else SCALED


def _parts(course: Course) -> dict[Pair, tuple[float, float]]:
    """Points by hand and automatic points of everything that was handed in."""
    with course.gradebook() as gradebook, gradebook.engine.connect() as connection:
        rows = connection.execute(HAND).all()
    return {(student, name): (hand, auto) for student, name, hand, auto in rows}


def _under_way(course: Course) -> str:
    """The words of a grading that is under way, or was killed."""
    try:
        return str(json.loads(_intent(course).read_text("utf-8"))["why"])
    except FileNotFoundError:
        return ""


def _log(course: Course) -> Path:
    return course.journal.with_name("changes.jsonl")


def _intent(course: Course) -> Path:
    return course.journal.with_name("grading.json")
