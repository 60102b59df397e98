"""`reports/class.html` and `reports/class.csv`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.desk import pages
from autograder.desk.report import charts
from autograder.desk.report.gather import Class, Work
from autograder.desk.report.students import look_after, troubles
from autograder.desk.report.summary import exercises, hardest, mistakes
from autograder.export import write
from autograder.marks import Person

if TYPE_CHECKING:
    from autograder.course import Course

FIRST = 8  # mistakes that are not folded away
NAMED = 40  # students in a list on the page; the table has them all
SHOWN = 60  # rows of a section, likewise
HARDEST = 10
PRINTED = 120  # students whose table is worth its paper
COLUMNS = [
    "student_id",
    "last_name",
    "first_name",
    "exercise",
    "handed_in",
    "hours_late",
    "attempts",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
    "counts",
    "verdict",
    "mistakes",
    "waiting",
]


def write_page(course: Course, class_: Class) -> Path:
    """The page; returns its file."""
    found = exercises(class_)
    given = [one.assignment for one in found]
    return pages.write(
        course.reports / "class.html",
        "report.html",
        title=f"{class_.title}: the class",
        class_=class_,
        exercises=found,
        works={name: class_.of_assignment(name) for name in given},
        hardest=hardest(found, HARDEST),
        mistakes=mistakes(class_),
        troubles=troubles(class_),
        look_after=[
            (one, charts.strip([class_.works[one.person.id, name] for name in given]))
            for one in look_after(class_)
        ],
        rows=[_row(class_, person, given) for person in class_.people],
        waiting=sum(work.mark.waiting for work in class_.works.values()),
        charts=charts,
        first=FIRST,
        named=NAMED,
        shown=SHOWN,
        printed=PRINTED,
        label=label,
        called=called,
    )


def write_table(course: Course, class_: Class) -> Path:
    """Every work of everybody as a line of a table; returns its file."""
    path = course.reports / "class.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    return write(path, COLUMNS, (_line(work) for work in class_.works.values()))


def label(assignment: str) -> str:
    """How an assignment is called on the page.

    >>> label("02_cross_correlation")
    '2 cross correlation'
    """
    number, _, topic = assignment.partition("_")
    return f"{number.lstrip('0') or number} {topic.replace('_', ' ')}".strip()


def called(person: Person) -> str:
    """The name of somebody, if it is known."""
    return " ".join(filter(None, [person.first_name, person.last_name]))


def _row(class_: Class, person: Person, assignments: list[str]) -> dict[str, Any]:
    """One student's line of the big table: a cell for each exercise, and the sum."""
    works = [class_.works[person.id, name] for name in assignments]
    worth = sum(work.mark.worth for work in works)
    total = sum(work.mark.counts for work in works)
    return {
        "id": person.id,
        "name": called(person),
        "cells": [
            (f"{work.mark.counts:.3g}", charts.shade(work)) if work.handed_in else ("–", 0)
            for work in works
        ],
        "total": total,
        "share": total / worth if worth else 0.0,
    }


def _line(work: Work) -> list[Any]:
    mark, person = work.mark, work.mark.person
    late = None if work.late is None else round(max(0.0, work.late.total_seconds() / 3600), 2)
    slips = "; ".join(f"{f.check}: {f.mistake}" for f in work.findings if f.mistake)
    return [
        *(person.id, person.last_name, person.first_name, mark.assignment),
        *(mark.handed_in, late, work.attempts),
        *(mark.raw, mark.penalty, mark.score, mark.of, round(mark.counts, 4)),
        work.graded.code if work.graded else ("graded" if work.handed_in else "not handed in"),
        *(slips, mark.waiting),
    ]
