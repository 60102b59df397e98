"""The class at a glance: status is what is to be done, report is what was learned."""

from __future__ import annotations

import argparse
import json
import os
import sys
import webbrowser

from autograder.commands.shared import Commands, add, console
from autograder.errors import CourseError

EXAMPLES = """\
  python -m autograder report             a summary here, and the page in your browser
  python -m autograder report --no-open   the same, and only says where the page is
"""


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Describe it."""
    text = "marks, mistakes by name, who may need you: a summary, a page, a table"
    command = add(commands, "report", _report, text, EXAMPLES)
    command.add_argument("--no-open", action="store_true", help="do not open the browser")
    command.add_argument("--json", action="store_true", help="print one JSON object")


def _report(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.desk import rounds
    from autograder.desk.report import gather, show, summary_as_dict, write_page, write_table

    course = Course(call.course)
    rounds.try_catch_up(course)  # deadlines and extensions as course.toml has them now
    class_ = gather(course)
    if not any(work.handed_in for work in class_.works.values()):
        raise CourseError(
            "no-marks", "There are no marks yet. Run 'python -m autograder grade' first."
        )
    page, table = write_page(course, class_), write_table(course, class_)
    if call.json:
        print(json.dumps(summary_as_dict(class_) | {"page": str(page), "table": str(table)}))
        return 0
    show(class_, console)
    console.print(f"  the report: {page}", soft_wrap=True)
    console.print(f"  as a table: {table}", soft_wrap=True)
    if not call.no_open and _somebody_sees_it():
        webbrowser.open(page.as_uri())
    return 0


def _somebody_sees_it() -> bool:
    """Whether there is a person at a screen: no pipe, no machine without a display."""
    display = sys.platform in ("darwin", "win32") or "DISPLAY" in os.environ
    return sys.stdout.isatty() and (display or "WAYLAND_DISPLAY" in os.environ)
