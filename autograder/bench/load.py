"""A large class from hand-in to report: ``python -m autograder.bench load [--students N]``.

Every student hands in every exercise. The class grows in steps, each twice the one before; at each
step what is new is graded for real, and then every command that an instructor gives is timed on the
class as it is. So one run tells what a class of the full size costs, and how each cost grows.

Notebooks are honest ones (`autograder.demo.honest`): of each exercise a few dozen are made, and
each student hands in a copy of one with their own name in it.
"""

from __future__ import annotations

import json
import math
import os
import platform
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from autograder.bench import memory
from autograder.bench.courses import empty
from autograder.bench.speed import cores
from autograder.course import Course
from autograder.demo.honest import notebook, stamp

Say = Callable[[str], None]
SEED = 2026
VARIANTS = 40  # different notebooks of each exercise
WHO = "student-of-the-bench"  # stands for the student's name in them
STEPS = (8, 4, 2, 1)  # the class is measured at these parts of its size
SAMPLE = 100  # feedback pages that are written at each step
EACH = 2.0  # seconds between two looks at the memory of the workers
# What an instructor does with a graded class. `changes` reads every mark that was ever given.
COMMANDS = {
    "status": ("status",),
    "report": ("report", "--no-open"),
    "export": ("export",),
    "changes": ("changes", "--json"),
    "similar": ("similar", "{first}", "--json"),
}


@dataclass
class Ran:
    """A process: how long it took, its processor time, its own largest resident size."""

    seconds: float
    processor: float
    peak_mb: float


@dataclass
class Step:
    """The class at one size."""

    students: int
    submissions: int
    new: int  # graded in this step
    grade_s: float = 0.0  # of the new ones, start-up included
    each_s: float = 0.0  # of each of them, without start-up
    grader_mb: float = 0.0
    worker_mb: float = 0.0  # the largest worker; 0 where the system cannot say
    again_s: float = 0.0  # a second round that finds nothing new
    again_processor_s: float = 0.0
    again_mb: float = 0.0
    page_s: float = 0.0  # a feedback page
    commands: dict[str, Ran] = field(default_factory=dict)
    disk_mb: dict[str, float] = field(default_factory=dict)


def measure(
    origin: Course,
    folder: Path,
    students: int,
    say: Say,
    *,
    only: Iterable[str] | None = None,
    parts: Iterable[int] = STEPS,
) -> dict[str, Any]:
    """Grow the class to so many students and measure it on the way.

    Parameters
    ----------
    only
        These exercises; all of `origin` if None.
    parts
        The sizes at which the class is measured: 4 is a quarter of the students.

    Raises
    ------
    RuntimeError
        A submission could not be graded, or a command failed: then no figure would mean anything.
    """
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    say("making the course …")
    course = empty(origin, folder / "course", only)
    start = time.perf_counter()
    count = min(VARIANTS, 4 * students)
    variants = {name: _variants(course, name, count, say) for name in course.assignments()}
    made, generating, steps = 0, time.perf_counter() - start, []
    for size in sorted({max(1, students // part) for part in parts}):
        start = time.perf_counter()
        for number in range(made, size):
            _hand_in(course, variants, number)
        generating += time.perf_counter() - start
        steps.append(_step(course, size, (size - made) * len(variants), say))
        made = size
    return figures(steps, len(variants), generating, busy)


def _variants(course: Course, assignment: str, count: int, say: Say) -> list[str]:
    """Filled notebooks as text, with `WHO` where a student's name is to stand."""
    say(f"writing {count} notebooks of {assignment} …")
    model = nbformat.read(course.released(assignment), as_version=4)
    dice = [random.Random(f"{SEED} {assignment} {number}") for number in range(count)]
    return [json.dumps(notebook(model, WHO, die), indent=1) + "\n" for die in dice]


def _hand_in(course: Course, variants: dict[str, list[str]], number: int) -> None:
    """All exercises of one student."""
    student, dice = f"student-{number:05d}", random.Random(f"{SEED} {number}")
    for assignment, texts in variants.items():
        folder = course.submitted / student / assignment
        folder.mkdir(parents=True)
        text = dice.choice(texts).replace(WHO, student)
        (folder / f"{assignment}.ipynb").write_text(text, "utf-8")
        stamp(folder, dice)


def _step(course: Course, students: int, new: int, say: Say) -> Step:
    here = f"{students} students"
    step = Step(students, students * len(course.assignments()), new)
    say(f"{here}: grading {new} notebooks …")
    started = time.perf_counter()
    told, step.worker_mb = _run_step(["grade", str(course.root)], say, here)
    step.grade_s = time.perf_counter() - started
    if told["failed"] or told["count"] != new:
        raise RuntimeError(f"{told['count']} of {new} graded, failed: {told['failed']}")
    step.each_s, step.grader_mb = told["spent_s"] / new, told["peak_mb"]
    say(f"{here}: a second round …")
    started = time.perf_counter()
    told, _ = _run_step(["grade", str(course.root)], say, here)
    step.again_s, step.again_mb = time.perf_counter() - started, told["peak_mb"]
    step.again_processor_s = told["processor_s"]
    if told["count"]:
        raise RuntimeError(f"{told['count']} submissions were graded twice")
    say(f"{here}: feedback pages …")
    told, _ = _run_step(["feedback", str(course.root), str(SAMPLE)], say, here)
    step.page_s = told["spent_s"] / told["count"]
    for name, words in COMMANDS.items():
        say(f"{here}: {name} …")
        filled = [word.format(first=course.assignments()[0]) for word in words]
        started = time.perf_counter()
        told, _ = _run_step(["command", *filled, "--course", str(course.root)], say, here)
        seconds = time.perf_counter() - started
        step.commands[name] = Ran(seconds, told["processor_s"], told["peak_mb"])
    step.disk_mb = {
        "gradebook": _size(course.root / "gradebook.db"),
        "journal": _size(course.journal),
        "log of marks": _size(course.journal.with_name("changes.jsonl")),
        "handed in": _size(course.submitted),
        "graded": _size(course.autograded),
    }
    return step


def _run_step(words: list[str], say: Say, here: str) -> tuple[dict[str, Any], float]:
    """A step of `load_step`: what it says at its end, and the largest worker that was seen."""
    command = [sys.executable, "-m", "autograder.bench.load_step", *words]
    told: dict[str, Any] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        watch = _Watch(running.pid)
        for line in running.stdout or ():
            told = json.loads(line)
            if "done" in told:
                say(f"{here}: {told['done']} of {told['of']} graded …")
        watch.stop()
    if running.returncode != 0 or "peak_mb" not in told:
        raise RuntimeError(f"{' '.join(words)} ended with {running.returncode}")
    return told, watch.worker_mb


class _Watch(threading.Thread):
    """Looks at the resident size of a grader's workers now and then."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.worker_mb, self.over = pid, 0.0, threading.Event()
        if memory.available():
            self.start()

    def run(self) -> None:
        while not self.over.wait(EACH):
            for pid in memory.below(self.pid, memory.parents_of_all()):
                if "autograder.worker" in _command_line(pid):
                    size = memory.sizes_of(pid).get("Rss", 0.0)
                    self.worker_mb = max(self.worker_mb, size)

    def stop(self) -> None:
        self.over.set()
        if self.is_alive():
            self.join()


def _command_line(pid: int) -> str:
    try:
        return (memory.PROC / str(pid) / "cmdline").read_text("utf-8", "replace")
    except OSError:  # it has just ended
        return ""


def _size(path: Path) -> float:
    """Of a file, or of all files in a folder, in MB."""
    if path.is_file():
        return path.stat().st_size / 2**20
    return sum(p.stat().st_size for p in path.rglob("*") if p.is_file()) / 2**20


def figures(steps: list[Step], exercises: int, generating: float, busy: float) -> dict[str, Any]:
    """From what was measured to what is told: the largest class, and how each figure grows."""
    last = steps[-1]
    times = {"grading": [step.each_s * step.submissions for step in steps]}
    times |= {"feedback": [step.page_s * step.submissions for step in steps]}
    times |= {"second round": [step.again_processor_s for step in steps]}
    times |= {name: [step.commands[name].processor for step in steps] for name in COMMANDS}
    sizes = {name: [step.disk_mb[name] for step in steps] for name in last.disk_mb}
    memories = {"grader": [max(step.grader_mb, step.again_mb) for step in steps]}
    memories |= {name: [step.commands[name].peak_mb for step in steps] for name in COMMANDS}
    counts = [step.submissions for step in steps]
    return {
        "students": last.students,
        "exercises": exercises,
        "submissions": last.submissions,
        "grading_s": sum(step.grade_s for step in steps),
        "each_s": sum(step.each_s * step.new for step in steps) / last.submissions,
        "page_s": last.page_s,
        "grader_mb": max(memories["grader"]),
        "worker_mb": max(step.worker_mb for step in steps),
        "gradebook_mb": last.disk_mb["gradebook"],
        "journal_mb": last.disk_mb["journal"],
        "disk_mb": sum(last.disk_mb.values()),
        "generating_s": generating,
        "growth": {name: growth(counts, values) for name, values in (times | sizes).items()},
        "growth_of_memory": {name: growth(counts, values) for name, values in memories.items()},
        "steps": [asdict(step) for step in steps],
        "machine": f"{platform.machine()}, {cores()} cores",
        "load_before": busy,
        "python": platform.python_version(),
    }


def growth(counts: list[int], values: list[float]) -> float | None:
    """The exponent of a power law from the last but one size to the last: 1 is in proportion.

    >>> growth([100, 200, 400], [3.0, 5.0, 10.0]), growth([10, 20], [1.0, 4.0])
    (1.0, 2.0)
    """
    if len(counts) < 2 or min(*values[-2:], counts[-2]) <= 0:
        return None
    return round(math.log(values[-1] / values[-2]) / math.log(counts[-1] / counts[-2]), 3)
