"""Who may need somebody, and what the machinery could not do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from autograder.desk.report.gather import Class, Work
from autograder.marks import Person

LOW = 0.4  # of the points: who stays below twice running is named
DROP = 0.3  # of the points: so much below one's own mean before, twice running
HALF = 0.5  # of the class: what fewer hand in is not missed yet, for it may not be due


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
    handed_in = {a: sum(w.handed_in for w in class_.of_assignment(a)) for a in class_.assignments}
    given = [a for a, count in handed_in.items() if count >= max(1, HALF * len(class_.people))]
    found = []
    for person in class_.people:
        reasons = tuple(_reasons([class_.works[person.id, name] for name in given]))
        if reasons:
            found.append(LookAfter(person, reasons))
    return sorted(found, key=lambda one: (-len(one.reasons), one.person.id))


def _reasons(works: Sequence[Work]) -> Iterator[str]:
    """Of one student, in what most of the class has handed in."""
    missing = next((n for n, work in enumerate(reversed(works)) if work.handed_in), len(works))
    if missing == len(works) > 0:
        yield "has handed in nothing"
    elif missing >= 2:
        yield f"has handed in nothing of the last {missing} exercises"
    shares = [work.share for work in works if work.counted]
    before, last = shares[:-2], shares[-2:]
    if len(shares) >= 4 and fmean(before) - max(last) > DROP:
        yield f"reached {_percent(fmean(before))} on average, and then {_last(last)}"
    elif len(shares) >= 2 and max(last) < LOW:
        yield f"reached {_last(last)} in the last two"
    timed = [work for work in works if work.late is not None]
    if len(timed) >= 3 and all(work.is_late for work in timed[-3:]):
        yield "was late the last three times"
    if works and works[-1].handed_in and not works[-1].counted:
        yield "handed in something that could not be graded, and may not know"


def _last(shares: Sequence[float]) -> str:
    return " and ".join(map(_percent, shares))


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
