"""One writer into nbgrader's gradebook: what `nbgrader autograde` leaves, without its detours.

For each submission, in order:

1. Limit the outputs and read the scores, with nbgrader's own functions; a score that cannot be
   stops here, before anything is written.
2. Write the autograded notebook and its files into a hidden folder beside the one it will become.
3. Create or update the rows in one transaction: student, submission, grades, comments, penalty.
4. Move the folder into place, commit, remove the older folder. Whatever fails before the commit
   puts the older folder back and rolls the rows back.

Rows are found by their cell *and* their notebook: nbgrader's tables have an index for the pair and
none for the notebook alone, so a look-up by notebook reads every grade of the class. With the pair,
the two-thousandth submission takes as long as the first.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import IgnorePattern, LimitOutput
from sqlalchemy import (
    Connection,
    Row,
    Table,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from autograder.errors import CourseError
from autograder.lateness import Lateness
from autograder.model import AssignmentRows, Results, Scores, model, results, rows
from autograder.policy import Policy
from autograder.storage import Swap, in_words, patient, repair
from autograder.submission import Examined

if TYPE_CHECKING:
    from autograder.course import Course

PATIENCE = 10.0  # seconds to wait for a gradebook that somebody else is writing


@dataclass(frozen=True)
class Marks:
    """What the gradebook now says of one submission.

    Parameters
    ----------
    score
        Points that count: by hand where given, else automatic, extra credit added; the late
        penalty is not yet taken off (nbgrader keeps it apart).
    max_score
        Points to be had.
    penalty
        Points lost by handing in late.
    cells
        The automatic score of each graded cell; None waits for a person.
    """

    score: float
    max_score: float
    penalty: float = 0.0
    cells: dict[str, float | None] = field(default_factory=dict)


class Recorder:
    """The only writer, for a whole run; use it in a ``with``.

    Entering it opens the gradebook, makes it if there is none, and clears up after a run that was
    killed. One at a time: two recorders on one course would clear up after each other.

    Parameters
    ----------
    patience
        Seconds to wait for a gradebook that another program has locked (SQLite, PostgreSQL).

    Raises
    ------
    CourseError
        ``gradebook-locked``, ``disk-full``, ``not-writable``, ``gradebook-failed``, when entering
        it and from `record`; the gradebook and `autograded/` are then as they were before.
    """

    def __init__(self, course: Course, *, patience: float = PATIENCE) -> None:
        self.course, self.patience = course, patience
        coursedir = CourseDirectory(config=course.config)
        autograde = Autograde(coursedir=coursedir, config=course.config)
        self._url, self._course_id = coursedir.db_url, coursedir.course_id
        self._files_mode = int(str(autograde.permissions), 8)  # nbgrader writes 444 for 0o444
        self._shared = bool(coursedir.groupshared)
        self._ignore = [*coursedir.ignore, "*.ipynb"]
        self._left_alone = dict(autograde.exclude_overwriting)
        self._limits = [step(config=course.config) for step in (IgnorePattern, LimitOutput)]
        self._late = Lateness(course.config)
        self._policy = Policy.of(course.root)
        self._plans: dict[str, _Plan] = {}

    def __enter__(self) -> Recorder:
        with in_words(self.course):
            repair(self.course.autograded)
            self.gradebook = Gradebook(patient(self._url, self.patience), self._course_id)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.gradebook.close()

    def model(self, assignment: str) -> NotebookNode:
        """What the assignment is; see `autograder.model.model`. A new copy at each call."""
        with in_words(self.course):
            return model(self.course, self.gradebook, assignment)

    def scores(self, examined: Examined) -> Scores:
        """The automatic score of each graded cell, read as `record` does; nothing is written.

        Raises
        ------
        CourseError
            ``odd-score`` as `record`.
        """
        with in_words(self.course, examined.student):
            return self._results(examined, self._plan(examined.assignment)).scores

    def record(self, examined: Examined, stamp: datetime | None) -> Marks:
        """Record one submission, all of it or nothing.

        A code other than ``graded`` takes away what an earlier hand-in earned by itself; marks
        and comments given by hand stay, to be looked at again. ``failed`` changes nothing.

        Parameters
        ----------
        examined
            Its notebook's outputs are limited in place, as nbgrader does.
        stamp
            When it was handed in (UTC, or with a time zone); None keeps what the gradebook has.

        Raises
        ------
        CourseError
            ``odd-score`` if the notebook holds scores that cannot be; see `Recorder` for others.
        """
        _refuse_odd(examined.student)
        with in_words(self.course, examined.student):
            plan = self._plan(examined.assignment)
            if examined.code == "failed":
                with self.gradebook.engine.connect() as connection:
                    return _marks(connection, plan.known, examined.student)
            stamp = utils.parse_utc(stamp)  # nbgrader keeps UTC without saying so
            results = self._results(examined, plan)
            place = self.course.autograded / examined.student / examined.assignment
            with Swap(place) as folder:
                if examined.code == "graded":
                    self._write(folder.new, examined, plan, stamp)
                with self.gradebook.engine.begin() as connection:
                    self._update(connection, plan.known, examined, stamp, results)
                    marks = _marks(connection, plan.known, examined.student)
                    folder.swap()
            return marks

    def _plan(self, assignment: str) -> _Plan:
        """What stays the same for every submission of an assignment, read once."""
        if assignment not in self._plans:
            folder = self.course.source(assignment).parent
            masters = {
                Path(p).relative_to(folder).as_posix(): Path(p).read_bytes()
                for p in utils.find_all_files(str(folder), self._ignore)
            }
            for name in self._left_alone.get(assignment, []):
                masters.pop(name, None)
            self._plans[assignment] = _Plan(rows(self.gradebook, assignment), masters)
        return self._plans[assignment]

    def _results(self, examined: Examined, plan: _Plan) -> Results:
        if examined.code != "graded":
            graded, commented = plan.known.graded, plan.known.commented
            return Results(dict.fromkeys(graded, 0.0), dict.fromkeys(commented))
        if examined.notebook is None:
            raise ValueError("a graded submission comes with its notebook")
        for step in self._limits:
            step(examined.notebook, {})
        return results(examined.notebook, plan.known)

    def _write(self, folder: Path, examined: Examined, plan: _Plan, stamp: datetime | None) -> None:
        """The files of one submission; the exercise's own win over files of the same name."""
        content = examined.files | plan.masters
        content.pop("timestamp.txt", None)  # from `stamp`: nbgrader trips over an unreadable one
        if stamp is not None:
            content["timestamp.txt"] = f"{stamp:%Y-%m-%d %H:%M:%S.%f} UTC\n".encode()
        text = nbformat.v4.writes(examined.notebook) + "\n"
        # Half a surrogate pair, which JSON may spell, has no place in UTF-8.
        content[f"{examined.assignment}.ipynb"] = text.encode("utf-8", "replace")
        folder.mkdir(parents=True)
        for name, data in content.items():
            part = PurePosixPath(name)
            if part.is_absolute() or ".." in part.parts or not part.parts:
                raise ValueError(f"{name!r} would be written outside of the student's folder")
            path = folder / part
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            path.chmod(self._files_mode)
        if self._shared:  # as nbgrader: other instructors may replace what one has written
            for inner, _, _ in os.walk(folder):
                os.chmod(inner, (os.stat(inner).st_mode | 0o2770) & 0o2777)

    def _update(
        self,
        connection: Connection,
        known: AssignmentRows,
        examined: Examined,
        stamp: datetime | None,
        results: Results,
    ) -> None:
        assignment, student = examined.assignment, examined.student
        more = self._policy.extension(assignment, student, known.duedate)
        row = _submission(connection, known, student, more)
        if stamp is not None and stamp != row.timestamp:
            _set(connection, SubmittedAssignment.__table__, row.id, timestamp=stamp)
        grade, comment = Grade.__table__, Comment.__table__
        there = _there(connection, grade, row.notebook_id, known.graded.values())
        scores: dict[str, dict[str, Any]] = {}
        for name, score in results.scores.items():
            cell = known.graded[name]
            by_hand = cell in there and there[cell].manual_score is not None
            if score is None and by_hand and known.cells[name].task_id:
                continue  # nbgrader never touches the mark of a task
            # A mark given by hand stays, and wants to be looked at again.
            waits = score is None or by_hand
            scores[cell] = {"auto_score": score, "needs_manual_grade": waits}
        _save(connection, grade, row.notebook_id, there, scores)
        there = _there(connection, comment, row.notebook_id, known.commented.values())
        said = {known.commented[n]: {"auto_comment": text} for n, text in results.comments.items()}
        _save(connection, comment, row.notebook_id, there, said)
        score = _score(connection, known, row.notebook_id)
        handed_in = stamp or row.timestamp
        penalty = self._late.penalty(student, score, handed_in, known.duedate, row.extension)
        _set(
            connection,
            SubmittedNotebook.__table__,
            row.notebook_id,
            late_submission_penalty=penalty,
        )


@dataclass(frozen=True)
class _Plan:
    known: AssignmentRows
    masters: dict[str, bytes]  # files that come with the exercise


@dataclass(frozen=True)
class _Submission:
    """The rows of one submission."""

    id: str
    notebook_id: str
    extension: timedelta | None
    timestamp: datetime | None


def _refuse_odd(student: str) -> None:
    """Names of folders are nearly free; no database keeps bytes that are no text."""
    try:
        student.encode()
    except UnicodeEncodeError:
        fits = False
    else:
        fits = Path(student).name == student and student not in ("", "..")
    if not fits:
        raise CourseError(
            "odd-name", f"{student!r} cannot be a student's name. Rename the folder in submitted/."
        )


def _find(connection: Connection, known: AssignmentRows, student: str) -> _Submission | None:
    """The rows of one submission; `notebook_id` is empty where that row is missing."""
    submission, notebook = SubmittedAssignment.__table__.c, SubmittedNotebook.__table__.c
    both = (notebook.assignment_id == submission.id, notebook.notebook_id == known.notebook_id)
    found = connection.execute(
        select(submission.id, notebook.id, submission.extension, submission.timestamp)
        .outerjoin(SubmittedNotebook.__table__, and_(*both))
        .where(submission.assignment_id == known.id, submission.student_id == student)
    ).one_or_none()
    return None if found is None else _Submission(found[0], found[1] or "", found[2], found[3])


def _submission(
    connection: Connection, known: AssignmentRows, student: str, extension: timedelta | None
) -> _Submission:
    """The rows of one submission, made where they are missing, with this extension."""
    found = _find(connection, known, student)
    if found is None:
        people = Student.__table__
        if connection.execute(select(people.c.id).where(people.c.id == student)).first() is None:
            connection.execute(insert(people).values(id=student))
        found = _Submission(new_uuid(), "", extension, None)
        new = {"id": found.id, "assignment_id": known.id, "student_id": student}
        into = insert(SubmittedAssignment.__table__)
        connection.execute(into.values(new | {"extension": extension}))
    if not found.notebook_id:
        found = replace(found, notebook_id=new_uuid())
        new = {"id": found.notebook_id, "notebook_id": known.notebook_id, "assignment_id": found.id}
        connection.execute(insert(SubmittedNotebook.__table__).values(new))
    return found


def _there(
    connection: Connection, table: Table, notebook_id: str, cells: Collection[str]
) -> dict[str, Row[Any]]:
    """Grades or comments of one notebook, by cell; see the head of this module for why by both."""
    query = select(table).where(table.c.notebook_id == notebook_id, table.c.cell_id.in_(cells))
    return {row.cell_id: row for row in connection.execute(query)}


def _save(
    connection: Connection,
    table: Table,
    notebook_id: str,
    there: dict[str, Row[Any]],
    wanted: dict[str, dict[str, Any]],
) -> None:
    """Insert the rows that are missing, update those that differ; `wanted` by cell."""
    new, changed = [], []
    for cell, values in wanted.items():
        if cell not in there:
            new.append(values | {"notebook_id": notebook_id, "cell_id": cell})
        elif any(there[cell]._mapping[key] != value for key, value in values.items()):
            changed.append(values | {"row": there[cell].id})
    if new:
        connection.execute(insert(table), new)
    if changed:
        connection.execute(update(table).where(table.c.id == bindparam("row")), changed)


def _set(connection: Connection, table: Table, row: str, **values: Any) -> None:
    connection.execute(update(table).where(table.c.id == row).values(values))


def _score(connection: Connection, known: AssignmentRows, notebook_id: str) -> float:
    """The points that count, by nbgrader's own formula."""
    total = select(func.coalesce(func.sum(Grade.score), 0.0)).where(
        Grade.notebook_id == notebook_id, Grade.cell_id.in_(known.graded.values())
    )
    return float(connection.execute(total).scalar_one())


def _marks(connection: Connection, known: AssignmentRows, student: str) -> Marks:
    most = sum(cell.points or 0.0 for cell in known.cells.values())
    row = _find(connection, known, student)
    if row is None or not row.notebook_id:
        return Marks(0.0, most)
    notebook = SubmittedNotebook.__table__.c
    query = select(notebook.late_submission_penalty).where(notebook.id == row.notebook_id)
    penalty = connection.execute(query).scalar()
    there = _there(connection, Grade.__table__, row.notebook_id, known.graded.values())
    cells = {n: there[cell].auto_score for n, cell in known.graded.items() if cell in there}
    return Marks(_score(connection, known, row.notebook_id), most, penalty or 0.0, cells)
