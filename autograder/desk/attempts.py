"""Every hand-in is kept; one of them counts.

`attempts/STUDENT/ASSIGNMENT/2027-03-01T173000Z/` holds what came in at that time (UTC), whole, and
is never changed again. `submitted/STUDENT/ASSIGNMENT/` is a copy of the one that counts, and all
that nbgrader looks at: the newest, or with ``attempts = "best"`` in `course.toml` the one with the
best mark (`autograder.desk.best`).
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.intake import MAX_ENTRIES, MAX_NOTEBOOK, TIMESTAMP, foreign, timestamp
from autograder.policy import Policy
from autograder.refused import Refused, check_name, shown
from autograder.storage import Swap

if TYPE_CHECKING:
    from autograder.course import Course

NAME = "%Y-%m-%dT%H%M%SZ"  # no colon: it is no letter of a file's name on Windows
NAMED = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z(-\d+)?", re.ASCII)
MAX_TOTAL = 4 * MAX_NOTEBOOK  # bytes of one hand-in


@dataclass(frozen=True)
class Attempt:
    """One hand-in, as it was kept."""

    student: str
    assignment: str
    folder: Path

    @property
    def name(self) -> str:
        """When it came, such as ``2027-03-01T173000Z``; names sort as times do."""
        return self.folder.name

    @cached_property
    def handed_in(self) -> datetime | None:
        """In UTC without saying so, as nbgrader keeps it; None if nothing tells."""
        return timestamp(self.folder)


def of(course: Course, student: str, assignment: str) -> list[Attempt]:
    """What a student has handed in, oldest first."""
    folder = course.attempts / student / assignment
    names = os.listdir(folder) if folder.is_dir() else []
    return [Attempt(student, assignment, folder / n) for n in sorted(names) if NAMED.fullmatch(n)]


def every(course: Course, assignments: list[str]) -> Iterator[tuple[str, str]]:
    """Who has attempts in which of these assignments: (student, assignment)."""
    students = sorted(os.listdir(course.attempts)) if course.attempts.is_dir() else []
    for student in students:
        for assignment in assignments:
            if (course.attempts / student / assignment).is_dir():
                yield student, assignment


def bring_in(course: Course, assignments: list[str]) -> None:
    """Let `submitted/` hold what is to count, whatever was done by hand or cut off by a kill.

    With ``attempts = "best"``, only where it holds nothing: see `autograder.desk.best`.
    """
    last = Policy.of(course.root).attempts == "last"
    for student, assignment in every(course, assignments):
        counts = standing(course, student, assignment)
        if counts is None:
            adopt(course, student, assignment)
        attempts = of(course, student, assignment)
        empty = not os.path.lexists(course.submitted / student / assignment)
        if attempts and counts != attempts[-1] and (last or empty):
            let_count(course, attempts[-1])


def file(
    course: Course, student: str, assignment: str, source: Path, stamp: datetime | None
) -> Attempt:
    """Keep a hand-in, and let it count if it is the one that does.

    Filing the same once more changes nothing, and neither does filing an older one later: it is
    kept, and the newer one goes on counting. What somebody has put into `submitted/` by hand is
    kept as an attempt too before another one takes its place.

    Parameters
    ----------
    source
        A folder with the files handed in; hidden ones are left behind. Nothing of it is believed:
        links and devices are refused, and a ``timestamp.txt`` in it gives way to `stamp`.
    stamp
        When it was handed in, with a time zone or in UTC. None: nobody knows, so it counts as
        being in time, and is kept under the time of now.

    Raises
    ------
    Refused
        ``refused-file``, with a sentence for the student; nothing was kept, nothing changed.
    CourseError
        ``grading-already``, ``unknown-assignment``.

    Examples
    --------
    ``file(course, "ada", "02_cross_correlation", Path("inbox/ada"), datetime.now(UTC))``
    """
    check_name(student)
    course.chosen([assignment])
    if stamp is not None:
        stamp = stamp.astimezone(UTC) if stamp.tzinfo else stamp.replace(tzinfo=UTC)
    with course.alone():
        home = course.attempts / student / assignment
        kept = Attempt(student, assignment, _keep(source, home, stamp, stamp or datetime.now(UTC)))
        adopt(course, student, assignment)
        attempts = of(course, student, assignment)
        empty = not os.path.lexists(course.submitted / student / assignment)
        if empty or Policy.of(course.root).attempts == "last":
            let_count(course, attempts[-1])
    return kept


def adopt(course: Course, student: str, assignment: str) -> None:
    """Keep as an attempt what lies in `submitted/`, if it is none yet.

    Kept, too, is what no grader would open, such as a link; but that counts for nothing.
    """
    place = course.submitted / student / assignment
    if not os.path.lexists(place) or standing(course, student, assignment):
        return
    home = course.attempts / student / assignment
    stamp = timestamp(place)
    when = stamp.replace(tzinfo=UTC) if stamp else datetime.fromtimestamp(_age(place), UTC)
    try:
        _keep(place, home, when if stamp else None, when)
    except Refused:  # a link, say: kept as it is, but no attempt
        home.mkdir(parents=True, exist_ok=True)
        os.rename(place, home / f"refused-{when.strftime(NAME)}-{secrets.token_hex(4)}")


def standing(course: Course, student: str, assignment: str) -> Attempt | None:
    """The attempt that `submitted/` holds now; None if it holds something else, or nothing."""
    there = _signature(course.submitted / student / assignment)
    for attempt in reversed(of(course, student, assignment)) if there else ():
        if _signature(attempt.folder) == there:
            return attempt
    return None


def let_count(course: Course, attempt: Attempt) -> None:
    """Put a copy of it into `submitted/`, as a whole, if it is not there already."""
    place = course.submitted / attempt.student / attempt.assignment
    if _signature(place) == _signature(attempt.folder):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    with Swap(place) as swap:
        shutil.copytree(attempt.folder, swap.new, symlinks=True)
        swap.swap()


def _keep(source: Path, home: Path, stamp: datetime | None, when: datetime) -> Path:
    """Copy a hand-in to where it is kept, as a whole or not at all; known ones are known again."""
    home.mkdir(parents=True, exist_ok=True)
    partial = home / ".partial"
    shutil.rmtree(partial, ignore_errors=True)  # of a killed run
    try:
        _copy(source, partial)
        if stamp is not None:
            text = f"{stamp:%Y-%m-%d %H:%M:%S} UTC\n"
            (partial / TIMESTAMP).write_text(text, "utf-8")
            os.utime(partial / TIMESTAMP, (stamp.timestamp(),) * 2)
        for path in sorted(home.iterdir()):
            # Without a time, the same work is the same attempt whenever it came.
            same_time = stamp is None or path.name.startswith(when.strftime(NAME))
            if NAMED.fullmatch(path.name) and same_time and _content(path) == _content(partial):
                return path
        target = _free(home, when)
        os.rename(partial, target)
        return target
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        for folder in (home, home.parent, home.parent.parent):  # leave none of them empty
            with suppress(OSError):
                folder.rmdir()


def _free(home: Path, when: datetime) -> Path:
    """Where it is kept: two hand-ins of one second are ``…Z`` and ``…Z-2``."""
    home.mkdir(parents=True, exist_ok=True)
    first, number = home / when.strftime(NAME), 1
    path = first
    while os.path.lexists(path):
        number += 1
        path = first.with_name(f"{first.name}-{number}")
    return path


def _copy(source: Path, target: Path) -> None:
    """The regular files of a folder, its folders too; no link is followed, not even for a moment.

    The folder may be the student's own, and may change while it is read.
    """
    total = count = 0
    target.mkdir()
    for inside, folders, names, here in os.fwalk(source, follow_symlinks=False):
        folders[:] = [f for f in folders if not f.startswith(".") and f != "__pycache__"]
        below = target / Path(inside).relative_to(source)
        for name in folders:
            if stat.S_ISLNK(os.lstat(name, dir_fd=here).st_mode):
                raise _refused(f"{shown(name)} is a link")
            (below / name).mkdir()
        for name in names:
            if name.startswith(".") or (name == TIMESTAMP and below == target):
                continue
            kind = os.lstat(name, dir_fd=here)
            total, count = total + kind.st_size, count + 1
            if not stat.S_ISREG(kind.st_mode):
                raise _refused(f"{shown(name)} is a link, or no file")
            if total > MAX_TOTAL or count > MAX_ENTRIES:
                raise _refused(f"More than {MAX_TOTAL >> 20} MB or {MAX_ENTRIES} files")
            _copy_file(name, here, below / name, kind.st_size)
    if not any(target.iterdir()):
        raise Refused("missing-notebook", "Nothing was handed in: the folder is empty.")


def _copy_file(name: str, here: int, target: Path, size: int) -> None:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
    try:
        with open(os.open(name, flags, dir_fd=here), "rb") as file, target.open("wb") as copy:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or foreign(found, os.fstat(here)):
                raise _refused(f"{shown(name)} is no file of the student's own")
            copy.write(file.read(size))
    except OSError as error:
        raise _refused(f"{shown(name)} cannot be read") from error
    os.utime(target, ns=(found.st_atime_ns, found.st_mtime_ns))


def _refused(what: str) -> Refused:
    return Refused("refused-file", f"{what}. Please hand in the notebook as an ordinary file.")


def _age(place: Path) -> float:
    """When it was put there: of its youngest part, the time."""
    parts = [place, *place.iterdir()] if place.is_dir() and not place.is_symlink() else [place]
    return max(os.lstat(part).st_mtime for part in parts)


def _content(folder: Path) -> dict[str, bytes]:
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != TIMESTAMP]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def _signature(folder: Path) -> list[tuple[str, int, int]]:
    """Names, sizes and times of the files: copies keep all three."""
    found = []
    with suppress(OSError):
        for inside, _, names in os.walk(folder):
            below = os.path.relpath(inside, folder)
            for name in names:
                kind = os.lstat(os.path.join(inside, name))
                found.append((os.path.join(below, name), kind.st_size, kind.st_mtime_ns))
    return sorted(found)
