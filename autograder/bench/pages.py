"""Feedback pages: nbgrader's two ways of making them, and ours, of the same graded notebooks."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass

from autograder import feedback
from autograder.bench import speed
from autograder.course import Course


@dataclass(frozen=True)
class Pages:
    """Seconds a page, start-up left out, and how many pages of ours are not stock's to the byte."""

    count: int
    by_command: float
    by_api: float
    ours: float
    differ: int

    @property
    def ratio(self) -> float:
        """Against the quicker of nbgrader's two ways."""
        return min(self.by_command, self.by_api) / self.ours


def pages(course: Course) -> Pages:
    """Write all pages of a graded course three times; ours are left."""
    todo = feedback.stale(course)
    command = speed.stock(course, "generate_feedback", "--force")
    theirs = {page: page.read_bytes() for page in sorted(course.feedback.rglob("*.html"))}
    clock = []
    for assignment, student in todo:
        clock.append(time.perf_counter())
        made = course.nbgrader().generate_feedback(assignment, student, force=True)
        if not made["success"]:
            raise RuntimeError(f"nbgrader made no page for {student}: {made['error']}")
    clock.append(time.perf_counter())
    by_api = (clock[-1] - clock[1]) / (len(todo) - 1)  # the first one imports
    shutil.rmtree(course.feedback)
    marks: list[float] = []
    feedback.write(course, todo, progress=lambda *_: marks.append(time.perf_counter()), workers=1)
    mine = (marks[-1] - marks[0]) / (len(marks) - 1)
    differ = sum(not p.exists() or p.read_bytes() != content for p, content in theirs.items())
    return Pages(len(todo), command.steady, by_api, mine, differ)
