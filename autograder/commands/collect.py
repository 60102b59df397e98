"""The class and its work in: roster, collect."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from autograder.commands.shared import Commands, add, bar, console
from autograder.errors import CourseError, plain

if TYPE_CHECKING:
    from autograder.desk.collect import Collected, Question

ROSTER = """\
  python -m autograder roster                      how many there are, from roster.csv
  python -m autograder roster gradebook-export.csv taken over from Canvas or Moodle
"""
COLLECT = """\
  python -m autograder collect                              from nbgrader's exchange
  python -m autograder collect submissions.zip              as Canvas, Moodle, Gradescope give it
  python -m autograder collect submissions.zip --dry-run    only say what would happen
  python -m autograder collect inbox/ --exercise 02_cross_correlation
"""
SHOWN = 20  # questions in the terminal; --json has all
UNCLEAR = 1


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Describe them."""
    text = "who is in the class: from roster.csv, or from a platform's list"
    command = add(commands, "roster", _roster, text, ROSTER)
    text = "the gradebook as Canvas or Moodle exports it, or a table with the columns of roster.csv"
    command.add_argument("file", nargs="?", type=Path, help=text)
    text = "take in what was handed in; what is unclear is listed, and nothing is guessed"
    command = add(commands, "collect", _collect, text, COLLECT)
    command.add_argument("source", nargs="?", type=Path, help="a folder or zip (default: exchange)")
    text = "how the names are to be read (default: as they look)"
    command.add_argument(
        "--from", dest="kind", choices=["canvas", "moodle", "gradescope", "plain"], help=text
    )
    text = "all of it is of this exercise (default: as the cells say)"
    command.add_argument("--exercise", metavar="ASSIGNMENT", help=text)
    text = "when it was handed in, such as 2027-03-01T18:00, where the platform does not say"
    command.add_argument("--received", type=_time, metavar="TIME", help=text)
    command.add_argument("--dry-run", action="store_true", help="change nothing")
    command.add_argument("--json", action="store_true", help="print one JSON object")


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2027-03-01T18:00") from error


def _roster(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.desk import roster

    course = Course(call.course)
    found = roster.read(call.file or course.root / roster.FILE)
    count = roster.keep(course, found)
    console.print(f"  {count} students in {course.root / roster.FILE}", soft_wrap=True)
    for what, number in (
        ("an e-mail address", sum(not s.email for s in found.students)),
        ("a name", sum(not s.names for s in found.students)),
    ):
        if number:
            console.print(f"  {number} of them without {what}")
    return 0


def _collect(call: argparse.Namespace) -> int:
    from zoneinfo import ZoneInfo

    from autograder.course import Course
    from autograder.desk import collect
    from autograder.policy import Policy

    course = Course(call.course)
    with bar("collecting", quiet=call.json) as tell:
        if call.source is None:
            if call.dry_run or call.kind or call.received:
                raise CourseError(
                    "no-source", "--from, --received and --dry-run need a folder or zip to look at."
                )
            names = [call.exercise] if call.exercise else None
            found = collect.from_exchange(course, names, progress=tell)
        else:
            zone = ZoneInfo(Policy.of(course.root).time_zone)
            received = call.received
            if received is not None and received.tzinfo is None:
                received = received.replace(tzinfo=zone)
            found = collect.from_hand_out(
                course,
                call.source,
                kind=call.kind,
                assignment=call.exercise,
                received=received and received.astimezone(UTC),
                dry=call.dry_run,
                progress=tell,
            )
    if call.json:
        print(json.dumps(asdict(found)))
    else:
        _tell(found, call)
    return UNCLEAR if found.questions else 0


def _tell(found: Collected, call: argparse.Namespace) -> None:
    would = " would be" if call.dry_run else ""
    console.print(f"  {found.source}, read as {found.kind}:", soft_wrap=True, markup=False)
    console.print(f"  Works{would} taken in: {len(found.new)}, known already: {len(found.known)}.")
    if not found.timed and call.received is None and found.new:
        console.print(
            "  It does not say when they came, so they count as in time; give --received, or an "
            "extension or a deadline in course.toml."
        )
    if found.late:
        names = ", ".join(found.late[:SHOWN])
        console.print(Text(f"  Late, and nobody says by how much: {plain(names)}"))
    if found.questions:
        console.print(f"  Files left alone: {len(found.questions)}")
        for question in found.questions[:SHOWN]:
            console.print(Text(f"    {_line(question)}"), soft_wrap=True)
        if len(found.questions) > SHOWN:
            console.print(f"    … and {len(found.questions) - SHOWN} more; --json lists all.")
        console.print("  Add who is missing to roster.csv, or rename the files, and collect again.")


def _line(question: Question) -> str:
    names = f" ({', '.join(question.candidates)})" if question.candidates else ""
    return f"{plain(question.path)}: {plain(question.why)}{plain(names)}"
