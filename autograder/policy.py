"""`course.toml`: what an instructor decides, in one file that a person can read.

Deadlines, extensions, what lateness costs, which attempt counts, what an exercise is worth. It is
read anew by every command, nbgrader's included; a course without the file has the defaults.

    title = "Convolution by Hand, spring"
    id = "conv-spring"                     # how nbgrader, the exchange and the hub call the course
    time_zone = "Europe/Zurich"            # of every time below that names none
    attempts = "last"                      # or "best"

    [late]
    per_day = 0.1                          # part of the score lost for each day begun; 0: nothing
    at_most = 0.5                          # largest part of the score that can be lost
    grace_minutes = 15                     # later than this is late
    cut_off_days = 7                       # later than this earns nothing; left out: never

    [due]
    02_cross_correlation = 2027-03-01T18:00:00

    [points]                               # left out: the notebook's own points
    02_cross_correlation = 10

    [titles]                               # what a learning platform calls it; left out: the same
    02_cross_correlation = "Homework 2"

    [[extension]]
    student = "ada"
    assignment = "02_cross_correlation"
    until = 2027-03-08T18:00:00
    why = "ill"
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from autograder.errors import CourseError

FILE = "course.toml"
DAY = 86400.0  # seconds
MOST = 1e6  # points of an assignment
ATTEMPTS = ("last", "best")
ID = re.compile(r"[A-Za-z0-9][\w.-]{0,99}", re.ASCII)  # it is a folder's name in the exchange


@dataclass(frozen=True)
class Late:
    """What handing in late costs.

    >>> late = Late(per_day=0.1, at_most=0.5, grace_minutes=15, cut_off_days=7)
    >>> [late.penalty(20.0, days * DAY) for days in (0.01, 0.5, 1.5, 6.9, 7.1)]
    [0.0, 2.0, 4.0, 10.0, 20.0]
    """

    per_day: float = 0.1
    at_most: float = 0.5
    grace_minutes: float = 0.0
    cut_off_days: float = math.inf

    def penalty(self, score: float, seconds: float) -> float:
        """Points lost by a score that came so many seconds after the deadline."""
        if seconds <= self.grace_minutes * 60:
            return 0.0
        if seconds > self.cut_off_days * DAY:
            return score
        return round(score * min(self.at_most, self.per_day * math.ceil(seconds / DAY)), 4)


@dataclass(frozen=True)
class Extension:
    """More time for one student."""

    student: str
    assignment: str
    until: datetime  # UTC
    why: str = ""


@dataclass(frozen=True)
class Policy:
    """What `course.toml` says; every time in it is UTC here."""

    title: str = "Convolution by Hand"
    id: str = "convolution-by-hand"
    time_zone: str = "UTC"
    database: str = ""  # SQLAlchemy's URL; empty for SQLite in the course's folder
    attempts: str = "last"
    late: Late = field(default_factory=Late)
    due: Mapping[str, datetime] = field(default_factory=dict)
    points: Mapping[str, float] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)  # on a learning platform
    extensions: tuple[Extension, ...] = ()

    @classmethod
    def of(cls, root: Path) -> Policy:
        """The policy of a course folder.

        Raises
        ------
        CourseError
            ``bad-policy``: the file, the place in it and what may stand there.
        """
        path = root / FILE
        if not path.exists():
            return cls()
        try:
            return _read(tomllib.loads(path.read_text("utf-8")))
        except ValueError as error:  # of tomllib, and of a wrong value below
            raise CourseError(
                "bad-policy", f"{path} cannot be read: {error}. Mend that and try again."
            ) from error

    def deadline(self, assignment: str, student: str) -> datetime | None:
        """When a student's work is due (UTC), extension included; None if never."""
        due, given = self.due.get(assignment), self.until(assignment, student)
        return max(filter(None, (due, given)), default=None)

    def until(self, assignment: str, student: str) -> datetime | None:
        """What a student's last extension says; None if there is none."""
        given = (
            e.until for e in self.extensions if (e.student, e.assignment) == (student, assignment)
        )
        return max(given, default=None)

    def extension(self, assignment: str, student: str, due: datetime | None) -> timedelta | None:
        """What nbgrader adds to a deadline for one student; None if nothing is said of them.

        It is never less than nothing: an extension that the deadline has overtaken is none.

        Parameters
        ----------
        due
            The deadline as nbgrader keeps it: UTC, without saying so.
        """
        until = self.until(assignment, student)
        return None if until is None else beyond(until.replace(tzinfo=None), due)


def beyond(until: datetime, due: datetime | None) -> timedelta | None:
    """How long after a deadline that is, never less than nothing; None without a deadline."""
    return None if due is None else max(until - due, timedelta())


def _read(told: dict[str, Any]) -> Policy:
    zone_name = str(told.pop("time_zone", "UTC"))
    try:
        zone = ZoneInfo(zone_name)
    except (KeyError, ValueError) as error:
        raise ValueError(f"there is no time_zone {zone_name!r}; 'Europe/Zurich' is one") from error
    attempts = told.pop("attempts", "last")
    if attempts not in ATTEMPTS:
        raise ValueError(f"attempts is {attempts!r}, and may be 'last' or 'best'")
    id_ = str(told.pop("id", Policy.id))
    if not ID.fullmatch(id_):
        raise ValueError(f"id is {id_!r}, and may have letters, digits and . _ -, no spaces")
    policy = Policy(
        title=str(told.pop("title", Policy.title)),
        id=id_,
        time_zone=zone_name,
        database=str(told.pop("database", "")),
        attempts=attempts,
        late=_late(_table(told, "late")),
        due={a: _time(f"due.{a}", t, zone) for a, t in _table(told, "due").items()},
        points={a: _number(f"points.{a}", p, 0.0, MOST) for a, p in _table(told, "points").items()},
        titles={a: str(t) for a, t in _table(told, "titles").items()},
        extensions=_extensions(told.pop("extension", []), zone),
    )
    if told:
        raise ValueError(f"nothing is known about {', '.join(map(repr, told))}")
    return policy


def _table(told: dict[str, Any], name: str) -> dict[str, Any]:
    table = told.pop(name, {})
    if not isinstance(table, dict):
        raise ValueError(f"{name} is {table!r}, and must be a table, under a line [{name}]")
    return table


def _late(told: dict[str, Any]) -> Late:
    most = {"per_day": 1.0, "at_most": 1.0, "grace_minutes": math.inf, "cut_off_days": math.inf}
    if unknown := told.keys() - most.keys():
        raise ValueError(f"late.{min(unknown)} is not one of {', '.join(most)}")
    return Late(**{key: _number(f"late.{key}", v, 0.0, most[key]) for key, v in told.items()})


def _extensions(told: Any, zone: ZoneInfo) -> tuple[Extension, ...]:
    if not isinstance(told, list) or not all(isinstance(entry, dict) for entry in told):
        raise ValueError(f"extension is {told!r}, and must be a table under a line [[extension]]")
    return tuple(_extension(entry, zone) for entry in told)


def _extension(told: dict[str, Any], zone: ZoneInfo) -> Extension:
    known = ("student", "assignment", "until", "why")
    if unknown := told.keys() - set(known):
        raise ValueError(f"extension.{min(unknown)} is not one of {', '.join(known)}")
    if missing := set(known[:3]) - told.keys():
        raise ValueError(f"extension.{min(missing)} is missing")
    until = _time("extension.until", told["until"], zone)
    return Extension(str(told["student"]), str(told["assignment"]), until, str(told.get("why", "")))


def _number(name: str, value: Any, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
        upto = "" if math.isinf(most) else f" to {most:g}"
        raise ValueError(f"{name} is {value!r}, and must be a number from {least:g}{upto}")
    return float(value)


def _time(name: str, value: Any, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        raise ValueError(f"{name} is {value!r}, and must be a time such as 2027-03-01T18:00:00")
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
