"""``attempts = "best"``: every hand-in is graded, and the one with the best mark counts.

1. `Attempts` is what a run of the pipeline works on. Each attempt is examined once, in the
   sandbox, and what came of it is kept beside it; nothing goes into the gradebook yet.
2. `settle` compares: automatic points, less the penalty of each attempt's own time. The best, of
   equals the later, is copied to `submitted/` and recorded from what was kept.

So another deadline may let another attempt count, and no student's code runs again for it. Points
that a person gives stay in the gradebook whichever attempt counts, marked to be looked at again;
they have no part in the comparison, for nobody reads all attempts.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from sqlalchemy import select

from autograder.desk import attempts
from autograder.desk.attempts import Attempt
from autograder.desk.deadlines import WORK, Pair
from autograder.journal import Job, Journal, work_print
from autograder.lateness import Lateness
from autograder.marks import assignment as assignment_
from autograder.pipeline import HandedIn, verdict
from autograder.policy import Policy
from autograder.record import Recorder
from autograder.submission import Examined

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.model import Scores


class Attempts(HandedIn):
    """Every attempt of those who have several kept, and what lies in `submitted/` of all others.

    Parameters
    ----------
    stage
        A folder on the course's disk, to be made and removed: the pipeline wants folders called
        ``STUDENT/ASSIGNMENT``.
    """

    def __init__(self, course: Course, stage: Path) -> None:
        super().__init__(course)
        self.stage = stage
        self.counting: dict[Pair, Job] = {}  # what `submitted/` holds of those with attempts
        self.anew: set[Pair] = set()  # of these, some attempt was examined in this run

    def jobs(self, assignments: list[str] | None, students: Iterable[str] | None) -> list[Job]:
        found = []
        for job in super().jobs(assignments, students):
            kept = attempts.of(self.course, job.student, job.assignment)
            if kept:
                self.counting[job.student, job.assignment] = job
                found += [_job(attempt, job) for attempt in kept]
            else:
                found.append(job)
        return found

    def done(self, job: Job, journal: Journal) -> bool:
        known = super().done(job, journal)
        return known and (not job.attempt or _kept(self._place(job)).exists())

    def folder(self, job: Job) -> Path:
        if not job.attempt:
            return super().folder(job)
        place = self.stage / job.attempt / job.student / job.assignment
        if not place.exists():
            shutil.copytree(self._place(job), place, symlinks=True, copy_function=_link)
        return place

    def record(
        self, recorder: Recorder, job: Job, examined: Examined, stamp: datetime | None
    ) -> Scores:
        if not job.attempt:
            return super().record(recorder, job, examined, stamp)
        scores = recorder.scores(examined)
        if examined.code != "failed":
            _keep(_kept(self._place(job)), examined)
            self.anew.add((job.student, job.assignment))
        return scores

    def _place(self, job: Job) -> Path:
        return self.course.attempts / job.student / job.assignment / job.attempt


def settle(work: Attempts) -> None:
    """Let the best attempt count, in `submitted/`, gradebook and journal, where it does not yet."""
    course = work.course
    if not work.counting:
        return
    journal = Journal(course.journal)
    with Recorder(course) as recorder:
        late, model = _Late(course, recorder), cache(recorder.model)
        for pair, job in work.counting.items():
            chosen = _best(attempts.of(course, *pair), journal, late)
            if chosen is None:  # none of them could be examined: tried again next time
                continue
            standing = attempts.standing(course, *pair) == chosen
            if standing and journal.knows(job) and pair not in work.anew:
                continue
            attempts.let_count(course, chosen)
            examined = _read(_kept(chosen.folder))
            scores = recorder.record(examined, chosen.handed_in).cells
            graded = verdict(examined, scores, model(job.assignment))
            journal.note(_job(chosen, job, work.folder(job)), graded)


def _best(kept: list[Attempt], journal: Journal, late: _Late) -> Attempt | None:
    ranked = []
    for attempt in kept:
        entry = journal.entries.get(_key(attempt))
        if entry and entry["code"] != "failed" and _kept(attempt.folder).exists():
            mark = late.mark(attempt, entry["score"] or 0.0)
            ranked.append((mark, entry["code"] == "graded", attempt.name, attempt))
    return max(ranked, key=lambda r: r[:3])[3] if ranked else None


class _Late:
    """What an attempt is worth at the time it came; deadlines as the gradebook has them."""

    def __init__(self, course: Course, recorder: Recorder) -> None:
        self.policy, self.rule = Policy.of(course.root), Lateness(course.config)
        with recorder.gradebook.engine.connect() as connection:
            names = select(assignment_.c.name, assignment_.c.duedate)
            self.due = {name: due for name, due in connection.execute(names)}
            self.extensions: dict[Pair, timedelta | None] = {
                (student, name): more for _, student, name, more in connection.execute(WORK)
            }

    def mark(self, attempt: Attempt, score: float) -> float:
        pair, due = (attempt.student, attempt.assignment), self.due.get(attempt.assignment)
        more = self.extensions.get(pair) or self.policy.extension(pair[1], pair[0], due)
        penalty = self.rule.penalty(attempt.student, score, attempt.handed_in, due, more)
        return score - (penalty or 0.0)


def _job(attempt: Attempt, job: Job, counting: Path | None = None) -> Job:
    """The job of one attempt; with `counting`, that of its copy in `submitted/`."""
    terms = job.fingerprint.partition(":")[2]  # of exercise and autograder, the same for all
    if counting:
        return replace(job, fingerprint=f"{work_print(counting)}:{terms}")
    print_ = f"{work_print(attempt.folder)}:{terms}"
    return replace(job, fingerprint=print_, attempt=attempt.name)


def _key(attempt: Attempt) -> str:
    return Job(attempt.assignment, attempt.student, "", attempt.name).key


def _kept(folder: Path) -> Path:
    """Where it is kept what came of an attempt: beside it, hidden."""
    return folder.with_name(f".{folder.name}.json")


def _keep(path: Path, examined: Examined) -> None:
    whole = nbformat.v4.writes(examined.notebook) if examined.notebook else None
    content: dict[str, Any] = {
        "assignment": examined.assignment,
        "student": examined.student,
        "code": examined.code,
        "sentence": examined.sentence,
        "detail": examined.detail,
        "notes": examined.notes,
        "notebook": whole,
        "files": {n: base64.b64encode(data).decode() for n, data in examined.files.items()},
    }
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(content), "utf-8")
    os.replace(partial, path)


def _read(path: Path) -> Examined:
    content = json.loads(path.read_text("utf-8"))
    whole, files = content.pop("notebook"), content.pop("files")
    return Examined(
        **content | {"notes": tuple(content["notes"])},
        notebook=nbformat.reads(whole, as_version=4) if whole else None,
        files={name: base64.b64decode(data) for name, data in files.items()},
    )


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)
