"""A class: grade what is new or changed, write feedback, export the marks.

Steps: list the submissions → leave out those that the journal knows → grade the rest on every
core → feedback for each → the marks as CSV. The journal is keyed by content (submission,
exercise, autograder), so what has not changed is not graded again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.grade import Graded, course_secret, grade_one, notebook_of

T = TypeVar("T")
Progress = Callable[[int, int, str], None]  # done, in all, what was last


def quiet(done: int, total: int, last: str) -> None:
    """Progress that nobody watches."""


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
    """What has been graded: one JSON object, replaced as a whole, never half written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: dict[str, dict[str, str]] = {}
        if path.exists():
            self.entries = json.loads(path.read_text("utf-8"))

    def knows(self, job: Job) -> bool:
        """Whether this very work has its verdict; a failure of the grader is none."""
        entry = self.entries.get(job.key, {})
        return entry.get("fingerprint") == job.fingerprint and entry["code"] != "failed"

    def note(self, job: Job, graded: Graded) -> None:
        self.entries[job.key] = {"fingerprint": job.fingerprint} | asdict(graded)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".partial")
        partial.write_text(json.dumps(self.entries, indent=1, sort_keys=True), "utf-8")
        os.replace(partial, self.path)

    def verdicts(self) -> list[Graded]:
        """How each submission went, as last graded."""
        fields = ("assignment", "student", "code", "sentence", "detail")
        return [Graded(**{f: entry[f] for f in fields}) for entry in self.entries.values()]


def jobs(course: Course, assignments: list[str] | None = None) -> list[Job]:
    """Every submission of the named assignments (of all that are released, if None).

    Raises
    ------
    CourseError
        ``not-released`` if an assignment has no notebook in `exercises/`.
    """
    wanted = course.assignments() if assignments is None else assignments
    missing = [a for a in wanted if not course.released(a).exists()]
    if missing:
        raise CourseError(
            "not-released",
            f"{', '.join(missing)} is not released yet. Run 'python -m autograder release' first.",
        )
    autograder = _digest(_files(Path(__file__).parent, "*.py"), course.root / CONFIG)
    found = []
    for assignment in wanted:
        exercise = _digest([course.released(assignment)], None)
        for student in course.students(assignment):
            folder = course.submitted / student / assignment
            notebook = notebook_of(folder, course.released(assignment))
            stamp = folder / "timestamp.txt"
            work = _digest([p for p in (notebook, stamp) if p and p.is_file()], None)
            found.append(Job(assignment, student, f"{work}:{exercise}:{autograder}"))
    return found


def grade(
    course: Course,
    assignments: list[str] | None = None,
    *,
    force: bool = False,
    progress: Progress = quiet,
) -> list[Graded]:
    """Grade every submission that is new or changed; returns how those went."""
    journal = Journal(course.journal)
    todo = [j for j in jobs(course, assignments) if force or not journal.knows(j)]
    if not todo:
        return []
    course_secret(course.secret)  # made once, before several workers want it
    done = []
    by_key = {job.key: job for job in todo}
    for graded in _on_every_core(grade_one, course, [(j.assignment, j.student) for j in todo]):
        journal.note(by_key[f"{graded.student}/{graded.assignment}"], graded)
        done.append(graded)
        progress(len(done), len(todo), f"{graded.student} {graded.assignment}")
    return done


def feedback(
    course: Course,
    assignments: list[str] | None = None,
    *,
    only_new: bool = False,
    progress: Progress = quiet,
) -> list[Path]:
    """Write nbgrader's feedback page for each graded notebook.

    With `only_new`, only where the notebook is newer than its page. Points and comments given in
    formgrader are in the gradebook, not in the notebook: they need all pages anew.
    """
    wanted = course.assignments() if assignments is None else assignments
    todo = []
    for assignment in wanted:
        for notebook in sorted(course.autograded.glob(f"*/{assignment}/*.ipynb")):
            student = notebook.parts[-3]
            page = course.feedback / student / assignment / f"{notebook.stem}.html"
            stale = not page.exists() or page.stat().st_mtime < notebook.stat().st_mtime
            if stale or not only_new:
                todo.append((assignment, student))
    pages = []
    for done, page in enumerate(_on_every_core(_feedback_one, course, todo), 1):
        pages.append(page)
        progress(done, len(todo), str(page.relative_to(course.feedback)))
    return pages


def export(course: Course) -> Path:
    """Write the marks of the class with nbgrader's own CSV exporter; returns the file."""
    from nbgrader.plugins import CsvExportPlugin

    plugin = CsvExportPlugin(config=course.config)
    plugin.to = str(course.marks.with_suffix(".partial"))
    with course.gradebook() as gradebook:
        plugin.export(gradebook)
    os.replace(plugin.to, course.marks)
    return course.marks


def _feedback_one(course: Course, assignment: str, student: str) -> Path:
    result = course.nbgrader().generate_feedback(assignment, student, force=True)
    if not result["success"]:
        raise CourseError(
            "feedback-failed",
            f"nbgrader could not write the feedback of {student} for {assignment}.",
            f"{result.get('log')}\n{result.get('error')}",
        )
    return course.feedback / student / assignment / f"{assignment}.html"


def _on_every_core(
    work: Callable[[Course, str, str], T], course: Course, items: list[tuple[str, str]]
) -> Iterable[T]:
    """Results of ``work(course, assignment, student)`` as they come, one process for each core."""
    if not items:
        return
    # Fresh interpreters: a fork would share the kernel manager's sockets with its parent.
    workers = min(os.cpu_count() or 1, len(items))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(_in_worker, work, course.root, a, s) for a, s in items]
        for future in as_completed(futures):
            yield future.result()


def _in_worker(
    work: Callable[[Course, str, str], T], root: Path, assignment: str, student: str
) -> T:
    return work(_course(root), assignment, student)


@cache
def _course(root: Path) -> Course:
    """One for each worker: reading the settings takes longer than it looks."""
    return Course(root)


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(p for p in folder.rglob(pattern) if p.is_file() and not p.is_symlink())


def _digest(files: Iterable[Path], extra: Path | None) -> str:
    digest = hashlib.sha256()
    for path in [*files, *([extra] if extra else [])]:
        content = path.read_bytes()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:24]
