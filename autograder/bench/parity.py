"""The same marks: everything that stock nbgrader and our engine record, cell for cell.

One class is graded twice, by ``nbgrader autograde`` in a plain course and by `pipeline.grade` in
ours, and the two gradebooks are compared: marks, what waits for a person, comments, penalties,
times, students, and what each cell is worth. nbgrader's random row ids are left out, nothing else.

Both draw the same cases for a submission. Ours makes a secret seed for each; stock, which would
take the student's own, is given it in the environment.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from autograder import pipeline
from autograder.bench.courses import (
    Pair,
    autograde_side_by_side,
    drop,
    seeds,
    split,
    submissions,
)
from autograder.course import Course

Row = dict[str, object]
Rows = dict[tuple[str, ...], Row]

# Each query gives its key first, as many columns as the number says, then what is compared.
QUERIES = {
    "student": (1, "SELECT id, first_name, last_name, email, lms_user_id FROM student"),
    "worth": (
        4,
        "SELECT a.name, n.name, c.name, c.type, "
        "g.max_score AS points, g.cell_type, t.max_score AS task_points FROM base_cell c "
        "JOIN notebook n ON n.id = c.notebook_id JOIN assignment a ON a.id = n.assignment_id "
        "LEFT JOIN grade_cells g ON g.id = c.id LEFT JOIN task_cells t ON t.id = c.id",
    ),
    "submission": (
        2,
        "SELECT a.name, s.student_id, s.timestamp, s.extension "
        "FROM submitted_assignment s JOIN assignment a ON a.id = s.assignment_id",
    ),
    "notebook": (
        3,
        "SELECT a.name, s.student_id, n.name, b.flagged, b.late_submission_penalty "
        "FROM submitted_notebook b JOIN notebook n ON n.id = b.notebook_id "
        "JOIN submitted_assignment s ON s.id = b.assignment_id "
        "JOIN assignment a ON a.id = s.assignment_id",
    ),
    "grade": (
        5,
        "SELECT a.name, s.student_id, n.name, c.name, c.type, "
        "g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade "
        "FROM grade g JOIN base_cell c ON c.id = g.cell_id "
        "JOIN submitted_notebook b ON b.id = g.notebook_id "
        "JOIN notebook n ON n.id = b.notebook_id "
        "JOIN submitted_assignment s ON s.id = b.assignment_id "
        "JOIN assignment a ON a.id = s.assignment_id",
    ),
    "comment": (
        5,
        "SELECT a.name, s.student_id, n.name, c.name, c.type, m.auto_comment, m.manual_comment "
        "FROM comment m JOIN base_cell c ON c.id = m.cell_id "
        "JOIN submitted_notebook b ON b.id = m.notebook_id "
        "JOIN notebook n ON n.id = b.notebook_id "
        "JOIN submitted_assignment s ON s.id = b.assignment_id "
        "JOIN assignment a ON a.id = s.assignment_id",
    ),
}


def rows(gradebook: Path) -> Rows:
    """All that a gradebook says, by what it is about."""
    found: Rows = {}
    with closing(sqlite3.connect(gradebook)) as connection:
        connection.row_factory = sqlite3.Row
        for what, (width, query) in QUERIES.items():
            for row in connection.execute(query):
                key = (what, *map(str, tuple(row)[:width]))
                if key in found:
                    raise ValueError(f"the gradebook says it twice: {key}")
                found[key] = dict(zip(row.keys()[width:], tuple(row)[width:], strict=True))
    return found


@dataclass(frozen=True)
class Comparison:
    """What came of comparing two gradebooks.

    Parameters
    ----------
    submissions, cells
        How many were compared; a cell is one row of marks or comments.
    differences
        In words, one for each value that differs and each row that only one of them has.
    """

    submissions: int
    cells: int
    differences: list[str]

    def about(self, pair: Pair) -> list[str]:
        """The differences in what is recorded of one submission."""
        return [text for text in self.differences if tuple(text.split(" / ")[1:3]) == pair]

    @property
    def sentence(self) -> str:
        differ = len(self.differences)
        return f"{self.submissions} submissions, {self.cells} cells compared, {differ} differ"


def compare(ours: Rows, theirs: Rows) -> Comparison:
    """Compare what two gradebooks say; `theirs` is stock's."""
    differences = []
    for key in sorted(ours.keys() | theirs.keys()):
        where = " / ".join(key)
        if key not in ours or key not in theirs:
            differences.append(f"{where}: only {'ours' if key in ours else 'stock'} has it")
            continue
        for name, value in theirs[key].items():
            if ours[key][name] != value:
                differences.append(f"{where}: {name} is {ours[key][name]!r}, stock has {value!r}")
    kinds = [key[0] for key in ours.keys() & theirs.keys()]
    cells = kinds.count("grade") + kinds.count("comment")
    return Comparison(kinds.count("submission"), cells, differences)


def grade_both(
    course: Course,
    folder: Path,
    only: Iterable[Pair] | None = None,
    *,
    say: Callable[[str], None] = lambda text: None,
) -> Comparison:
    """Grade what was handed in with both, and compare.

    Stock works in as many plain courses as there are cores, each with a part of the submissions:
    its gradebook is not made for two graders at once.

    Parameters
    ----------
    course
        With submissions, nothing graded.
    folder
        Where the plain courses go.
    only
        These submissions; the others are taken out of `course`. All if None.
    say
        Told what is being done.
    """
    wanted = submissions(course) if only is None else list(only)
    drop(course, keep=wanted)
    say("making plain courses of it …")
    parts = split(course, folder, min(os.cpu_count() or 1, len(wanted)))
    say(f"grading {len(wanted)} submissions with ours …")
    pipeline.grade(course)
    say(f"grading {len(wanted)} submissions with stock, {len(parts)} at once …")
    failures = autograde_side_by_side(parts, seeds(course))
    theirs: Rows = {}
    for part in parts:
        theirs |= rows(part.root / "gradebook.db")
    found = compare(rows(course.root / "gradebook.db"), theirs)
    stopped = [f"nbgrader autograde / {a} / {s} / {why}" for (a, s), why in failures.items()]
    return replace(found, differences=stopped + found.differences)
