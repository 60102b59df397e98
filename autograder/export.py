"""The marks of a class as a table, for a person, a spreadsheet or a learning platform."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course import Course

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

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
]
# A spreadsheet takes a cell that begins like this for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(course: Course) -> Path:
    """Write the marks of the class; returns the file.

    The columns are those of ``nbgrader export``. It writes names as they come: here a name with a
    comma stays one cell, and one that a spreadsheet would take for a formula gets an apostrophe.
    """
    partial = course.marks.with_suffix(".partial")
    with course.gradebook() as gradebook, partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                row = _row(gradebook, assignment, student)
                writer.writerow([inert(str(v)) if v is not None else "" for v in row])
    os.replace(partial, course.marks)
    return course.marks


def _row(gradebook: Gradebook, assignment: Any, student: Any) -> list[Any]:
    from nbgrader.api import MissingEntry

    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:  # nothing was handed in: counts as 0
        stamp, raw, penalty = None, 0.0, 0.0
    else:
        stamp, raw = submission.timestamp, submission.score
        penalty = submission.late_submission_penalty
    names = [student.id, student.last_name, student.first_name, student.email]
    score = max(0.0, raw - penalty)
    due = [assignment.name, assignment.duedate, stamp]
    return [*due, *names, raw, penalty, score, assignment.max_score]


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
