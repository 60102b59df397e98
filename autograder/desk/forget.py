"""Remove a student: work, marks, feedback, and every line about them.

The right to be forgotten, as far as this course reaches. Backups, mail, exports already handed on
and the exchange of a hub are not ours to change; the command says so.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.desk import deadlines, roster
from autograder.errors import CourseError
from autograder.policy import Policy
from autograder.refused import Refused, check_name

if TYPE_CHECKING:
    from autograder.course import Course


@dataclass(frozen=True)
class Traces:
    """What the course keeps of one student."""

    student: str
    folders: tuple[Path, ...]
    in_gradebook: bool
    lines: dict[Path, int]  # of the logs, by file
    in_course_toml: bool  # which is the instructor's to change

    def __bool__(self) -> bool:
        return bool(self.folders or self.in_gradebook or self.lines)


def traces(course: Course, student: str) -> Traces:
    """Everything that `forget` would remove.

    Raises
    ------
    CourseError
        ``odd-name`` for a name that is a path rather than a student.
    """
    try:
        check_name(student)
    except Refused as error:
        raise CourseError("odd-name", error.sentence) from error
    places = (course.submitted, course.attempts, course.autograded, course.feedback)
    with course.gradebook() as gradebook:
        known = any(person.id == student for person in gradebook.students)
    lines = {path: len(_about(path, student)) for path in _logs(course)}
    return Traces(
        student,
        tuple(p / student for p in places if os.path.lexists(p / student)),
        known,
        {path: count for path, count in lines.items() if count},
        any(given.student == student for given in Policy.of(course.root).extensions),
    )


def forget(course: Course, student: str) -> Traces:
    """Remove them, and write marks.csv anew; returns what was removed. Twice does no harm.

    Raises
    ------
    CourseError
        ``unknown-student`` if nothing is known of them; ``grading-already``.
    """
    from autograder.export import export

    with course.alone():
        found = traces(course, student)
        if not found:
            raise CourseError("unknown-student", f"Nothing is known of {student} here.")
        for folder in found.folders:
            folder.unlink() if folder.is_symlink() else shutil.rmtree(folder)
        if found.in_gradebook:
            with course.gradebook() as gradebook:
                gradebook.remove_student(student)
        for path in found.lines:
            _without(path, student)
        deadlines.forget(course, student)
        roster.forget(course, student)
        if course.marks.exists():
            export(course)
        # Pages that may show them; they are made anew by their commands.
        shutil.rmtree(course.reports, ignore_errors=True)
    return found


def _logs(course: Course) -> list[Path]:
    """Files with a JSON object on each line, which names a student."""
    return sorted(course.journal.parent.glob("*.jsonl"))


def _about(path: Path, student: str) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if _is_about(line, student)]


def _is_about(line: str, student: str) -> bool:
    try:
        entry = json.loads(line)
    except ValueError:  # cut off by a kill
        return False
    return isinstance(entry, dict) and entry.get("student") == student


def _without(path: Path, student: str) -> None:
    kept = [line for line in path.read_text("utf-8").splitlines() if not _is_about(line, student)]
    partial = path.with_suffix(".partial")
    partial.write_text("".join(f"{line}\n" for line in kept), "utf-8")
    os.replace(partial, path)
