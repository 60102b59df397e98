"""Build a course folder with a demo class: solutions, settings, and what 24 students handed in.

Each student in `class.toml` starts from the released notebook. Their cells are filled with a right
style or a listed mistake, their reflections with a sentence; then the accidents happen.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.checks import find
from autograder.course import CONFIG, Course, write_if_changed
from autograder.demo.write import as_cell
from autograder.errors import CourseError
from autograder.exercise import Check
from autograder.release import CHECK_CALL, release

CLASS = Path(__file__).with_name("class.toml")
DEADLINE = datetime(2026, 10, 1, 18, 0)  # of every assignment, UTC
SYNTAX_ERROR = "def {name}({arguments}:\n    return 0"
RAISES = "def {name}({arguments}):\n    raise IndexError('list index out of range')"
REFLECTION = "Because the kernel is learned, it comes out flipped, and nothing is lost. ({id})"


@dataclass(frozen=True)
class Student:
    """One student of the demo class, as `class.toml` describes them."""

    id: str
    story: str
    marks: dict[str, float]  # what each assignment must get, late penalty taken off; others: none
    style: int = 0  # which of a check's right styles
    single: bool = False  # answers in float32
    answers: dict[str, str] = field(default_factory=dict)  # check → mistake, or "stub" …
    accidents: dict[str, str] = field(default_factory=dict)  # assignment → what went wrong
    hours_late: dict[str, float] = field(default_factory=dict)  # assignment → after the deadline


def read_class() -> list[Student]:
    """The students, in the order of the file, with all their notebooks."""
    described = tomllib.loads(CLASS.read_text("utf-8"))
    students = [Student(**entry) for entry in described["student"]]
    by_id = {student.id: student for student in students}
    for student in students[: described["all_right"]]:
        student.marks.update(described["full"])
    for notebook in described["notebook"]:
        student = by_id[notebook["student"]]
        student.answers.update(notebook["answers"])
        student.marks[notebook["assignment"]] = notebook["mark"]
    return students


def make(origin: Course, folder: Path) -> Course:
    """Make the course folder, release its exercises and hand in the class's work.

    What stands there already is brought up to date; files whose content is the same are not
    touched, so that a second grading finds nothing new.
    """
    if folder.exists() and not (folder / CONFIG).exists() and any(folder.iterdir()):
        raise CourseError("folder-in-use", f"{folder} holds something else. Name an empty folder.")
    course = origin.copy_to(folder)
    release(course)
    with course.gradebook() as gradebook:
        for assignment in course.assignments():
            gradebook.update_or_create_assignment(assignment, duedate=DEADLINE)
        for student in read_class():
            number = student.id.rpartition("-")[2]
            gradebook.update_or_create_student(student.id, first_name="Student", last_name=number)
    for student in read_class():
        for assignment in course.assignments():
            _hand_in(course, student, assignment)
    return course


def _hand_in(course: Course, student: Student, assignment: str) -> None:
    accident = student.accidents.get(assignment, "")
    if accident == "never" or assignment not in student.marks:
        return
    nb = fill_in(nbformat.read(course.released(assignment), as_version=4), student)
    if accident in NOTEBOOK_ACCIDENTS:
        NOTEBOOK_ACCIDENTS[accident](nb)
    text = json.dumps(nb, indent=1)  # not nbformat.writes, which would mend a pasted cell's id
    if accident == "cut-off":
        text = text[: len(text) // 2]
    name = "homework final (2).ipynb" if accident == "renamed" else f"{assignment}.ipynb"
    folder = course.submitted / student.id / assignment
    write_if_changed(folder / name, text.encode())
    when = DEADLINE + timedelta(hours=student.hours_late.get(assignment, -20))
    write_if_changed(folder / "timestamp.txt", f"{when:%Y-%m-%d %H:%M:%S} UTC".encode())


def fill_in(nb: NotebookNode, student: Student) -> NotebookNode:
    """Put the student's answers into a released notebook."""
    for cell, following in zip(nb.cells, [*nb.cells[1:], None], strict=True):
        meta = cell.metadata.get("nbgrader")
        if not meta or not meta.solution:
            continue
        if cell.cell_type == "markdown":
            cell.source = REFLECTION.format(id=student.id)
            continue
        called = CHECK_CALL.search(following.source) if following else None
        if called:
            check = find(called[1])
            cell.source = _answer(check, student) or cell.source
    return nb


def _answer(check: Check, student: Student) -> str:
    """Source of a student's answer; empty if the cell stays as it was released."""
    choice = student.answers.get(check.name, "")
    arguments = ", ".join(check.parameters)
    if choice == "stub":
        return ""
    if choice == "syntax-error":
        return SYNTAX_ERROR.format(name=check.function_name, arguments=arguments)
    if choice == "raises":
        return RAISES.format(name=check.function_name, arguments=arguments)
    if choice:
        wrong = {m.name: m.function for m in check.mistakes}
        return as_cell(wrong[choice], check.function_name)
    right = check.styles[student.style % len(check.styles)]
    if not student.single:
        return as_cell(right, check.function_name)
    in_double = f"_{check.function_name}_in_double"
    return (
        as_cell(right, in_double)
        + f"\n\ndef {check.function_name}({arguments}):\n"
        + f"    return np.asarray({in_double}({arguments}), dtype=np.float32)"
    )


def _delete_check(nb: NotebookNode) -> None:
    """The first test cell is gone."""
    nb.cells.remove(_check_cells(nb)[0])


def _duplicate_check(nb: NotebookNode) -> None:
    """The first test cell was copied and pasted, metadata and id included."""
    cell = _check_cells(nb)[0]
    nb.cells.insert(nb.cells.index(cell) + 1, copy.deepcopy(cell))


def _edit_check(nb: NotebookNode) -> None:
    """The first test cell was edited so that it gives full marks."""
    cell = _check_cells(nb)[0]
    cell.source, cell.metadata.nbgrader.points = "print('fine')", 100


def _empty(nb: NotebookNode) -> None:
    """No cell is left."""
    nb.cells.clear()


def _check_cells(nb: NotebookNode) -> list[NotebookNode]:
    return [c for c in nb.cells if CHECK_CALL.search(c.source)]


NOTEBOOK_ACCIDENTS: dict[str, Callable[[NotebookNode], None]] = {
    "deleted-check": _delete_check,
    "duplicated-check": _duplicate_check,
    "edited-check": _edit_check,
    "empty": _empty,
}
