"""Marks for a learning platform: its own export of the gradebook, with our columns filled in.

Canvas and Moodle both take back the table that they hand out, and both match people and columns by
what stands in it. So the instructor exports the gradebook there, this fills in the marks, and
everything else stays as it came. A person is found by login, number or e-mail address, exactly; a
column by the exercise's name or its title in `course.toml`. What is not found is listed, never
guessed.

Without an export there is a new table, for a course that has none of the columns yet.

Formats: Canvas, "How do I import grades in the Gradebook?" and "How do I export grades in the
Gradebook?" (Instructor Guide); Moodle, "Grade import" and "Grade export" (docs.moodle.org).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.export import write
from autograder.marks import Mark, Person, marks
from autograder.policy import Policy

NUMBERED = re.compile(r"\s*\(\d+\)\s*$")  # Canvas adds its number to a title: "Homework 2 (12345)"
DIGITS = 2  # decimals of a mark; both platforms show two


@dataclass(frozen=True)
class Platform:
    """How one platform writes its table.

    Parameters
    ----------
    people
        Columns that name a person, best first; each is compared with a student's id and address.
    columns
        Of a new table, from a person; the assignments follow.
    title
        What goes over an assignment's column in a new table.
    above
        Rows between the header and the people in a new table: the points to be had.
    """

    name: str
    people: tuple[str, ...]
    columns: Mapping[str, str]
    above: str = ""

    def cells(self, person: Person) -> list[str]:
        """The columns of one person in a new table."""
        known = {
            "id": person.id,
            "first": person.first_name or "",
            "last": person.last_name or "",
            "email": person.email or "",
        }
        return [pattern.format(**known).strip(", ") for pattern in self.columns.values()]


CANVAS = Platform(
    "canvas",
    ("SIS Login ID", "SIS User ID", "ID", "Integration ID"),
    {
        "Student": "{last}, {first}",
        "ID": "",
        "SIS User ID": "",
        "SIS Login ID": "{id}",
        "Section": "",
    },
    above="Points Possible",
)
MOODLE = Platform(
    "moodle",
    ("Username", "ID number", "Email address"),
    {
        "First name": "{first}",
        "Last name": "{last}",
        "ID number": "{id}",
        "Email address": "{email}",
    },
)
PLATFORMS = {platform.name: platform for platform in (CANVAS, MOODLE)}


@dataclass
class Handed:
    """What was written, and what found no place."""

    path: Path
    filled: int = 0  # cells
    columns: dict[str, str] = field(default_factory=dict)  # assignment → the column's title
    without_column: list[str] = field(default_factory=list)  # assignments
    without_row: list[str] = field(default_factory=list)  # students who have marks
    without_marks: list[str] = field(default_factory=list)  # rows that name nobody known here


def hand_on(
    course: Course,
    platform: Platform,
    to: Path,
    *,
    into: Path | None = None,
    assignments: Collection[str] | None = None,
    students: Collection[str] | None = None,
    missing: bool = False,
) -> Handed:
    """Write the marks for a platform.

    Parameters
    ----------
    into
        The platform's own export, to be filled in; it is not changed. None for a new table.
    assignments, students
        Only these; all if None.
    missing
        Write 0 for what was not handed in; else its cell stays as it is.

    Raises
    ------
    CourseError
        ``bad-export`` if `into` is no export of this platform.
    """
    found = [
        mark
        for mark in marks(course)
        if (assignments is None or mark.assignment in assignments)
        and (students is None or mark.person.id in students)
    ]
    titles = Policy.of(course.root).titles
    names = {mark.assignment: titles.get(mark.assignment, mark.assignment) for mark in found}
    wanted = [mark for mark in found if missing or mark.submitted]
    if into is None:
        return _new(platform, to, found, names, wanted)
    return _filled(platform, to, into, names, wanted)


def _new(
    platform: Platform,
    to: Path,
    found: Sequence[Mark],
    names: Mapping[str, str],
    wanted: Sequence[Mark],
) -> Handed:
    scores = {(mark.person.id, mark.assignment): _number(mark.counts) for mark in wanted}
    people = {mark.person.id: mark.person for mark in found}
    rows = [
        [*platform.cells(person), *(scores.get((person.id, name), "") for name in names)]
        for person in people.values()
    ]
    if platform.above:
        worth = {mark.assignment: _number(mark.worth) for mark in found}
        blank = [""] * (len(platform.columns) - 1)
        rows.insert(0, [platform.above, *blank, *(worth[name] for name in names)])
    write(to, [*platform.columns, *names.values()], rows)
    return Handed(to, len(scores), dict(names))


def _filled(
    platform: Platform, to: Path, into: Path, names: Mapping[str, str], wanted: Sequence[Mark]
) -> Handed:
    header, rows = _read(platform, into)
    places = {_key(title): place for place, title in reversed(list(enumerate(header)))}
    columns = {
        assignment: places[key]
        for assignment, title in names.items()
        for key in (_key(title), _key(assignment))
        if key in places
    }
    handed = Handed(to, columns={a: header[place] for a, place in columns.items()})
    handed.without_column = [a for a in names if a not in columns]
    lines = _people(platform, header, rows)
    named: set[int] = set()
    for mark in wanted:
        keys = [_key(word) for word in (mark.person.id, mark.person.email) if word]
        here = {line for key in keys for line in lines.get(key, ())}
        if len(here) != 1:  # nobody, or two rows of the same name: not for us to choose
            handed.without_row.append(mark.person.id)
            continue
        (line,) = here
        named.add(line)
        if mark.assignment in columns:
            rows[line][columns[mark.assignment]] = _number(mark.counts)
            handed.filled += 1
    handed.without_row = sorted(set(handed.without_row))
    everybody = {line for some in lines.values() for line in some}
    handed.without_marks = [rows[line][0] for line in sorted(everybody - named)]
    write(to, header, rows)
    return handed


def _read(platform: Platform, path: Path) -> tuple[list[str], list[list[str]]]:
    """The header and the rows, all of one length."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(
            "bad-export",
            f"{path} cannot be read as a table ({error}). Export the gradebook once more, as CSV "
            "with commas, and do not open it in between.",
        ) from error
    header = rows[0] if rows else []
    if not {_key(word) for word in header} & {_key(word) for word in platform.people}:
        raise CourseError(
            "bad-export",
            f"{path} is no export of a {platform.name.capitalize()} gradebook: it has none of the "
            f"columns {', '.join(platform.people)}.",
        )
    return header, [row + [""] * (len(header) - len(row)) for row in rows[1:]]


def _people(
    platform: Platform, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> dict[str, set[int]]:
    """The rows by whatever names a person in them."""
    columns = [n for n, title in enumerate(header) if _key(title) in map(_key, platform.people)]
    found: dict[str, set[int]] = {}
    for line, row in enumerate(rows):
        for column in columns:
            if row[column].strip():
                found.setdefault(_key(row[column]), set()).add(line)
    return found


def _key(word: str) -> str:
    """By what titles and names are compared: letters, whatever their case or form.

    >>> _key("Homework 2 (12345)") == _key("homework 2"), _key("Assignment: x (Real)")
    (True, 'x')
    """
    word = NUMBERED.sub("", unicodedata.normalize("NFC", word)).strip().casefold()
    # Moodle's export says of what kind a column is: "Assignment: Homework 2 (Real)".
    return word.removeprefix("assignment:").removesuffix("(real)").strip()


def _number(points: float) -> str:
    """Points as both platforms read them: a point, no more digits than needed.

    >>> _number(7.0), _number(2 / 3)
    ('7', '0.67')
    """
    return f"{round(points, DIGITS):g}" if abs(points) < 1e5 else f"{points:.{DIGITS}f}"
