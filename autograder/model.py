"""What an assignment is, read from trusted places only, and what a notebook of it earns.

Order, prose and released cells come from the released notebook; points, flags, text and checksums
of every graded, solution, task and read-only cell from the gradebook's own rows. Nothing of a
submission is looked at: whoever repairs or runs one compares it with this.

Everything is read with plain statements on nbgrader's tables. Its collections
(`Assignment.submissions`, `Notebook.submissions`, …) load a whole class where one row is wanted.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Assignment,
    BaseCell,
    Gradebook,
    GradeCell,
    Notebook,
    SourceCell,
    TaskCell,
)
from sqlalchemy import func, select

from autograder.errors import CourseError

if TYPE_CHECKING:
    from autograder.course import Course

SCHEMA = 3  # of nbgrader's cell metadata
NO_RESPONSE = "No response."  # what nbgrader says beside an answer left as released


@dataclass(frozen=True)
class CellRow:
    """One cell as the gradebook has it; the ids are those of its rows, None where it has none."""

    name: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    grade_id: str | None = None
    solution_id: str | None = None
    task_id: str | None = None
    points: float | None = None

    def metadata(self) -> dict[str, Any]:
        """nbgrader's metadata of this cell, complete, as in an autograded notebook of stock."""
        full: dict[str, Any] = {
            "schema_version": SCHEMA,
            "grade_id": self.name,
            "grade": self.grade_id is not None,
            "solution": self.solution_id is not None,
            "locked": self.locked,
            "task": self.task_id is not None,
            "checksum": self.checksum,
            "cell_type": self.cell_type,
        }
        if self.points is not None:
            whole = float(self.points).is_integer()
            full["points"] = int(self.points) if whole else self.points
        return full


@dataclass(frozen=True)
class AssignmentRows:
    """One assignment as the gradebook has it; `cells` by name."""

    id: str
    notebook_id: str
    duedate: datetime | None
    kernelspec: dict[str, Any] | None
    cells: dict[str, CellRow]

    @cached_property
    def graded(self) -> dict[str, str]:
        """The row that the `Grade` of each cell belongs to: a graded cell or a task."""
        rows = {name: cell.grade_id or cell.task_id for name, cell in self.cells.items()}
        return {name: row for name, row in rows.items() if row}

    @cached_property
    def commented(self) -> dict[str, str]:
        """The row that the `Comment` of each cell belongs to: a solution or a task."""
        rows = {name: cell.solution_id or cell.task_id for name, cell in self.cells.items()}
        return {name: row for name, row in rows.items() if row}


def rows(gradebook: Gradebook, assignment: str) -> AssignmentRows:
    """Read what the gradebook knows of an assignment and of its notebook of the same name.

    Raises
    ------
    CourseError
        ``not-released`` if the gradebook does not know it.
    """
    with gradebook.engine.connect() as connection:
        found = connection.execute(
            select(Assignment.id, Assignment.duedate, Notebook.id, Notebook.kernelspec)
            .join(Notebook, Notebook.assignment_id == Assignment.id)
            .where(Assignment.name == assignment, Notebook.name == assignment)
        ).one_or_none()
        if found is None:
            raise _not_released(assignment, "The gradebook does not know it.")
        assignment_id, duedate, notebook_id, kernelspec = found
        base, source = BaseCell.__table__.c, SourceCell.__table__.c
        graded, task = GradeCell.__table__.c, TaskCell.__table__.c
        kinds: dict[tuple[str, str], tuple[str, float | None]] = {
            (name, kind): (row_id, points)
            for name, kind, row_id, points in connection.execute(
                select(
                    base.name, base.type, base.id, func.coalesce(graded.max_score, task.max_score)
                )
                .outerjoin(GradeCell.__table__, graded.id == base.id)
                .outerjoin(TaskCell.__table__, task.id == base.id)
                .where(base.notebook_id == notebook_id)
            )
        }
        texts = connection.execute(
            select(
                source.name, source.cell_type, source.source, source.checksum, source.locked
            ).where(source.notebook_id == notebook_id)
        ).all()
    cells = {}
    for name, cell_type, text, checksum, locked in texts:
        (grade, points), (solution, _), (task_id, most) = (
            kinds.get((name, kind), (None, None))
            for kind in ("GradeCell", "SolutionCell", "TaskCell")
        )
        cells[name] = CellRow(
            name,
            cell_type,
            text or "",
            checksum or "",
            bool(locked),
            grade,
            solution,
            task_id,
            points if grade else most,
        )
    spec = json.loads(kernelspec) if kernelspec else None
    return AssignmentRows(assignment_id, notebook_id, duedate, spec, cells)


def model(course: Course, gradebook: Gradebook, assignment: str) -> NotebookNode:
    """The assignment as a notebook: nothing filled in, nothing run, every cell's metadata whole.

    Text of nbgrader's cells is the gradebook's (with hidden tests, if an exercise has any), so
    the notebook is for the grader's eyes.

    Raises
    ------
    CourseError
        ``not-released`` if there is no released notebook, the gradebook does not know the
        assignment, or the two do not agree on cells, types and points.
    """
    known = rows(gradebook, assignment)
    path = course.released(assignment)
    if not path.is_file():
        raise _not_released(assignment, f"There is no {path.name} in {path.parent.parent.name}/.")
    nb = nbformat.read(path, as_version=4)
    names = []
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        released = cell.metadata.pop("nbgrader", None) or {}
        if not any(released.get(flag) for flag in ("grade", "solution", "locked", "task")):
            continue  # a cell that nbgrader has marked as nothing in particular has no rows
        name = released["grade_id"]
        row = known.cells.get(name)
        names.append(name)
        if (
            row is None
            or row.cell_type != cell.cell_type
            or row.points != released.get("points")
            or names.count(name) > 1
        ):
            raise _not_released(assignment, f"The gradebook has another cell {name!r}.")
        cell.source = row.source
        cell.metadata["nbgrader"] = nbformat.from_dict(row.metadata())
    for name in known.cells:
        if name not in names:
            raise _not_released(assignment, f"The notebook has no cell {name!r}.")
    if known.kernelspec:
        nb.metadata["kernelspec"] = nbformat.from_dict(known.kernelspec)
    return nb


def _not_released(assignment: str, why: str) -> CourseError:
    return CourseError(
        "not-released",
        f"{assignment} is not released, or not as it stands now. {why} "
        "Run 'python -m autograder release' first.",
    )


Scores = dict[str, float | None]
Comments = dict[str, str | None]


@dataclass(frozen=True)
class Results:
    """What an executed notebook earns by itself: score and comment by the name of the cell."""

    scores: Scores
    comments: Comments


def results(nb: NotebookNode, known: AssignmentRows) -> Results:
    """Read scores and comments off an executed notebook, as nbgrader does.

    nbgrader gives full marks for a result that is no number, for NaN, for less than nothing and
    for a cell that was never run. A referee writes none of these; if one is there all the same,
    it is an error and never a mark.

    Raises
    ------
    CourseError
        ``odd-score``: which cell, and what stands there.
    """
    scores: Scores = {}
    comments: Comments = {}
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name not in known.cells:
            continue
        row = known.cells[name]
        if name in scores or name in comments:
            raise _odd(name, "stands there twice")
        if any(cell.metadata.nbgrader.get(k) != v for k, v in row.metadata().items()):
            raise _odd(name, "has other points, flags or checksum than the gradebook")
        if name in known.graded:
            scores[name] = _score(cell, row) if row.grade_id else None
        if name in known.commented:
            untouched = row.checksum == utils.compute_checksum(cell) and not row.task_id
            comments[name] = NO_RESPONSE if untouched else None
    for name in (known.graded.keys() - scores.keys()) | (known.commented.keys() - comments.keys()):
        raise _odd(name, "is missing")
    return Results(scores, comments)


def _score(cell: NotebookNode, row: CellRow) -> float | None:
    most = float(row.points or 0.0)
    if cell.cell_type == "code" and not row.solution_id:
        if cell.execution_count is None and not cell.outputs:
            raise _odd(row.name, "was never run")
        shown = [o for o in cell.outputs if o.output_type == "execute_result"]
        texts = [o.data.get("text/plain") for o in shown]
        for text in texts:
            try:
                points = float("".join(text))
            except (TypeError, ValueError):
                points = math.nan
            if not 0 <= points <= most:  # which NaN is not either
                raise _odd(row.name, f"shows {str(text)[:80]!r} for points, of {most:g}")
    score, _ = utils.determine_grade(cell)
    return None if score is None else float(score)


def _odd(name: str, what: str) -> CourseError:
    return CourseError("odd-score", f"The graded cell {name!r} {what}: it is not recorded.")
