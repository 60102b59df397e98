"""A class: grade what is new or changed, on every core, with one writer.

Steps: take the lock → list the submissions → leave out those that the journal knows → start the
warm parents and the workers → workers examine (`crew`, `worker`, `grade`) → one writer records
(`record`) and notes the verdict in the journal, submission by submission. Whatever ends a run, a
second one goes on where it stopped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import Course
from autograder.crew import Order
from autograder.engine import Settings
from autograder.errors import CourseError
from autograder.here import Here
from autograder.journal import Job, Journal, jobs
from autograder.refused import Refused, check_name
from autograder.seeds import course_secret, grading_seed
from autograder.submission import FAILED, Examined, Graded, Task
from autograder.terms import Terms

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from autograder.cluster.client import Cluster
    from autograder.model import Scores
    from autograder.record import Recorder


@dataclass(frozen=True)
class State:
    """How far a run has come: what progress is told of."""

    done: int
    total: int
    passed: int
    last: str
    isolation: str

    @property
    def failed(self) -> int:
        return self.done - self.passed


Progress = Callable[[State], None]


def quiet(state: State) -> None:
    """Progress that nobody watches."""


class HandedIn:
    """What a run works on, and what becomes of it: `submitted/`, and the gradebook.

    `autograder.desk.best` has another, for more than one attempt.
    """

    def __init__(self, course: Course) -> None:
        self.course = course

    def jobs(self, assignments: list[str] | None, students: Iterable[str] | None) -> list[Job]:
        """All there is of these, graded already or not; see `autograder.journal.jobs`."""
        return jobs(self.course, assignments, students)

    def done(self, job: Job, journal: Journal) -> bool:
        """Whether this very work is graded already."""
        return journal.knows(job)

    def folder(self, job: Job) -> Path:
        """Where it lies: in a folder ``STUDENT/ASSIGNMENT``."""
        return self.course.submitted / job.student / job.assignment

    def record(
        self, recorder: Recorder, job: Job, examined: Examined, stamp: datetime | None
    ) -> Scores:
        """Take down what came of it; returns the automatic score of each graded cell."""
        return recorder.record(examined, stamp).cells


def grade(
    course: Course,
    assignments: list[str] | None = None,
    *,
    students: Iterable[str] | None = None,
    force: bool = False,
    isolation: str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress = quiet,
    work: HandedIn | None = None,
) -> list[Graded]:
    """Grade every submission that is new or changed; returns how those went.

    Parameters
    ----------
    assignments, students
        Only these; all if None.
    force
        Grade again what is graded already.
    isolation, workers
        In place of what ``c.Engine`` says.
    work
        In place of what lies in `submitted/`.
    scheduler
        Address of a Dask cluster to grade on, in place of this machine (see `cluster`).

    Raises
    ------
    CourseError
        ``grading-already``, ``no-isolation``, ``not-released``, ``gradebook-locked``,
        ``disk-full``, ``stopped`` …: nothing is half-written, and the next run goes on.
    """
    work = work or HandedIn(course)
    with course.alone():
        journal = Journal(course.journal)
        todo = [j for j in work.jobs(assignments, students) if force or not work.done(j, journal)]
        if not todo:
            return []
        try:
            with _place(course, todo, scheduler) as place:
                return _grade(work, todo, journal, place, isolation, workers, progress)
        except KeyboardInterrupt as error:
            raise CourseError(
                "stopped", "Stopped. What is graded is kept; the same command goes on from here."
            ) from error
        except OSError:
            from autograder.storage import in_words

            with in_words(course):
                raise


def _grade(
    work: HandedIn,
    todo: list[Job],
    journal: Journal,
    place: Here | Cluster,
    isolation: str | None,
    workers: int | None,
    progress: Progress,
) -> list[Graded]:
    # This takes a second, because it imports nbgrader; warm parents and workers start meanwhile.
    settings = Settings.of(work.course.config)
    processes = settings.processes if workers is None else workers
    from autograder.record import Recorder

    done: list[Graded] = []
    with Recorder(work.course) as recorder:
        tasks = _tasks({job.assignment for job in todo}, recorder, settings)
        state = State(0, len(todo), 0, "", place.settle(tasks, isolation or settings.isolation))
        progress(state)
        for job, graded in _graded(work, todo, tasks, place, processes, recorder):
            if graded.code == "failed":
                place.check(graded.detail)
            journal.note(job, graded)
            done.append(graded)
            passed = state.passed + graded.passed
            state = replace(state, done=len(done), passed=passed, last=job.key)
            progress(state)
    return done


def _graded(
    work: HandedIn,
    todo: list[Job],
    tasks: dict[str, Task],
    place: Here | Cluster,
    processes: int,
    recorder: Recorder,
) -> Iterator[tuple[Job, Graded]]:
    """Examine and record, as they come; a name that is no student's id goes no further."""
    from autograder.intake import NO_TIME, TIMESTAMP, timestamp

    orders, secret = [], work.course.secret
    course_secret(secret)  # made once, if there is none
    for job in todo:
        try:
            check_name(job.student)
        except Refused as error:
            yield job, Graded(job.assignment, job.student, error.code, error.sentence, error.detail)
            continue
        seed = grading_seed(secret, job.student, job.assignment)
        orders.append(Order(job, work.folder(job), seed))
    for job, examined in place.examine(orders, processes):
        folder = work.folder(job)
        stamp = timestamp(folder)
        if stamp is None and os.path.isfile(folder / TIMESTAMP):
            examined = replace(examined, notes=(*examined.notes, NO_TIME))
        try:
            scores = work.record(recorder, job, examined, stamp)
        except CourseError as error:  # of a notebook that cannot be recorded: this one's alone
            if error.code not in ("odd-score", "odd-name"):
                raise
            detail = f"{error.code}: {error.sentence} {error.detail}"
            yield job, Graded(job.assignment, job.student, "failed", FAILED, detail)
        else:
            yield job, verdict(examined, scores, tasks[job.assignment].model)


def verdict(examined: Examined, scores: Scores, model: NotebookNode) -> Graded:
    """What the journal keeps: the automatic points alone, for those by hand come later."""
    from autograder.findings import of_notebook  # imports NumPy

    cells = examined.notebook.cells if examined.notebook is not None else []
    automatic = {
        meta.grade_id: float(meta.points)
        for meta in (c.metadata.get("nbgrader", {}) for c in model.cells)
        if meta.get("grade") and not meta.get("solution")
    }
    return Graded(
        examined.assignment,
        examined.student,
        examined.code,
        examined.sentence,
        examined.detail,
        examined.notes,
        sum(scores.get(name) or 0.0 for name in automatic),
        sum(automatic.values()),
        tuple(finding.packed() for finding in of_notebook(cells)),
    )


def released_terms(course: Course, assignment: str) -> Terms:
    """What the released notebook asks for, on top of nothing; cheaper than nbformat's reading."""
    notebook = json.loads(course.released(assignment).read_text("utf-8"))
    return Terms.of(notebook, {})


def _place(course: Course, todo: list[Job], scheduler: str | None) -> Here | Cluster:
    """Where to grade. On this machine, what takes longest starts at once: the warm parents, on what
    is known without the course's settings. Few courses ask for anything else.
    """
    if scheduler is None:
        return Here(released_terms(course, name) for name in {job.assignment for job in todo})
    try:
        from autograder.cluster.client import Cluster
    except ImportError as error:
        raise CourseError(
            "no-dask",
            "Grading on a cluster needs Dask. Run 'python -m pip install distributed' here and on "
            "every worker.",
            str(error),
        ) from error
    return Cluster(scheduler)


def _tasks(names: set[str], recorder: Recorder, settings: Settings) -> dict[str, Task]:
    models = {name: recorder.model(name) for name in sorted(names)}
    return {name: Task(model, Terms.of(model, settings.terms)) for name, model in models.items()}
