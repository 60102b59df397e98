"""How long a submission takes, stock and ours, and whether that depends on how many there are.

A time is taken apart into what happens once (start-up) and what each submission adds (steady):

- stock: start-up ends with the first line of nbgrader's log, which belongs to the first submission;
- ours: steady is the time from one record to the last, leaving out as many records at the
  beginning as there are workers, which all work on their first one until then.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.bench.courses import TIMED, Kept, empty, nbgrader, submissions
from autograder.course import Course
from autograder.demo.honest import honest
from autograder.engine import Settings

Say = Callable[[str], None]


@dataclass(frozen=True)
class Timing:
    """One run: how many submissions, seconds in all, seconds that each adds; and the processor
    time of the one that writes, for each, where that was asked.
    """

    count: int
    total: float
    steady: float
    writer: float = 0.0

    @property
    def start_up(self) -> float:
        return max(0.0, self.total - self.count * self.steady)

    @property
    def each(self) -> float:
        """Seconds for each, start-up shared out among them."""
        return self.total / self.count

    def extrapolated(self, count: int) -> Timing:
        """The same for another number of submissions."""
        return Timing(count, self.start_up + count * self.steady, self.steady)


def from_records(start: float, records: list[float], end: float, workers: int) -> Timing:
    """A `Timing` from the clock at the start, after each record, and at the end."""
    first = min(workers, len(records) - 1)
    spent = records[-1] - records[first - 1] if first else 0.0
    steady = spent / (len(records) - first) if first else end - start
    return Timing(len(records), end - start, steady)


def cores() -> int:
    """How many workers the engine takes if nobody says."""
    return Settings().processes


def ours(course: Course, workers: int | None = None, scheduler: str | None = None) -> Timing:
    """Grade everything in a process of its own, as the command does, here or on a cluster."""
    words = [sys.executable, "-m", "autograder.bench.once", str(course.root)]
    words += [str(workers)] * bool(workers) + [str(scheduler)] * bool(scheduler)
    start = time.time()
    ran = subprocess.run(words, stdout=subprocess.PIPE, check=True, text=True)
    end = time.time()
    said = json.loads(ran.stdout)
    if said["failed"]:
        raise RuntimeError(f"not graded, so not comparable: {said['failed']}")
    timing = from_records(start, said["records"], end, workers or cores())
    return replace(timing, writer=said["processor"] / timing.count)


def command(course: Course, *words: str) -> float:
    """Seconds for one of ``python -m autograder``'s commands, from call to prompt."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "autograder", *words, "--course", str(course.root)],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - start


def stock(course: Course, name: str = "autograde", *options: str) -> Timing:
    """Run ``nbgrader NAME`` for each assignment in turn, which is how nbgrader wants it.

    Only one of its start-ups is counted, the shortest, as if one call could do it all.
    """
    start_ups, spent, count = [], 0.0, 0
    for assignment in course.assignments():
        students = len(course.students(assignment))
        if not students:
            continue
        start = time.perf_counter()
        running = nbgrader(course, name, assignment, *options)
        began, said = 0.0, ""
        for line in running.stderr or ():
            if not began and "App | INFO]" in line:
                began = time.perf_counter()
            said += line
        code, end = running.wait(), time.perf_counter()
        if code != 0 or not began:
            raise RuntimeError(f"nbgrader {name} {assignment} has failed:\n{said}")
        start_ups.append(began - start)
        spent += end - began
        count += students
    return Timing(count, min(start_ups) + spent, spent / count)


def class_of(origin: Course, folder: Path, count: int, *, torch: bool = False) -> Course:
    """A course to which `count` honest submissions have been handed in."""
    course = empty(origin, folder, TIMED, torch=torch)
    honest(course, count, seed=count)
    return course


def flat(
    origin: Course, folder: Path, sizes: list[int], say: Say, *, torch: bool = False
) -> dict[int, Timing]:
    """Ours alone, in classes of these sizes.

    The larger classes are the smallest one over and over, so that each submission is as much work;
    gradebook, journal and folders do grow.
    """
    course = class_of(origin, folder, sizes[0], torch=torch)
    first = {(a, s): course.submitted / s / a for a, s in submissions(course)}
    kept = Kept(course)
    times: dict[int, Timing] = {}
    for size in sizes:
        for number in range(len(submissions(course)), size):
            (assignment, student), source = list(first.items())[number % len(first)]
            copy = f"{student}-{number // len(first):04d}"
            shutil.copytree(source, course.submitted / copy / assignment)
        kept.restore()
        say(f"grading {size} submissions …")
        times[size] = ours(course)
    return times
