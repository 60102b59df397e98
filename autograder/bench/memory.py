"""How much memory a run takes, by Linux's own account (`/proc/PID/smaps_rollup`).

A page that n processes share counts 1/n in the proportional size (PSS) of each, so the sum over all
of them is what the machine gives. The warm parent is looked at while it has no students. What a
worker adds is the difference of two sums: runs with more workers and with one, each at its highest,
the students' processes included.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from autograder import pipeline
from autograder.bench.courses import Kept
from autograder.course import Course
from autograder.engine import Engine

PROC = Path("/proc")
MORE = 3  # workers, against one


@dataclass
class Peaks:
    """The highest sums of proportional sizes seen, in MB."""

    grading: float = 0.0  # workers and their parent, the warm parent and the students' processes
    all: float = 0.0  # and the pipeline itself


def available() -> bool:
    """Whether this system keeps such an account."""
    return (PROC / "self" / "smaps_rollup").exists()


def peak() -> float:
    """The largest resident size that this process has had, in MB; 0 where nobody knows."""
    if not available():
        return 0.0
    status = (PROC / "self" / "status").read_text("ascii", "replace")
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) / 1024


def memory(course: Course, heavy: Course) -> dict[str, float | None]:
    """Figures for the bench; None for each where the system cannot say.

    Parameters
    ----------
    course
        The exercises as they are: the warm parent holds NumPy, matplotlib and IPython.
    heavy
        Exercises that allow torch, which it then holds as well.
    """
    names = (
        "zygote_mb", "zygote_resident_mb", "zygote_torch_mb", "zygote_torch_resident_mb",
        "worker_mb", "run_mb",
    )  # fmt: skip
    if not available():
        return dict.fromkeys(names)
    zygotes = (*_zygote(course), *_zygote(heavy))
    kept = Kept(course)
    one, more = (_watched(course, kept, workers) for workers in (1, MORE))
    worker = (more.grading - one.grading) / (MORE - 1)
    return dict(zip(names, (*zygotes, worker, more.all), strict=True))


def _zygote(course: Course) -> tuple[float, float]:
    """Proportional and resident size of the warm parent that the first exercise asks for."""
    terms = pipeline.released_terms(course, course.assignments()[0])
    others = set(below(os.getpid(), parents_of_all()))
    with Engine() as engine:
        engine.start(terms)
        engine.settle("auto")
        # In namespaces it is two processes: one waits, and its child, the warm parent, forks.
        sizes = [sizes_of(pid) for pid in below(os.getpid(), parents_of_all()) if pid not in others]
    return sum(s.get("Pss", 0.0) for s in sizes), max(s.get("Rss", 0.0) for s in sizes)


def _watched(course: Course, kept: Kept, workers: int) -> Peaks:
    kept.restore()
    words = [sys.executable, "-m", "autograder.bench.once", str(course.root), str(workers)]
    peaks = Peaks()
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None:
            _sample(running.pid, peaks)
            time.sleep(0.02)
    if running.returncode != 0:
        raise RuntimeError(f"the run whose memory was watched ended with {running.returncode}")
    return peaks


def _sample(main: int, peaks: Peaks) -> None:
    started = below(main, parents_of_all())
    grading = sum(sizes_of(pid).get("Pss", 0.0) for pid in started)
    peaks.grading = max(peaks.grading, grading)
    peaks.all = max(peaks.all, grading + sizes_of(main).get("Pss", 0.0))


def parents_of_all() -> dict[int, int]:
    """Parent of each process there is."""
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text("utf-8", "replace")
            except (FileNotFoundError, ProcessLookupError):  # it has just ended
                continue
            found[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    return found


def below(pid: int, parents: dict[int, int]) -> list[int]:
    """The processes that a process has started, and theirs."""
    children = [child for child, parent in parents.items() if parent == pid]
    return children + [deep for child in children for deep in below(child, parents)]


def sizes_of(pid: int) -> dict[str, float]:
    """Sizes of one process in MB, by Linux's names for them; empty if it has just ended."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text("ascii").splitlines()[1:]
    except OSError:
        return {}
    return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
