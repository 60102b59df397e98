"""The short form of the report, for the terminal."""

from __future__ import annotations

from statistics import fmean

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.desk.report.gather import Class, Work
from autograder.desk.report.students import troubles
from autograder.desk.report.summary import exercises, mistakes
from autograder.errors import plain

FEW = 5  # assignments that have room for their names
MANY = 60  # students that do not fit on a screen any more
SHOWN = 25  # mistakes, and troubles


def show(class_: Class, console: Console) -> None:
    """Print the marks, what was diagnosed, and what could not be graded."""
    if len(class_.people) > MANY:
        console.print(_exercises_table(class_))
    else:
        console.print(_marks_table(class_))
    console.print(_mistakes_table(class_))
    told = [one for one in troubles(class_) if one.sentence]
    for one in told[:SHOWN]:
        console.print(Text(f"  {plain(one.student)} {one.assignment}: {plain(one.sentence)}"))
    if len(told) > SHOWN:
        console.print(f"  … and {len(told) - SHOWN} more, in the report")
    waiting = sum(work.mark.waiting for work in class_.works.values())
    if waiting:
        console.print(f"  {waiting} written answers wait for you in formgrader.")


def _marks_table(class_: Class) -> Table:
    table = Table(title="Marks", title_justify="left")
    many = len(class_.assignments) > FEW
    if many:  # numbers alone, close together: sixteen chapters fit into 80 columns
        table.box, table.padding = SIMPLE_HEAD, 0
    table.add_column("student", no_wrap=True)
    for assignment in class_.assignments:
        number, _, topic = assignment.partition("_")
        words = "" if many else f" {topic.replace('_', ' ')}"
        works = class_.of_assignment(assignment)
        of = f"{works[0].mark.of:g}" if many else f"of {works[0].mark.of:g}"
        table.add_column(f"{number}{words}\n{of}", justify="right")
    table.add_column("late", justify="right")
    for person in class_.people:
        works = class_.of_person(person.id)
        late = sum(work.mark.penalty for work in works)
        table.add_row(Text(plain(person.id)), *map(_score, works), f"−{late:g}" if late else "")
    table.add_section()
    digits = 0 if many else 1
    means = (fmean(w.mark.score for w in class_.of_assignment(a)) for a in class_.assignments)
    table.add_row("mean", *(f"{mean:.{digits}f}" for mean in means), "")
    table.caption = "– not handed in (counts as 0); written answers are not marked yet"
    table.caption_justify = "left"
    return table


def _score(work: Work) -> str:
    return f"{work.mark.score:g}" if work.handed_in else "–"


def _exercises_table(class_: Class) -> Table:
    """A class that is too large for a line each."""
    table = Table(title=f"Marks of {len(class_.people)} students", title_justify="left")
    table.add_column("exercise", no_wrap=True)
    for head in ("handed in", "late", "mean", "half reach"):
        table.add_column(head, justify="right")
    for one in exercises(class_):
        shares = f"{one.mean:.0%}", f"{one.median:.0%}"
        table.add_row(one.assignment, str(one.handed_in), str(one.late), *shares)
    return table


def _mistakes_table(class_: Class) -> Table:
    table = Table(title="What went wrong, by name", title_justify="left")
    table.add_column("students", justify="right")
    table.add_column("this is what you get when …")
    found = mistakes(class_)
    for one in found[:SHOWN]:
        table.add_row(str(len(one.students)), f"[bold]{one.check}[/]: {one.when}")
    if len(found) > SHOWN:
        table.caption = f"and {len(found) - SHOWN} more, in the report"
        table.caption_justify = "left"
    return table
