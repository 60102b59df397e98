"""What grading on a Dask cluster costs beside grading here: ``python -m autograder.bench cluster``.

The same honest submissions with one and with two workers, on this machine and on a cluster on this
machine, in turn. Everything competes for the same cores, scheduler and client included: on a real
cluster a node has its cores for itself, so the overhead told here is an upper bound.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder.bench.courses import Kept
from autograder.bench.speed import Timing, class_of, cores, ours
from autograder.cluster.local import local
from autograder.course import Course

WORKERS = (1, 2)
MOST = 0.15  # overhead that is still good
QUIET = 0.5  # load of the machine below which the figures mean something
LARGE, NODES = 10_000, 50


def measure(
    origin: Course, folder: Path, count: int, rounds: int, say: Callable[[str], None]
) -> dict[str, Any]:
    """Grade `count` submissions in each of the four ways, `rounds` times in turn."""
    busy = os.getloadavg()[0]
    say("making a class …")
    course = class_of(origin, folder, count)
    kept = Kept(course)
    times: dict[tuple[str, int], list[Timing]] = {}
    with ExitStack() as stack:
        say("starting two clusters …")
        addresses = {n: stack.enter_context(local(n)) for n in WORKERS}
        for number in range(rounds + 1):
            for workers in WORKERS:
                for where, scheduler in (("here", None), ("cluster", addresses[workers])):
                    say(f"round {number} of {rounds}: {where}, {workers} at once …")
                    kept.restore()
                    timing = ours(course, workers, scheduler)
                    if number:  # the first one warms up
                        times.setdefault((where, workers), []).append(timing)
    return figures(times, count, rounds) | {"load_before": busy}


def figures(times: dict[tuple[str, int], list[Timing]], count: int, rounds: int) -> dict[str, Any]:
    """Medians over the rounds, their ratios, and what follows for a large class."""
    steady = {way: statistics.median(t.steady for t in told) for way, told in times.items()}
    start_up = statistics.median(t.start_up for t in times["cluster", 2])
    client = statistics.median(t.writer for t in times["cluster", 2])
    overhead = {n: steady["cluster", n] / steady["here", n] - 1 for n in WORKERS}
    nodes = LARGE * steady["cluster", 2] / NODES
    return {
        "submissions": count,
        "rounds": rounds,
        "per_s_1": 1 / steady["cluster", 1],
        "per_s_2": 1 / steady["cluster", 2],
        "here_per_s_1": 1 / steady["here", 1],
        "here_per_s_2": 1 / steady["here", 2],
        "overhead": overhead[2],
        "overhead_1": overhead[1],
        "overhead_ms": 1000 * (steady["cluster", 2] - steady["here", 2]),
        "client_ms": 1000 * client,
        "start_up_s": start_up,
        "nodes_s": nodes,
        "writer_s": LARGE * client,
        "estimate_10000_on_50_nodes_s": start_up + max(nodes, LARGE * client),
        "machine": f"{platform.machine()}, {cores()} cores",
        "python": platform.python_version(),
    }


def show(figures: dict[str, Any], console: Console) -> None:
    """A table, and the estimate in words."""
    title = f"Submissions a second, {figures['submissions']} submissions"
    table = Table("at once", "here", "on a cluster here", "overhead", title=title)
    for n, overhead in zip(WORKERS, ("overhead_1", "overhead"), strict=True):
        here, there = figures[f"here_per_s_{n}"], figures[f"per_s_{n}"]
        table.add_row(str(n), f"{here:.1f}", f"{there:.1f}", f"{figures[overhead]:+.1%}")
    console.print(table)
    met = "met" if figures["overhead"] <= MOST else "not met"
    if figures["load_before"] > QUIET:
        met = (
            "not to be judged, as other programs were running "
            f"(load {figures['load_before']:.1f}). Run it again on a quiet machine"
        )
    console.print(
        f"  Overhead: {figures['overhead']:.1%} of a submission ({figures['overhead_ms']:.1f} ms), "
        f"at most {MOST:.0%} wanted: {met}. Medians of {figures['rounds']} interleaved rounds."
    )
    slower = "the one who writes" if figures["writer_s"] > figures["nodes_s"] else "the nodes"
    console.print(
        f"  On paper, {LARGE:,} submissions on {NODES} nodes like this machine: the nodes need "
        f"{figures['nodes_s']:.0f} s, the one who reads and writes {figures['writer_s']:.0f} s "
        f"({figures['client_ms']:.1f} ms each). They work side by side, so {slower} and the start "
        f"decide: {figures['estimate_10000_on_50_nodes_s']:.0f} s."
    )


def write(figures: dict[str, Any], folder: Path) -> Path:
    """``cluster.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "cluster.json"
    path.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return path
