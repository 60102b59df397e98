"""Counting: what was hard, which mistakes were made, who may need somebody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median
from typing import Any

from autograder.checks import find, names
from autograder.desk.report.gather import Class, Work
from autograder.marks import Person

BINS = 10
LOW = 0.4  # of the points: who stays below twice running is named
DROP = 0.3  # of the points: so much below one's own mean before, twice running
HALF = 0.5  # of the class: what fewer hand in is not missed yet, for it may not be due


@dataclass(frozen=True)
class PropertyShare:
    """How many of those who handed in reached one property of a function."""

    says: str
    points: int
    reached: int


@dataclass(frozen=True)
class FunctionShare:
    """One function: how many got all of it, and each of its properties."""

    name: str
    right: int
    of: int  # works in which it was judged
    properties: tuple[PropertyShare, ...]


@dataclass(frozen=True)
class ExerciseSummary:
    """One assignment."""

    assignment: str
    people: int
    handed_in: int
    counted: int
    mean: float  # shares of the points, 0 … 1
    median: float
    of: float
    bins: tuple[int, ...]  # works by tenths of the points; full marks are in the last
    functions: tuple[FunctionShare, ...]
    late: int
    early: tuple[int, ...]  # hand-ins by hours before the deadline, see EARLY
    attempts: float  # mean of those who handed in


@dataclass(frozen=True)
class MistakeSummary:
    """A named mistake and who made it."""

    check: str
    mistake: str
    when: str
    hint: str
    students: tuple[str, ...]
    of: int  # works in which the function was judged

    @property
    def chapter(self) -> str:
        """The chapter that teaches it, in words."""
        return self.check.partition(".")[0].replace("_", " ")


@dataclass(frozen=True)
class Trouble:
    """What the machinery had to say about one work."""

    student: str
    assignment: str
    code: str
    sentence: str


@dataclass(frozen=True)
class LookAfter:
    """Somebody who may need somebody, and why. It says nothing about the person."""

    person: Person
    reasons: tuple[str, ...]


# Hours before the deadline: (title, at least so many); later ones are the `late`.
EARLY = (
    ("days before", 48.0),
    ("the day before", 24.0),
    ("the last day", 3.0),
    ("last hours", 0.0),
)


def exercises(class_: Class) -> list[ExerciseSummary]:
    """Every assignment that somebody has handed in, in order."""
    found = [_exercise(name, class_.of_assignment(name)) for name in class_.assignments]
    return [summary for summary in found if summary.handed_in]


def _exercise(name: str, works: Sequence[Work]) -> ExerciseSummary:
    there = [work for work in works if work.handed_in]
    counted = [work for work in there if work.counted]
    shares = [work.share for work in counted]
    bins = Counter(min(int(share * BINS), BINS - 1) for share in shares)
    hours = [-work.late.total_seconds() / 3600 for work in there if work.late is not None]
    early: Counter[str] = Counter()
    for hour in hours:
        early[next((title for title, least in EARLY if hour >= least), "late")] += 1
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
        early["late"],
        tuple(early[title] for title, _ in EARLY),
        fmean(work.attempts for work in there) if there else 0.0,
    )


def _functions(works: Iterable[Work]) -> Iterable[FunctionShare]:
    judged: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for work in works:
        for finding in work.findings:
            judged[finding.check].append((finding.code, finding.properties))
    known = set(names())
    for name in sorted(judged, key=lambda n: list(names()).index(n) if n in known else -1):
        right = sum(code == "pass" for code, _ in judged[name])
        properties = find(name).properties if name in known else ()
        yield FunctionShare(
            name,
            right,
            len(judged[name]),
            tuple(
                PropertyShare(p.says, p.points, sum(s[n : n + 1] == "1" for _, s in judged[name]))
                for n, p in enumerate(properties)
            ),
        )


def mistakes(class_: Class) -> list[MistakeSummary]:
    """What was diagnosed, the most frequent first."""
    made: dict[tuple[str, str], list[str]] = defaultdict(list)
    judged: Counter[str] = Counter()
    for (student, _), work in class_.works.items():
        for finding in work.findings:
            judged[finding.check] += 1
            if finding.mistake:
                made[finding.check, finding.mistake].append(student)
    found = []
    for (check, name), students in made.items():
        when, hint = _words(check, name)
        found.append(
            MistakeSummary(check, name, when, hint, tuple(sorted(students)), judged[check])
        )
    return sorted(found, key=lambda m: (-len(m.students), m.check, m.mistake))


def _words(check: str, mistake: str) -> tuple[str, str]:
    """What its check says of it; of a mistake that this version does not know, the name."""
    try:
        return next((m.when, m.hint) for m in find(check).mistakes if m.name == mistake)
    except (LookupError, StopIteration):
        return mistake.replace("-", " "), ""


def troubles(class_: Class) -> list[Trouble]:
    """Works that could not be graded, and then those that were repaired."""
    found = []
    for (student, assignment), work in class_.works.items():
        if work.graded and (work.graded.code != "graded" or work.graded.notes):
            said = " ".join([work.graded.sentence, *work.graded.notes]).strip()
            found.append(Trouble(student, assignment, work.graded.code, said))
    return sorted(found, key=lambda t: (t.code == "graded", t.assignment, t.student))


def look_after(class_: Class) -> list[LookAfter]:
    """Who stands out, with the reasons; those with most of them first."""
    given = [s.assignment for s in exercises(class_) if s.handed_in >= HALF * s.people]
    found = []
    for person in class_.people:
        reasons = tuple(_reasons([class_.works[person.id, name] for name in given]))
        if reasons:
            found.append(LookAfter(person, reasons))
    return sorted(found, key=lambda one: (-len(one.reasons), one.person.id))


def _reasons(works: Sequence[Work]) -> Iterable[str]:
    """Of one student, in what most of the class has handed in."""
    missing = next((n for n, work in enumerate(reversed(works)) if work.handed_in), len(works))
    if missing >= 2:
        yield f"has handed in nothing of the last {missing} exercises"
    shares = [work.share for work in works if work.counted]
    if len(shares) >= 2 and max(shares[-2:]) < LOW:
        yield f"reached {shares[-2]:.0%} and {shares[-1]:.0%} in the last two"
    if len(shares) >= 4 and fmean(shares[:-2]) - max(shares[-2:]) > DROP:
        yield f"had {fmean(shares[:-2]):.0%} on average before, and less than that in the last two"
    late = [work.late.total_seconds() > 0 for work in works if work.late is not None]
    if len(late) >= 3 and all(late[-3:]):
        yield "was late the last three times"
    refused = [work for work in works if work.handed_in and not work.counted]
    if refused and refused[-1] is works[-1]:
        yield "handed in something that could not be graded, and may not know"


def summary_as_dict(class_: Class) -> dict[str, Any]:
    """All of it for programs."""
    return {
        "title": class_.title,
        "students": len(class_.people),
        "exercises": [asdict(one) for one in exercises(class_)],
        "mistakes": [asdict(one) for one in mistakes(class_)],
        "look_after": [asdict(one) for one in look_after(class_)],
        "troubles": [asdict(one) for one in troubles(class_)],
    }
