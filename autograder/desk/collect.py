"""Take in a class's work: from nbgrader's exchange, or from what a learning platform hands out.

Every file is brought together with a person of the roster and an exercise of the course. Where
that is not certain, the file is listed with the reason, and nothing is guessed; the others are
taken in all the same. Doing it twice changes nothing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from autograder.desk import attempts
from autograder.desk.hand_outs import File, TooLarge, opened
from autograder.desk.roster import Roster, roster
from autograder.errors import CourseError
from autograder.notebook import grade_ids, parse_notebook
from autograder.refused import Refused, shown

if TYPE_CHECKING:
    from autograder.course import Course

NOTEBOOK = ".ipynb"
ALIKE = 0.5  # of all cells of the two notebooks, so many must be in both

Progress = Callable[[int, int, str], None]


def quiet(done: int, total: int, last: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Question:
    """A file that was left alone, and why."""

    path: str
    why: str
    candidates: tuple[str, ...] = ()


@dataclass
class Collected:
    """What came of it."""

    source: str
    kind: str
    new: list[str] = field(default_factory=list)  # student/assignment
    known: list[str] = field(default_factory=list)  # the same as before
    questions: list[Question] = field(default_factory=list)
    late: list[str] = field(default_factory=list)  # late, says the platform, and not by how much
    timed: bool = False  # whether the platform says when


def from_hand_out(
    course: Course,
    source: Path,
    *,
    kind: str | None = None,
    assignment: str | None = None,
    received: datetime | None = None,
    dry: bool = False,
    progress: Progress = quiet,
) -> Collected:
    """Take in a folder or zip.

    Parameters
    ----------
    kind
        ``canvas``, ``moodle``, ``gradescope`` or ``plain``; None to tell from the names.
    assignment
        All of it is of this exercise, also what cannot be opened.
    received
        When it was handed in, for what the platform gives no time for.
    dry
        Only say what would happen.

    Raises
    ------
    CourseError
        ``no-hand-out``, ``bad-roster``, ``unknown-assignment``, ``grading-already``.
    """
    people = roster(course)
    known = _known_cells(course)
    course.chosen([assignment] if assignment else None)
    with opened(source, kind) as (found_kind, files):
        result = Collected(str(source), found_kind, timed=any(f.when for f in files))
        works = list(_works(files))
        for done, work in enumerate(works, 1):
            _take(course, people, known, assignment, work, received, dry, result)
            progress(done, len(works), work[0].path)
    return result


def from_exchange(
    course: Course, names: Collection[str] | None = None, progress: Progress = quiet
) -> Collected:
    """Take in what was submitted through nbgrader's exchange, newer attempts included.

    Raises
    ------
    CourseError
        ``no-exchange`` with what nbgrader said.
    """
    wanted = course.chosen(list(names) if names else None)
    result = Collected("nbgrader's exchange", "exchange", timed=True)
    for done, name in enumerate(wanted, 1):
        before = _attempts(course, name)
        for student in course.students(name):
            attempts.adopt(course, student, name)
        _nbgrader_collect(course, name)
        for student in course.students(name):
            attempts.adopt(course, student, name)
        after = _attempts(course, name)
        for student in sorted(after):
            fresh = after[student] > before.get(student, 0)
            (result.new if fresh else result.known).append(f"{student}/{name}")
        progress(done, len(wanted), name)
    attempts.bring_in(course, wanted)
    return result


def _nbgrader_collect(course: Course, name: str) -> None:
    """nbgrader's own command: it knows where a hub has its exchange, which no file here says."""
    command = [sys.executable, "-m", "nbgrader", "collect", name, "--update"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
    if done.returncode:
        raise CourseError(
            "no-exchange",
            f"nbgrader could not collect {name}. Is its exchange set up, as the instructor's guide "
            "says?",
            done.stderr[-2000:],
        )


def _attempts(course: Course, assignment: str) -> dict[str, int]:
    return {
        student: len(attempts.of(course, student, assignment))
        for student, _ in attempts.every(course, [assignment])
    }


def _known_cells(course: Course) -> dict[str, set[str]]:
    """The graded cells by which each exercise is known."""
    return {
        name: grade_ids(nbformat.read(course.released(name), as_version=4))
        for name in course.assignments()
        if course.released(name).exists()
    }


def _works(files: list[File]) -> Iterator[list[File]]:
    """Files that were handed in together."""
    together: dict[str, list[File]] = {}
    for file in files:
        together.setdefault(file.work, []).append(file)
    yield from together.values()


def _take(
    course: Course,
    people: Roster,
    known: dict[str, set[str]],
    assignment: str | None,
    work: list[File],
    received: datetime | None,
    dry: bool,
    result: Collected,
) -> None:
    """One work: whose, of which exercise, and into its place."""
    first = work[0]
    who = people.find(first.ids, first.name)
    if len(who) != 1:
        why = "this may be several people" if who else "nobody of the roster is called so"
        names = tuple(student.id for student in who)
        result.questions += [Question(file.path, why, names) for file in work]
        return
    student = who[0].id
    of_each = _of_each(work, known, assignment, result)
    beside = [f for f in work if not _is_notebook(f)]
    for name, notebooks in sorted(of_each.items()):
        contents = {data for _, data in notebooks}
        if len(contents) > 1:
            why = f"several notebooks of {student} for {name}"
            result.questions += [Question(file.path, why, (student,)) for file, _ in notebooks]
            continue
        key = f"{student}/{name}"
        try:
            fresh = dry or _file(
                course, student, name, notebooks[0], beside, first.when or received
            )
        except Refused as error:
            result.questions.append(Question(first.path, error.sentence, (student,)))
            continue
        (result.new if fresh else result.known).append(key)
        if first.late and received is None:
            result.late.append(key)


def _of_each(
    work: list[File], known: dict[str, set[str]], assignment: str | None, result: Collected
) -> dict[str, list[tuple[File, bytes]]]:
    """The notebooks of a work by exercise; those of which it cannot be told become questions."""
    found: dict[str, list[tuple[File, bytes]]] = {}
    for file in work:
        if not _is_notebook(file):
            continue
        try:
            data = file.read()
        except TooLarge:
            result.questions.append(Question(file.path, "larger than any notebook"))
            continue
        except Exception as error:  # noqa: BLE001  zipfile raises many types for damage
            result.questions.append(Question(file.path, f"cannot be read ({error!r:.200})"))
            continue
        names = _recognised(data, known)
        if assignment and (not names or assignment in names):
            names = [assignment]
        if assignment and names != [assignment]:
            why = f"is of another exercise than {assignment}"
            result.questions.append(Question(file.path, why, tuple(names)))
        elif len(names) == 1:
            found.setdefault(names[0], []).append((file, data))
        elif names:
            result.questions.append(Question(file.path, "could be any of these", tuple(names)))
        else:
            result.questions.append(Question(file.path, "is no notebook of this course"))
    if not found and not any(_is_notebook(file) for file in work):
        result.questions += [Question(file.path, "comes without a notebook") for file in work]
    return found


def _is_notebook(file: File) -> bool:
    name = file.called.casefold()
    return NOTEBOOK in name[-len(NOTEBOOK) - 5 :]  # also "x.ipynb.txt", as some systems save it


def _recognised(data: bytes, known: dict[str, set[str]]) -> list[str]:
    """The exercises whose cells it holds: the likeliest, several if they are equally likely."""
    try:
        cells = grade_ids(parse_notebook(data))
    except Refused:
        return []
    share = {name: len(cells & own) / len(cells | own) for name, own in known.items() if own}
    best = max(share.values(), default=0.0)
    return [name for name, value in share.items() if value == best and value >= ALIKE]


def _file(
    course: Course,
    student: str,
    assignment: str,
    notebook: tuple[File, bytes],
    beside: list[File],
    stamp: datetime | None,
) -> bool:
    """Into its place; returns whether it is new."""
    before = len(attempts.of(course, student, assignment))
    with tempfile.TemporaryDirectory(prefix="collect-") as folder:
        inbox = Path(folder) / "work"
        inbox.mkdir()
        (inbox / f"{assignment}{NOTEBOOK}").write_bytes(notebook[1])
        for file in beside:
            try:
                name = Path(file.called).name
                (inbox / name).write_bytes(file.read())
            except (TooLarge, OSError, ValueError) as error:
                raise Refused("refused-file", f"{shown(file.called)} cannot be read.") from error
        attempts.file(course, student, assignment, inbox, stamp)
        shutil.rmtree(inbox)
    return len(attempts.of(course, student, assignment)) > before
