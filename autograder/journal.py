"""What has been graded: keyed by content, so that what has not changed is not graded again.

One line a verdict, in the order in which they were reached; the last line of a submission counts.
Lines are only ever added, so a killed run loses nothing that was written, and a line that was cut
off by it is skipped.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import stat
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import CourseError
from autograder.submission import Graded

if TYPE_CHECKING:
    from autograder.course import Course

LARGEST = 64 << 20  # bytes of a file that are hashed; of a larger one, its time
MOST = 2001  # files of a submission: `intake` refuses more


@dataclass(frozen=True)
class Job:
    """One submission and the fingerprint of everything its marks depend on."""

    assignment: str
    student: str
    fingerprint: str

    @property
    def key(self) -> str:
        return f"{self.student}/{self.assignment}"


class Journal:
    """The verdicts of a course.

    >>> import tempfile
    >>> journal = Journal(Path(tempfile.mkdtemp()) / "journal.jsonl")
    >>> job = Job("02_cross_correlation", "ada", "f1")
    >>> journal.note(job, Graded("02_cross_correlation", "ada", "graded"))
    >>> journal.knows(job), journal.knows(Job("02_cross_correlation", "ada", "f2"))
    (True, False)
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: dict[str, dict[str, Any]] = {}
        lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
        for line in lines:
            entry = _entry(line)
            if entry is not None:
                self.entries[f"{entry['student']}/{entry['assignment']}"] = entry
        if len(lines) > 2 * len(self.entries) + 100:
            self._write_anew()

    def knows(self, job: Job) -> bool:
        """Whether this very work has its verdict; a failure of the grader is none."""
        entry = self.entries.get(job.key, {})
        return entry.get("fingerprint") == job.fingerprint and entry["code"] != "failed"

    def note(self, job: Job, graded: Graded) -> None:
        """Add a verdict."""
        entry = {"fingerprint": job.fingerprint} | asdict(graded)
        self.entries[job.key] = entry
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = (json.dumps(entry) + "\n").encode("ascii")
        with self.path.open("ab") as file:
            # One write, behind what may be the rest of a line that was cut off.
            file.write(b"\n" + line if self._cut_off() else line)

    def verdicts(self) -> list[Graded]:
        """How each submission went, as last graded."""
        names = {f.name for f in fields(Graded)} - {"notes"}
        return [
            Graded(
                **{name: entry[name] for name in names & entry.keys()},
                notes=tuple(entry.get("notes", ())),
            )
            for entry in self.entries.values()
        ]

    def _cut_off(self) -> bool:
        with self.path.open("rb") as file:
            if file.seek(0, os.SEEK_END) == 0:
                return False
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"

    def _write_anew(self) -> None:
        partial = self.path.with_suffix(".partial")
        partial.write_text("".join(json.dumps(e) + "\n" for e in self.entries.values()), "utf-8")
        os.replace(partial, self.path)


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:  # cut off by a kill: that submission is graded again
        return None
    whole = isinstance(entry, dict) and {"student", "assignment", "code"} <= entry.keys()
    return entry if whole else None


def jobs(
    course: Course, assignments: list[str] | None = None, students: Iterable[str] | None = None
) -> list[Job]:
    """Every submission of the named assignments and students (of all, if None).

    Raises
    ------
    CourseError
        ``unknown-assignment``; ``not-released`` if an assignment has no notebook in `exercises/`;
        ``unknown-student`` if somebody named has handed in none of them.
    """
    wanted = course.chosen(assignments)
    missing = [a for a in wanted if not course.released(a).exists()]
    if missing:
        raise CourseError(
            "not-released",
            f"{', '.join(missing)} is not released yet. Run 'python -m autograder release' first.",
        )
    package = sorted(Path(__file__).parent.rglob("*.py"))
    autograder = _digest([*package, course.settings])
    found = []
    for assignment in wanted:
        exercise = _digest([course.released(assignment)])
        for student in course.students(assignment):
            work = _digest(_handed_in(course.submitted / student / assignment))
            found.append(Job(assignment, student, f"{work}:{exercise}:{autograder}"))
    if students is None:
        return found
    named = set(students)
    strangers = sorted(named - {job.student for job in found})
    if strangers:
        raise CourseError(
            "unknown-student",
            f"{', '.join(strangers)}: nothing of theirs lies in {course.submitted}.",
        )
    return [job for job in found if job.student in named]


def _handed_in(folder: Path) -> list[Path]:
    """What lies in a submission's folder, and the folder itself; no link is followed."""
    inside: list[Path] = []
    if folder.is_dir() and not folder.is_symlink() and not folder.parent.is_symlink():
        with contextlib.suppress(OSError), os.scandir(folder) as entries:  # `intake` refuses it
            inside = sorted(Path(entry) for entry in itertools.islice(entries, MOST))
    return [folder, *inside]


def _digest(paths: Iterable[Path]) -> str:
    """Of names and contents; what is no regular file counts by what it is, and is never opened."""
    digest = hashlib.sha256()
    for path in paths:
        for part in (os.fsencode(path.name), _content(path)):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:24]


def _content(path: Path) -> bytes:
    try:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode):
            return os.fsencode(os.readlink(path))
        if not stat.S_ISREG(found.st_mode):
            return f"{stat.S_IFMT(found.st_mode)}".encode()
        return path.read_bytes() if found.st_size <= LARGEST else f"{found.st_mtime_ns}".encode()
    except OSError as error:  # not to be read by us: `intake` will say so
        return repr(error).encode()
