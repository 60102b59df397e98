"""The marks of a class as a table, for a person or a spreadsheet."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.marks import Mark, marks

# nbgrader's own columns, and what the score counts on the scale of course.toml.
COLUMNS = [
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
    "counts",
]
# A spreadsheet takes a cell that begins like this for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(course: Course, to: Path | None = None) -> Path:
    """Write the marks of the class to `marks.csv`, or to another file; returns it.

    The columns are those of ``nbgrader export`` and one more. It writes names as they come: here a
    name with a comma stays one cell, and one that a spreadsheet would take for a formula gets an
    apostrophe.
    """
    return write(to or course.marks, COLUMNS, map(_row, marks(course)))


def _row(mark: Mark) -> list[Any]:
    person = mark.person
    return [
        *(mark.assignment, mark.due, mark.handed_in),
        *(person.id, person.last_name, person.first_name, person.email),
        *(mark.raw, mark.penalty, mark.score, mark.of, round(mark.counts, 4)),
    ]


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    """A table that no spreadsheet runs, written whole; None is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([inert(str(cell)) if cell is not None else "" for cell in row])
    partial = path.with_suffix(".partial")
    partial.write_text(text.getvalue(), "utf-8", newline="")
    os.replace(partial, path)
    return path


def inert(cell: str) -> str:
    """A cell that no spreadsheet runs; numbers stay numbers.

    >>> [inert(cell) for cell in ("ada", "-2.5", "=1+1", "@SUM(A1)", "+1 (555) 01")]
    ['ada', '-2.5', "'=1+1", "'@SUM(A1)", "'+1 (555) 01"]
    """
    if not cell.startswith(FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
