"""Disk and database, for the recorder: folders that are replaced whole, troubles put into words."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from nbgrader.api import InvalidEntry
from sqlalchemy import URL, make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from autograder.errors import CourseError

if TYPE_CHECKING:
    from autograder.course import Course

COMING, LEAVING = ".coming", ".leaving"  # ends of hidden folders: written, and to be removed


class Swap:
    """A folder is replaced as a whole: ``with Swap(place) as folder: … folder.swap()``.

    What is to come is written to `new`; without it, `swap` only takes the older folder away. If
    the block fails, the older folder is back in its place. A process killed in between leaves
    folders that `repair` knows by their names.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self.new = place.with_name(f".{place.name}{COMING}")
        self.old = place.with_name(f".{place.name}{LEAVING}")
        self.swapped = False

    def __enter__(self) -> Swap:
        self.mend()
        return self

    def mend(self) -> None:
        """Put right what a killed or failed run left."""
        if self.old.exists() and not self.place.exists():
            os.rename(self.old, self.place)  # it ended between the two steps of a swap
        for leftover in (self.new, self.old):
            if leftover.exists():
                shutil.rmtree(leftover)

    def swap(self) -> None:
        """Once, when all else is done."""
        if self.place.exists():
            os.rename(self.place, self.old)
        self.swapped = True
        if self.new.exists():
            os.rename(self.new, self.place)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Whatever is to go takes the name that is never kept, in one step, before it is emptied.
        unwanted = self.old if error is None else self.place
        if self.swapped and unwanted.exists():
            os.rename(unwanted, self.new)
        self.mend()
        with suppress(OSError):  # it holds other assignments, or was never made
            self.place.parent.rmdir()


def repair(autograded: Path) -> None:
    """Clear up after a killed run: every folder in `autograded` is whole, old or new."""
    for end in (COMING, LEAVING):
        for leftover in list(autograded.glob(f"*/.*{end}")):
            Swap(leftover.with_name(leftover.name[1:].removesuffix(end))).mend()


def patient(url: str, seconds: float) -> URL:
    """The gradebook's address, with how long to wait for another writer if it does not say."""
    address = make_url(url)
    waits = {
        "sqlite": {"timeout": str(seconds)},
        "postgresql": {
            "options": f"-c lock_timeout={seconds * 1000:.0f}",
            "connect_timeout": f"{max(2, seconds):.0f}",
        },
    }.get(address.get_backend_name(), {})
    return address.update_query_dict({k: v for k, v in waits.items() if k not in address.query})


# What databases and the system call these troubles: names of SQLite, SQLSTATE of others.
TROUBLES = {
    "gradebook-locked": ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03"),
    "disk-full": ("SQLITE_FULL", "53100", "ENOSPC", "EDQUOT", "EFBIG"),
    "not-writable": ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "25006", "42501")
    + ("EROFS", "EACCES", "EPERM"),
    # Class 08, and a server that is being stopped, starts, or has no room for one more.
    "gradebook-unreachable": ("08", "57P0", "53300", "28", "3D000"),
}
SENTENCES = {
    "gradebook-locked": "Another program is writing the gradebook and does not let go of it. "
    "Close it (another grader, formgrader, a database viewer) and grade again.",
    "disk-full": "The disk with {root} is full. Make room and grade again.",
    "not-writable": "{root} or its gradebook may not be written by you. "
    "Check who owns it, and that the disk is not mounted read-only.",
    "gradebook-unreachable": "The database with the gradebook does not answer, or does not let you "
    "in. Check that it runs, 'database' in course.toml, and the password (PGPASSWORD, or "
    "~/.pgpass). What is graded is kept; the same command goes on from here.",
    "gradebook-failed": "The gradebook or a graded notebook could not be written{whose}.",
}


def _no_connection(error: OperationalError) -> bool:
    """Whether a server could not be reached or has gone; a driver may have no code for that."""
    return error.connection_invalidated or type(error.orig).__module__.startswith("psycopg")


@contextmanager
def in_words(course: Course, student: str = "") -> Iterator[None]:
    """Turn what a database or a disk raises into words."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, InvalidEntry, OSError, UnicodeError) as error:
        # nbgrader wraps some errors of the database in one of its own.
        cause = getattr(error, "orig", None) or getattr(error.__context__, "orig", None) or error
        name = (
            getattr(cause, "sqlite_errorname", None)  # sqlite3
            or getattr(cause, "sqlstate", None)  # psycopg
            or getattr(cause, "pgcode", None)  # psycopg2
            or errno.errorcode.get(getattr(cause, "errno", None) or 0, "")
        )
        codes = (code for code, names in TROUBLES.items() if name.startswith(names))
        code = next(codes, "gradebook-failed")
        if not name and isinstance(error, OperationalError) and _no_connection(error):
            code = "gradebook-unreachable"
        whose = f" for {student}" if student else ""
        sentence = SENTENCES[code].format(root=course.root, whose=whose)
        detail = f"{type(cause).__name__}: {cause}"
        raise CourseError(code, sentence, detail) from error
