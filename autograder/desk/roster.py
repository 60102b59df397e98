"""Who is in the class: `roster.csv`, and the lists that learning platforms hand out.

The columns of `roster.csv` are ``id, first_name, last_name, email, platform_id``; only `id` must
be filled in. It is how nbgrader, the folders and the hub call a student; `platform_id` is the
number by which Canvas knows them, so that its files can be told apart.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import CourseError
from autograder.export import write
from autograder.refused import Refused, check_name

if TYPE_CHECKING:
    from autograder.course import Course

FILE = "roster.csv"
COLUMNS = ("id", "first_name", "last_name", "email", "platform_id")
# What other lists call them, in lower case; the first that is there and filled in counts.
ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id number", "sis login id", "sis user id", "username", "login", "student_id", "sid"),
    "first_name": ("first name", "given name"),
    "last_name": ("last name", "surname", "family name"),
    "email": ("email address", "e-mail", "mail"),
    "platform_id": ("canvas_id",),
}
NOBODY = {"points possible", "student, test"}  # rows of Canvas's table that are no people


@dataclass(frozen=True)
class Student:
    """One line of the roster; what is not known is empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    platform_id: str = ""

    @property
    def ids(self) -> set[str]:
        """Whatever names this person and nobody else."""
        return {word.casefold() for word in (self.id, self.email, self.platform_id) if word}

    @property
    def names(self) -> set[str]:
        """The name as platforms write it, letters alone: first name first, or last."""
        first, last = self.first_name, self.last_name
        return {letters(first + last), letters(last + first)} - {""}


@dataclass(frozen=True)
class Roster:
    """The class."""

    students: tuple[Student, ...]

    def find(self, ids: Sequence[str], name: str) -> list[Student]:
        """Who that can be: exactly one, or nobody, or several between whom only a person can tell.

        An id decides. Without one that is known, the full name does if nobody else has it. Where
        both are known and speak of different people, both are returned.

        >>> class_ = Roster((Student("ada", "Ada", "Lovelace", platform_id="7"), Student("bo")))
        >>> [s.id for s in class_.find(["7"], "lovelaceada")], class_.find(["9"], "Bo Li")
        (['ada'], [])
        """
        wanted = {word.casefold() for word in ids if word}
        by_id = [s for s in self._by_id(wanted)]
        by_name = self._names.get(letters(name), [])
        if by_id:
            return by_id + [s for s in by_name if not set(by_name) & set(by_id)]
        return list(by_name)

    def _by_id(self, wanted: set[str]) -> Iterator[Student]:
        found = [self._ids[word] for word in sorted(wanted) if word in self._ids]
        yield from dict.fromkeys(found)

    @cached_property
    def _ids(self) -> Mapping[str, Student]:
        return {word: student for student in self.students for word in student.ids}

    @cached_property
    def _names(self) -> Mapping[str, list[Student]]:
        found: dict[str, list[Student]] = {}
        for student in self.students:
            for name in student.names:
                found.setdefault(name, []).append(student)
        return found


def letters(name: str) -> str:
    """A name without what people and platforms spell differently.

    >>> letters("Łukasz O'Brien-Müller"), letters("MULLER, Łukasz")
    ('łukaszobrienmuller', 'mullerłukasz')
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if c.isalnum())


def roster(course: Course) -> Roster:
    """The course's roster; without a file, whom the gradebook knows.

    Raises
    ------
    CourseError
        ``bad-roster``: the line and what is wrong in it.
    """
    path = course.root / FILE
    if path.exists():
        return read(path)
    with course.gradebook() as gradebook:
        return Roster(
            tuple(
                Student(s.id, s.first_name or "", s.last_name or "", s.email or "")
                for s in gradebook.students
            )
        )


def read(path: Path) -> Roster:
    """A roster, or the list that a learning platform hands out: Canvas's gradebook, Moodle's too.

    Raises
    ------
    CourseError
        ``bad-roster``.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise CourseError("bad-roster", f"There is no {path}.") from error
    except UnicodeDecodeError as error:
        raise _bad(path, "it is no UTF-8; save it as 'CSV UTF-8'") from error
    first = text.partition("\n")[0]
    comma = ";" if first.count(";") > first.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=comma)
    try:
        header = [word.strip().casefold() for word in next(rows, [])]
        canvas = "student" in header and "sis login id" in header
        places = {column: _places(column, header, canvas) for column in COLUMNS}
        if not places["id"]:
            words = ", ".join(("id", *ALIASES["id"]))
            raise _bad(path, f"no column names the students; one of {words} must be there")
        students = [
            _student(path, line, row, places, header)
            for line, row in enumerate(rows, 2)
            if any(cell.strip() for cell in row) and row[0].strip().casefold() not in NOBODY
        ]
    except csv.Error as error:
        raise _bad(path, str(error)) from error
    found = [student for student in students if student is not None]
    _no_twins(path, found)
    return Roster(tuple(found))


def keep(course: Course, found: Roster) -> int:
    """Write `roster.csv` and tell the gradebook names and addresses; returns how many there are."""
    _write(course, found.students)
    with course.gradebook() as gradebook:
        for student in found.students:
            known = {
                "first_name": student.first_name or None,
                "last_name": student.last_name or None,
                "email": student.email or None,
            }
            gradebook.update_or_create_student(student.id, **known)
    return len(found.students)


def forget(course: Course, student: str) -> None:
    """Take one student out of `roster.csv`, if they are in it."""
    if (course.root / FILE).exists():
        found = read(course.root / FILE).students
        kept = [one for one in found if one.id != student]
        if len(kept) < len(found):
            _write(course, kept)


def _write(course: Course, students: Sequence[Student]) -> None:
    rows = [[getattr(student, column) for column in COLUMNS] for student in students]
    write(course.root / FILE, COLUMNS, rows)


def _places(column: str, header: list[str], canvas: bool) -> list[int]:
    words = [column, *ALIASES[column]]
    if canvas and column == "id":
        words.remove("id")  # Canvas's ID is a number of its own
    if canvas and column == "platform_id":
        words.append("id")
    return [header.index(word) for word in words if word in header]


def _student(
    path: Path, line: int, row: list[str], places: Mapping[str, list[int]], header: list[str]
) -> Student | None:
    cells = {
        column: next((row[p].strip() for p in some if p < len(row) and row[p].strip()), "")
        for column, some in places.items()
    }
    if not cells["id"]:
        if not cells["platform_id"] and not cells["email"]:
            return None  # a row of remarks, as platforms put above the people
        raise _bad(path, f"line {line} has no id")
    if "student" in header and not cells["last_name"]:  # Canvas: "Lovelace, Ada"
        last, _, first = row[header.index("student")].partition(",")
        cells |= {"last_name": last.strip(), "first_name": first.strip()}
    try:
        check_name(cells["id"])
    except Refused as error:
        raise _bad(path, f"line {line}: {error.sentence}") from error
    return Student(**cells)


def _no_twins(path: Path, students: Sequence[Student]) -> None:
    """Two people of one id or address would be one student."""
    counts = Counter(word for student in students for word in student.ids)
    twins = sorted(word for word, count in counts.items() if count > 1)
    if twins:
        raise _bad(path, f"{', '.join(twins[:5])} stands there for more than one person")


def _bad(path: Path, what: str) -> CourseError:
    return CourseError("bad-roster", f"{path} cannot be used: {what}. Mend it and try again.")
