"""Why a submission cannot be graded: the student's verdict, not the grader's failure."""

from __future__ import annotations

import os

from autograder.errors import CourseError

UNFIT = frozenset('<>"`*?[]\\|/')
PLACES = ("", ".", "..")


class Refused(CourseError):
    """This submission gets no further; the class goes on.

    Parameters
    ----------
    code
        ``missing-notebook``, ``malformed-notebook`` or ``refused-file``.
    sentence
        For the student: what is wrong and what to do. It quotes names only through `shown`.
    detail
        For the instructor.
    """


def check_name(student: str) -> None:
    """Raise `Refused` if a folder's name is not fit to be a student's id.

    Ids end up in nbgrader's pages, which take them for HTML, and in its commands, which take them
    for patterns of file names.
    """
    printable = len(os.fsencode(student)) <= 200 and student.isprintable()
    if not printable or set(student) & UNFIT or student in PLACES:
        raise Refused(
            "refused-file",
            f"The folder's name, {shown(student)}, cannot be a student's id. "
            "Please rename it: letters, digits and . _ - @ are fine.",
            ascii(student),
        )


def shown(name: object) -> str:
    """A name that a student chose, harmless in a page, a terminal and a log.

    >>> shown("homework (3).ipynb"), shown("<b>\\x1b[2J.ipynb")
    ("'homework (3).ipynb'", "'?b???2J.ipynb'")
    """
    text = str(name)
    kept = "".join(c if c.isalnum() or c in " ._-()+" else "?" for c in text[:60])
    return f"'{kept}{'…' if len(text) > 60 else ''}'"
