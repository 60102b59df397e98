"""What a class did: marks, and which mistakes were made, read from nbgrader's own results."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import nbformat
import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.checks import find
from autograder.course import Course
from autograder.errors import plain
from autograder.journal import Journal
from autograder.verdict import MIME

FEW = 5  # assignments that have room for their names


@dataclass(frozen=True)
class Diagnosis:
    """One mistake that a student made, as the check named it."""

    student: str
    check: str
    mistake: str


def marks(course: Course) -> pd.DataFrame:
    """One row for each student and assignment, as nbgrader exports them."""
    return pd.read_csv(course.marks)


def diagnoses(course: Course) -> list[Diagnosis]:
    """Every named mistake in the autograded notebooks."""
    found = []
    for path in sorted(course.autograded.glob("*/*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                verdict = output.get("data", {}).get(MIME)
                if (
                    verdict
                    and verdict["mistake"]
                    and cell.metadata.get("nbgrader", {}).get("grade")
                ):
                    found.append(Diagnosis(path.parts[-3], verdict["check"], verdict["mistake"]))
    return found


def show(course: Course, console: Console) -> None:
    """Print the marks table, what was diagnosed, and what could not be graded."""
    frame = marks(course)
    console.print(_marks_table(course, frame))
    console.print(_mistakes_table(diagnoses(course)))
    for graded in Journal(course.journal).verdicts():
        told = " ".join([graded.sentence, *graded.notes]).strip()
        if told:
            console.print(Text(f"  {plain(graded.student)} {graded.assignment}: {plain(told)}"))
    waiting = _waiting(course)
    if waiting:
        console.print(f"  {waiting} written answers wait for you in formgrader.")


def _marks_table(course: Course, frame: pd.DataFrame) -> Table:
    table = Table(title="Marks", title_justify="left")
    scores = frame.pivot_table(
        index="student_id", columns="assignment", values="score", aggfunc="sum"
    )
    most = frame.groupby("assignment")["max_score"].max()
    many = len(scores.columns) > FEW
    if many:  # numbers alone, close together: sixteen chapters fit into 80 columns
        table.box, table.padding = SIMPLE_HEAD, 0
    table.add_column("student", no_wrap=True)
    for assignment in scores.columns:
        number, _, topic = assignment.partition("_")
        words = "" if many else f" {topic.replace('_', ' ')}"
        of = f"{most[assignment]:g}" if many else f"of {most[assignment]:g}"
        table.add_column(f"{number}{words}\n{of}", justify="right")
    table.add_column("late", justify="right")
    late = frame.groupby("student_id")["late_submission_penalty"].sum()
    for student, row in scores.iterrows():
        penalty = f"−{late[student]:g}" if late[student] else ""
        handed_in = [(course.submitted / str(student) / a).exists() for a in scores.columns]
        shown = [f"{v:g}" if there else "–" for v, there in zip(row, handed_in, strict=True)]
        table.add_row(Text(plain(str(student))), *shown, penalty)
    table.add_section()
    digits = 0 if many else 1
    table.add_row("mean", *(f"{v:.{digits}f}" for v in scores.mean()), "")
    table.caption = "– not handed in (counts as 0); written answers are not marked yet"
    table.caption_justify = "left"
    return table


def _mistakes_table(found: list[Diagnosis]) -> Table:
    table = Table(title="What went wrong, by name", title_justify="left")
    table.add_column("students", justify="right")
    table.add_column("this is what you get when …")
    counts = Counter((d.check, d.mistake) for d in found)
    for (name, mistake), count in counts.most_common():
        when = next(m.when for m in find(name).mistakes if m.name == mistake)
        table.add_row(str(count), f"[bold]{name}[/]: {when}")
    return table


def _waiting(course: Course) -> int:
    with course.gradebook() as gradebook:
        return sum(
            1
            for assignment in gradebook.assignments
            for submission in assignment.submissions
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.needs_manual_grade
        )
