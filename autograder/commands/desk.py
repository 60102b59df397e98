"""Around the marks: works that are alike, this machine, backups, forgetting somebody."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from rich.table import Column, Table
from rich.text import Text

from autograder.commands.shared import Commands, add, bar, console, several
from autograder.course import CONFIG
from autograder.errors import CourseError, plain

SIMILAR = """\
  python -m autograder similar                        every exercise that was graded
  python -m autograder similar 02_cross_correlation   one of them
"""
BACKUP = """\
  python -m autograder backup                         course-2027-03-01-1800.tar.gz, here
  python -m autograder backup /mnt/safe/march.tar.gz
"""
RESTORE = """\
  python -m autograder restore /mnt/safe/march.tar.gz ~/course
"""
FORGET = """\
  python -m autograder forget ada         shows what there is, asks, removes it
  python -m autograder forget ada --yes   asks nothing
"""
MARKS = {"ok": "[green]✓[/]", "note": "[yellow]·[/]", "missing": "[red]✗[/]"}


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Describe them."""
    text = "works more alike than the class, side by side: a hint, never a proof"
    similar = several(add(commands, "similar", _similar, text, SIMILAR))
    similar.add_argument("--json", action="store_true", help="print one JSON object")
    text = "what is missing on this machine and in this course, and how to get it"
    doctor = add(commands, "doctor", _doctor, text)
    doctor.add_argument("--json", action="store_true", help="print one JSON object")
    command = add(commands, "backup", _backup, "the whole course into one file", BACKUP)
    text = "the file to write (default: one with the date, in this folder)"
    command.add_argument("file", nargs="?", type=Path, help=text)
    command = add(commands, "restore", _restore, "a course from its backup", RESTORE)
    command.add_argument("file", type=Path, help="the backup")
    command.add_argument("folder", type=Path, help="where to; an empty folder, or none yet")
    text = "remove a student: work, marks, feedback, every line about them"
    command = add(commands, "forget", _forget, text, FORGET)
    command.add_argument("student")
    command.add_argument("--yes", action="store_true", help="do not ask")


def _similar(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.desk import similar

    course = Course(call.course)
    names = call.assignments and course.chosen(call.assignments)
    graded = [a for a in course.assignments() if any(course.autograded.glob(f"*/{a}/*.ipynb"))]
    if not names and not graded:
        raise CourseError(
            "not-graded", "Nothing is graded yet. Run 'python -m autograder grade' first."
        )
    found = []
    with bar("comparing", quiet=call.json) as tell:
        for done, name in enumerate(names or graded, 1):
            found.append(similar.alike(course, name))
            tell(done, len(names or graded), name)
    if call.json:
        told = {like.assignment: [pair.as_dict() for pair in like.pairs] for like in found}
        print(json.dumps(told))
        return 0
    table = Table(Column("two works", no_wrap=True), "exercise", Column("alike", justify="right"))
    for like in found:
        for pair in like.pairs:
            two = Text(plain(f"{pair.first} · {pair.second}"))
            table.add_row(two, like.assignment, f"{pair.alike:.0%}")
    if table.row_count:
        console.print(table)
    console.print(f"  {table.row_count} pairs are more alike than the class. A hint, not a proof:")
    for like in found:
        console.print(f"  read both, side by side: {similar.page(course, like)}", soft_wrap=True)
    return 0


def _doctor(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.desk.doctor import examine

    course = Course(call.course) if (call.course / CONFIG).is_file() else None
    found = []
    for finding in examine(course):
        found.append(finding)
        if not call.json:
            line = f"  {MARKS[finding.state]} {finding.what}: {finding.found}"
            console.print(line, soft_wrap=True)
            if finding.remedy:
                console.print(
                    Text(f"      {finding.remedy}".replace("\n", "\n      ")), soft_wrap=True
                )
    missing = [finding.what for finding in found if finding.state == "missing"]
    if call.json:
        print(json.dumps([asdict(finding) for finding in found]))
    elif missing:
        console.print(f"  Grading needs: {', '.join(missing)}.")
    else:
        where = "" if course else f" Here is no course: {CONFIG} is missing."
        console.print(f"  Nothing that grading needs is missing.{where}")
    return 1 if missing else 0


def _backup(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.desk.backup import backup

    course = Course(call.course)
    target = call.file or Path(f"{course.root.name}-{datetime.now():%Y-%m-%d-%H%M}.tar.gz")
    with bar("backup") as tell:
        count = backup(course, target, progress=tell)
    console.print(f"  {count} files in {target}. It holds marks and the grading secret:")
    console.print("  keep it where only you can read it.")
    return 0


def _restore(call: argparse.Namespace) -> int:
    from autograder.desk.backup import restore

    with bar("restore") as tell:
        course = restore(call.file, call.folder, progress=tell)
    console.print(f"  {course.root} is the course as it was. Feedback pages and reports are made")
    console.print("  anew by 'python -m autograder feedback' and 'python -m autograder report'.")
    return 0


def _forget(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.desk.forget import forget, traces

    course = Course(call.course)
    found = traces(course, call.student)
    for folder in found.folders:
        console.print(Text(f"  {plain(str(folder))}"), soft_wrap=True)
    if found.in_gradebook:
        console.print("  the gradebook's rows of them")
    for path, count in found.lines.items():
        console.print(f"  {count} lines of {path}", soft_wrap=True)
    if found.in_course_toml:
        console.print(
            "  an [[extension]] in course.toml, which you take out yourself", markup=False
        )
    if found and not call.yes:
        answer = input("Remove all of this for good? Type the student's name: ")
        if answer.strip() != call.student:
            raise CourseError("not-confirmed", "Nothing was removed.")
    forget(course, call.student)
    console.print(f"  Nothing of {plain(call.student)} is left in this course. Backups, files that")
    console.print("  were handed on, and a hub's exchange keep what they have: look there too.")
    return 0
