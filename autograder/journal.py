"""What has been graded: keyed by content, so that what has not changed is not graded again.

One line a verdict, in the order in which they were reached; the last line of a submission counts.
Lines are only ever added, so a killed run loses nothing that was written, and a line that was cut
off by it is skipped.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import stat
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder import lines
from autograder.errors import CourseError
from autograder.submission import Graded

if TYPE_CHECKING:
    from autograder.course import Course

LARGEST = 64 << 20  # bytes of a file that are hashed; of a larger one, its time
AROUND = {"bench", "commands", "demo", "desk"}  # parts of the package that give no marks
MOST = 2001  # files of a submission: `intake` refuses more


@dataclass(frozen=True)
class Job:
    """One submission and the fingerprint of everything its marks depend on.

    `attempt` is empty for what lies in `submitted/`; see `autograder.desk.attempts`.
    """

    assignment: str
    student: str
    fingerprint: str
    attempt: str = ""

    @property
    def key(self) -> str:
        return _key(self.student, self.assignment, self.attempt)


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
        # What was cut off by a kill is graded again.
        whole = [e for e in lines.read(path) if {"student", "assignment", "code"} <= e.keys()]
        for entry in whole:
            key = _key(entry["student"], entry["assignment"], entry.get("attempt", ""))
            self.entries[key] = entry
        if len(whole) > 2 * len(self.entries) + 100:
            lines.write_anew(path, self.entries.values())

    def knows(self, job: Job) -> bool:
        """Whether this very work has its verdict; a failure of the grader is none."""
        entry = self.entries.get(job.key, {})
        return entry.get("fingerprint") == job.fingerprint and entry["code"] != "failed"

    def note(self, job: Job, graded: Graded) -> None:
        """Add a verdict."""
        entry = {"fingerprint": job.fingerprint, "when": time.time()} | asdict(graded)
        entry |= {"attempt": job.attempt} if job.attempt else {}
        self.entries[job.key] = entry
        lines.append(self.path, [entry])

    def verdicts(self) -> list[Graded]:
        """How each submission went, as last graded; of attempts, the ones that count."""
        return [graded for graded, _ in self.timed()]

    def timed(self) -> list[tuple[Graded, float]]:
        """The same, each with the time when it was reached; 0 if an older version noted none."""
        names = {f.name for f in fields(Graded)}
        listed = {"notes", "findings"}  # JSON has no tuples
        return [
            (
                Graded(
                    **{name: entry[name] for name in (names - listed) & entry.keys()},
                    notes=tuple(entry.get("notes", ())),
                    findings=tuple(map(tuple, entry.get("findings", ()))),
                ),
                entry.get("when", 0.0),
            )
            for entry in self.entries.values()
            if not entry.get("attempt")
        ]


def _key(student: str, assignment: str, attempt: str) -> str:
    return f"{student}/{assignment}" + (f"@{attempt}" if attempt else "")


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
    autograder = _digest([*_package(), course.settings])
    found = []
    for assignment in wanted:
        exercise = _digest([course.released(assignment)])
        for student in course.students(assignment):
            work = work_print(course.submitted / student / assignment)
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


def work_print(folder: Path) -> str:
    """A fingerprint of what lies in a submission's folder: the first part of a job's."""
    return _digest(_handed_in(folder))


def own_code() -> str:
    """A fingerprint of the modules on which marks depend; a cluster's workers have the same."""
    return _digest(_package())


def _package() -> list[Path]:
    """The modules on which marks depend."""
    here = Path(__file__).parent
    return sorted(p for p in here.rglob("*.py") if p.relative_to(here).parts[0] not in AROUND)


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
