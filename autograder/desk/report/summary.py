"""Counting: how exercises went, what was hard, which mistakes were made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import islice
from statistics import fmean, median
from typing import Any

from autograder.checks import find, names
from autograder.desk.report.gather import Class, Work
from autograder.desk.report.students import look_after, troubles

BINS = 20  # of the points, from none to all
EARLIEST, LATEST, STEP = -168, 120, 12  # hours from the deadline that are told apart
ENOUGH = 3  # works, before it is said that a property was hard
MISSING = ("not-written", "not-defined")  # codes of a function that is not there


@dataclass(frozen=True)
class PropertyShare:
    """How many of those who handed in reached one property of a function."""

    says: str
    points: int
    reached: int


@dataclass(frozen=True)
class FunctionShare:
    """One function: how it went, and each of its properties."""

    name: str
    of: int  # works in which it was judged
    right: int
    named: int  # wrong, and we know what the mistake is
    missing: int  # not written, or stopped before it was defined
    properties: tuple[PropertyShare, ...]

    @property
    def unnamed(self) -> int:
        """Wrong in a way that nobody has listed."""
        return self.of - self.right - self.named - self.missing


@dataclass(frozen=True)
class ExerciseSummary:
    """One assignment.

    Parameters
    ----------
    counted
        Works with a mark that says something: what could not be graded is not among them.
    mean, median
        Of the points to be had, 0 … 1; late penalties not taken off.
    bins
        Works by twentieths of the points; full marks are in the last.
    times
        Works by when they came, in steps of 12 hours from a week before the deadline to five days
        after it; what came earlier or later is in the first or the last.
    attempts
        Mean of those who handed in.
    """

    assignment: str
    people: int
    handed_in: int
    counted: int
    mean: float
    median: float
    of: float
    bins: tuple[int, ...]
    functions: tuple[FunctionShare, ...]
    late: int
    times: tuple[int, ...]
    attempts: float


@dataclass(frozen=True)
class Hard:
    """A property that few have reached."""

    assignment: str
    function: str
    property: PropertyShare
    of: int


@dataclass(frozen=True)
class MistakeSummary:
    """A named mistake and who made it."""

    assignment: str
    check: str
    mistake: str
    when: str
    hint: str
    students: tuple[str, ...]
    of: int  # works in which the function was judged


def exercises(class_: Class) -> list[ExerciseSummary]:
    """Every assignment that somebody has handed in, in order."""
    found = [_exercise(name, class_.of_assignment(name)) for name in class_.assignments]
    return [summary for summary in found if summary.handed_in]


def _exercise(name: str, works: Sequence[Work]) -> ExerciseSummary:
    there = [work for work in works if work.handed_in]
    counted = [work for work in there if work.counted]
    shares = [work.share for work in counted]
    bins = Counter(map(share_bin, shares))
    times = Counter(time_bin(work) for work in there)
    return ExerciseSummary(
        name,
        len(works),
        len(there),
        len(counted),
        fmean(shares) if shares else 0.0,
        median(shares) if shares else 0.0,
        works[0].mark.of if works else 0.0,
        tuple(bins[number] for number in range(BINS)),
        tuple(_functions(counted)),
        sum(work.is_late for work in there),
        tuple(times[number] for number in range((LATEST - EARLIEST) // STEP)),
        fmean(work.attempts for work in there) if there else 0.0,
    )


def share_bin(share: float) -> int:
    """Where a share of the points is counted.

    >>> [share_bin(share) for share in (0.0, 0.049, 0.05, 0.99, 1.0, 1.2)]
    [0, 0, 1, 19, 19, 19]
    """
    return max(0, min(int(share * BINS + 1e-9), BINS - 1))


def time_bin(work: Work) -> int | None:
    """Where the time of a hand-in is counted; None if nobody knows it, or there is no deadline."""
    if work.late is None:
        return None
    hours = work.late.total_seconds() / 3600
    # The deadline itself is in time: steps end with their last moment.
    number = -int(-(hours - EARLIEST) // STEP) - 1
    return max(0, min(number, (LATEST - EARLIEST) // STEP - 1))


def _functions(works: Iterable[Work]) -> Iterator[FunctionShare]:
    judged: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for work in works:
        for finding in work.findings:
            judged[finding.check].append((finding.code, finding.mistake, finding.properties))
    for name in sorted(judged, key=lambda name: (_order().get(name, -1), name)):
        found = judged[name]
        properties = find(name).properties if name in _order() else ()
        yield FunctionShare(
            name,
            len(found),
            sum(code == "pass" for code, _, _ in found),
            sum(bool(mistake) for _, mistake, _ in found),
            sum(code in MISSING and not mistake for code, mistake, _ in found),
            tuple(
                PropertyShare(p.says, p.points, sum(s[n : n + 1] == "1" for _, _, s in found))
                for n, p in enumerate(properties)
            ),
        )


@cache
def _order() -> dict[str, int]:
    """The checks in the order of the course."""
    return {name: number for number, name in enumerate(names())}


def hardest(found: Iterable[ExerciseSummary], most: int) -> list[Hard]:
    """The properties that the smallest part of the class has reached, one of each function."""
    worst = []
    for one in found:
        for function in one.functions:
            if function.properties and function.of >= ENOUGH:
                lowest = min(function.properties, key=lambda p: p.reached)
                worst.append(Hard(one.assignment, function.name, lowest, function.of))
    worst = [hard for hard in worst if hard.property.reached < hard.of]
    return list(islice(sorted(worst, key=lambda h: (h.property.reached / h.of, h.function)), most))


def mistakes(class_: Class) -> list[MistakeSummary]:
    """What was diagnosed, the most frequent first."""
    made: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    judged: Counter[tuple[str, str]] = Counter()
    for (student, assignment), work in class_.works.items():
        for finding in work.findings:
            judged[assignment, finding.check] += 1
            if finding.mistake:
                made[assignment, finding.check, finding.mistake].append(student)
    found = [
        MistakeSummary(
            *key, *_words(*key[1:]), students=tuple(sorted(students)), of=judged[key[:2]]
        )
        for key, students in made.items()
    ]
    return sorted(found, key=lambda m: (-len(m.students), m.assignment, m.check, m.mistake))


def _words(check: str, mistake: str) -> tuple[str, str]:
    """What its check says of it; of a mistake that this version does not know, the name."""
    try:
        return next((m.when, m.hint) for m in find(check).mistakes if m.name == mistake)
    except (LookupError, StopIteration):
        return mistake.replace("-", " "), ""


def summary_as_dict(class_: Class) -> dict[str, Any]:
    """All of it for programs."""
    return {
        "title": class_.title,
        "students": len(class_.people),
        "times": {"from_hours": EARLIEST, "step_hours": STEP},
        "exercises": [asdict(one) for one in exercises(class_)],
        "mistakes": [asdict(one) for one in mistakes(class_)],
        "look_after": [asdict(one) for one in look_after(class_)],
        "troubles": [asdict(one) for one in troubles(class_)],
    }
