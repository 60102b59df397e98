"""A course of one's own, how it stands, and every change of a mark: init, status, changes."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from autograder.commands.shared import Commands, add, console
from autograder.errors import CourseError, plain

if TYPE_CHECKING:
    from autograder.desk.status import Standing

INIT = """\
  python -m autograder init ../spring --title "Convolutions, spring" --id conv-spring
"""
STATUS = """\
  python -m autograder status
  python -m autograder status --json
"""
CHANGES = """\
  python -m autograder changes               of the whole class, the latest last
  python -m autograder changes ada           of one student
  python -m autograder changes ada --json    one JSON object a line
"""


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Describe them."""
    text = "make a course of your own from this one: your deadlines, your points, your class"
    command = add(commands, "init", _init, text, INIT)
    command.add_argument("folder", type=Path, help="where to make it; an empty folder, or none yet")
    command.add_argument("--title", default="Convolution by Hand", help="what people call it")
    text = "what nbgrader, the exchange and a hub call it (default: the folder's name)"
    command.add_argument("--id", help=text)
    text = "what is released, due, handed in, graded, waiting for a person"
    command = add(commands, "status", _status, text, STATUS)
    command.add_argument("--json", action="store_true", help="print one JSON object")
    text = "every change of a mark: who, when, from, to, why"
    command = add(commands, "changes", _changes, text, CHANGES)
    command.add_argument("student", nargs="?", help="only of this student")
    command.add_argument("--json", action="store_true", help="print one JSON object a line")


def _init(call: argparse.Namespace) -> int:
    from autograder.desk.init import make, origin

    with console.status("making a course …"):
        course = make(
            origin(call.course), call.folder, call.title, call.id or call.folder.resolve().name
        )
    console.print(f"  {course.root}: a course of your own", soft_wrap=True)
    console.print("  Next: write your deadlines into course.toml, and hand out exercises/.")
    return 0


def _status(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.desk.status import status
    from autograder.policy import Policy

    course = Course(call.course)
    found = status(course)
    if call.json:
        entries = [asdict(one) | {"due": _utc(one.due)} for one in found]
        print(json.dumps({"id": Policy.of(course.root).id, "assignments": entries}))
        return 0
    table = Table(
        "assignment", "where", "due (UTC)", box=None, padding=(0, 1, 0, 0), pad_edge=False
    )
    for head in ("in", "graded", "fail", "to\ngrade", "to\nread", "old\npages"):
        table.add_column(head, justify="right")
    for column in table.columns:
        column.no_wrap = True
    for one in found:
        due = f"{one.due.day:2} {one.due:%b %H:%M}" if one.due else ""
        numbers = (one.handed_in, one.graded, one.failed, one.to_grade, one.waiting, one.stale)
        counts = [f"{number or ''}" for number in numbers]
        table.add_row(one.assignment, one.released or "–", due, *counts)
    table.caption = "in: students who have handed in; to read: written answers; –: not released"
    table.caption_justify = "left"
    console.print(table)
    for sentence in _next(course.root, found):
        console.print(f"  {sentence}")
    return 0


def _changes(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.desk import ledger, rounds

    course = Course(call.course)
    rounds.try_catch_up(course)
    found = ledger.changes(course, call.student)
    if call.student and not found:
        raise CourseError(
            "unknown-student", f"No mark of {plain(call.student)} was ever written down."
        )
    if call.json:
        for change in found:
            print(json.dumps(change.entry()))
        return 0
    for change in found:
        before, after = (
            "–" if mark is None else f"{mark:.4g}" for mark in (change.before, change.after)
        )
        what = f"{change.student}  {change.assignment}  {before} → {after}"
        console.print(Text(f"{change.when:%Y-%m-%d %H:%M} UTC  {plain(what)}"), soft_wrap=True)
        console.print(Text(f"    {plain(change.who)}: {plain(change.why)}"), soft_wrap=True)
    if not found:
        console.print("  No mark has been given yet.")
    return 0


def _next(root: Path, found: list[Standing]) -> list[str]:
    """What is to be done, most urgent first."""
    sums = {
        kind: sum(getattr(one, kind) for one in found) for kind in ("to_grade", "waiting", "stale")
    }
    at = "" if root == Path.cwd() else f" --course {root}"
    said = {
        "to_grade": f"to grade: python -m autograder grade{at}",
        "waiting": "answers wait for a person, in formgrader",
        "stale": f"feedback pages are older than the marks: python -m autograder feedback{at}",
    }
    return [f"{sums[kind]} {words}" for kind, words in said.items() if sums[kind]]


def _utc(time: datetime | None) -> str | None:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}" if time else None
