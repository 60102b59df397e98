"""The marks out: plain, for Canvas, for Moodle."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from autograder.commands.shared import Commands, add, console
from autograder.errors import CourseError, plain

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.desk.platforms import Handed

EXAMPLES = """\
  python -m autograder export                              marks.csv, a line each mark
  python -m autograder export canvas --into exported.csv   fills in what Canvas exported
  python -m autograder export moodle --out upload.csv      a new table
"""
SHOWN = 8  # names in a line


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Describe it."""
    text = "write the marks of the class to marks.csv, or as Canvas and Moodle import them"
    command = add(commands, "export", _export, text, EXAMPLES)
    command.add_argument(
        "kind", nargs="?", choices=["plain", "canvas", "moodle"], default="plain", help="for whom"
    )
    text = "the gradebook as the platform exported it, to be filled in; it stays as it is"
    command.add_argument("--into", type=Path, metavar="FILE", help=text)
    text = "where to (default: marks.csv, canvas.csv or moodle.csv in the course's folder)"
    command.add_argument("--out", type=Path, metavar="FILE", help=text)
    text = "only this one; may be given several times"
    command.add_argument("--exercise", action="append", metavar="ASSIGNMENT", help=text)
    text = "write 0 for what was not handed in, in place of an empty cell"
    command.add_argument("--missing-as-zero", action="store_true", help=text)
    command.add_argument("--json", action="store_true", help="print one JSON object")


def write_marks(course: Course, to: Path | None = None) -> None:
    """Write marks.csv, and say so."""
    from autograder.export import export

    console.print(f"  marks: {export(course, to)}", soft_wrap=True)


def _export(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.desk import rounds

    course = Course(call.course)
    rounds.try_catch_up(course)
    if call.kind != "plain":
        return _hand_on(call, course)
    if call.into or call.exercise or call.missing_as_zero:
        raise CourseError(
            "plain-export",
            "--into, --exercise and --missing-as-zero are for 'export canvas' and 'export moodle'.",
        )
    if call.json:
        from autograder.export import export

        print(json.dumps({"path": str(export(course, call.out))}))
    else:
        write_marks(course, call.out)
    return 0


def _hand_on(call: argparse.Namespace, course: Course) -> int:
    from autograder.desk.platforms import PLATFORMS, hand_on

    handed = hand_on(
        course,
        PLATFORMS[call.kind],
        call.out or course.root / f"{call.kind}.csv",
        into=call.into,
        assignments=course.chosen(call.exercise),
        missing=call.missing_as_zero,
    )
    if call.json:
        print(json.dumps(asdict(handed), default=str))
    else:
        _tell(handed, call.kind)
    return 0


def _tell(handed: Handed, kind: str) -> None:
    console.print(f"  {handed.filled} marks in {handed.path}", soft_wrap=True)
    for what, names in (
        (f"no column in {kind}'s table for", handed.without_column),
        ("no row, or more than one, for", handed.without_row),
        ("nobody of this course is", handed.without_marks),
    ):
        if names:
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            console.print(Text(f"  {what}: {plain(', '.join(names[:SHOWN]))}{more}"))
    if handed.without_column:
        console.print("  A column is found by the exercise's name or its title in course.toml.")
