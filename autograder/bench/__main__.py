"""``python -m autograder.bench [grading|parity|cluster|fast_conv|load] [--quick]``."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.console import Console

from autograder.bench import courses, memory, parity, show, speed
from autograder.bench.floor import floor
from autograder.bench.pages import pages
from autograder.course import Course
from autograder.demo import make as demo
from autograder.demo.honest import honest

TARGET = Path("_build/bench")
WHAT = ["grading", "parity", "cluster", "fast_conv", "load"]
SEED = 2026
console = Console(highlight=False)


def main(words: list[str] | None = None) -> int:
    """Run what is asked for; 1 if gradebooks differ."""
    parser = argparse.ArgumentParser("python -m autograder.bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=WHAT, default="grading")
    parser.add_argument("--quick", action="store_true", help="few submissions: to try it out")
    text = "size of the class for 'load' (default: 2000, which takes most of an hour)"
    parser.add_argument("--students", type=int, metavar="N", help=text)
    call = parser.parse_args(words)
    if call.what == "fast_conv":
        return convolutions(quick=call.quick)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if call.what == "parity":
            return same_marks(Path(folder), 12 if call.quick else 200)
        if call.what == "cluster":
            return past_one_machine(Path(folder), quick=call.quick)
        if call.what == "load":
            return large_class(Path(folder), call.students or (20 if call.quick else 2000))
        sizes = [30, 60, 90] if call.quick else [100, 500, 1000, 2000]
        with console.status("") as status:
            say: Callable[[str], None] = lambda text: status.update(text)  # noqa: E731  short
            count, rounds = (6, 1) if call.quick else (20, 3)
            figures = measure(Path(folder), count, rounds, sizes, say)
    show.show(figures, console)
    for path in show.write(figures, TARGET):
        console.print(f"  {path}")
    return 0


def convolutions(*, quick: bool) -> int:
    """Time the ladder of chapter 16 against torch; 1 if a rung gives wrong values."""
    from autograder.bench import fast_conv  # imports torch, which grading does without

    with console.status("") as status:
        figures = fast_conv.measure(status.update, quick=quick)
    fast_conv.show(figures, console)
    for path in fast_conv.write(figures, TARGET):
        console.print(f"  {path}")
    return 0 if figures["all_gates_passed"] else 1


def past_one_machine(folder: Path, *, quick: bool) -> int:
    """Time a Dask cluster on this machine against this machine alone."""
    from autograder.bench import cluster

    with console.status("") as status:
        count, rounds = (12, 1) if quick else (120, 3)
        figures = cluster.measure(Course(Path()), folder, count, rounds, status.update)
    cluster.show(figures, console)
    console.print(f"  {cluster.write(figures, TARGET)}")
    return 0


def large_class(folder: Path, students: int) -> int:
    """Grade a class of this size and time the commands on it."""
    from autograder.bench import load, load_show

    with console.status("") as status:
        figures = load.measure(Course(Path()), folder, students, status.update)
    load_show.show(figures, console)
    for path in load_show.write(figures, TARGET):
        console.print(f"  {path}")
    return 0


def same_marks(folder: Path, count: int) -> int:
    """Compare `count` honest submissions, and the demo class, graded by both.

    What is left out of the demo class, as stock cannot take it, is then graded by both as well: if
    stock recorded the same, it would be left out without a reason.
    """
    origin = Course(Path())
    honest_class = courses.empty(origin, folder / "honest")
    honest(honest_class, count, SEED)
    classes = {"honest": honest_class, "demo": courses.demo_class(origin, folder / "demo")}
    wrong = 0
    for name, course in classes.items():
        with console.status("") as status:
            found = parity.grade_both(course, folder / f"{name}-stock", say=status.update)
        console.print(f"{name}: {found.sentence}", markup=False)
        for difference in found.differences:
            console.print(f"  {difference}", markup=False)
        wrong += len(found.differences)
    accidents = demo(origin, folder / "accidents")
    left_out = courses.left_out(accidents)
    with console.status("grading what was left out …"):
        found = parity.grade_both(accidents, folder / "accidents-stock", left_out)
    for pair, accident in left_out.items():
        why, count = courses.STOCK_CANNOT[accident], len(found.about(pair))
        where = f"{' / '.join(pair)} ({accident})"
        console.print(f"  left out: {where}: stock {why}; {count} differ", markup=False)
        wrong += not count
    return 1 if wrong else 0


def measure(
    folder: Path, count: int, rounds: int, sizes: list[int], say: Callable[[str], None]
) -> dict[str, Any]:
    """Everything, on the course in this folder; see `show.TARGETS` for what is wanted of it."""
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0  # Windows has none
    say("making courses …")
    origin = Course(Path())
    # Notebooks that import torch, as most courses' do: what nbgrader's seconds a submission are
    # known from. This course's own do without; they are measured as well.
    heavy = find_spec("torch") is not None
    course = courses.empty(origin, folder / "ours", courses.TIMED, torch=heavy)
    honest(course, count, SEED)
    plain = courses.stock(course, folder / "stock")
    kept, kept_plain = courses.Kept(course), courses.Kept(plain)
    stock, ours, command, bare = [], [], [], []
    for n in range(rounds):
        here = f"round {n + 1} of {rounds}"
        say(f"{here}: nbgrader autograde …")
        kept_plain.restore()
        stock.append(speed.stock(plain))
        say(f"{here}: ours …")
        kept.restore()
        ours.append(speed.ours(course))
        say(f"{here}: the floor …")
        bare.append(floor(course))
        say(f"{here}: the whole command, feedback and marks included …")
        kept.restore()
        command.append(speed.command(course, "grade"))
    light = numpy_alone(origin, folder / "light", count, rounds, say)
    say("feedback pages …")
    paper = pages(course)
    say("memory …")
    used = memory.memory(Course(folder / "light" / "ours"), course)
    flat = speed.flat(origin, folder / "flat", sizes, say, torch=heavy)
    found = figures(stock, ours, bare, command, flat, used) | {"torch": heavy, "numpy_alone": light}
    same = paper.count - paper.differ
    found["notes"].append(f"{same} of {paper.count} feedback pages are nbgrader's to the byte.")
    if busy > 0.5:
        note = f"Other programs were running (load {busy:.1f}): expect better on a quiet machine."
        found["notes"].append(note)
    return (
        found
        | used
        | {
            "feedback_ratio": paper.ratio,
            "feedback_s": {
                "stock_command": paper.by_command,
                "stock_api": paper.by_api,
                "ours": paper.ours,
            },
            "feedback_pages_that_differ": paper.differ,
            "machine": f"{platform.machine()}, {speed.cores()} cores",
            "load_before": busy,
            "python": platform.python_version(),
        }
    )


def numpy_alone(
    origin: Course, folder: Path, count: int, rounds: int, say: Callable[[str], None]
) -> dict[str, float]:
    """The same submissions to the exercises as they are, which do without torch."""
    course = courses.empty(origin, folder / "ours", courses.TIMED)
    honest(course, count, SEED)
    plain = courses.stock(course, folder / "stock")
    kept, kept_plain = courses.Kept(course), courses.Kept(plain)
    stock, ours, bare = [], [], []
    for n in range(rounds):
        say(f"NumPy alone, round {n + 1} of {rounds} …")
        kept_plain.restore()
        stock.append(speed.stock(plain))
        kept.restore()
        ours.append(speed.ours(course))
        bare.append(floor(course))
    theirs, mine, lowest = _middle(stock), _middle(ours), statistics.median(bare)
    return {
        "stock_s": theirs.each,
        "ours_s": mine.each,
        "stock_steady_s": theirs.steady,
        "ours_steady_s": mine.steady,
        "floor_s": lowest,
        "ratio_steady": theirs.steady / mine.steady,
        "ratio_total": theirs.each / mine.each,
        "floor_ratio": mine.steady / lowest,
    }


def figures(
    stock: list[speed.Timing],
    ours: list[speed.Timing],
    bare: list[float],
    command: list[float],
    flat: dict[int, speed.Timing],
    used: dict[str, float | None],
) -> dict[str, Any]:
    """From what was timed to what is told: medians over the rounds, and their ratios."""
    theirs, mine = _middle(stock), _middle(ours)
    lowest = statistics.median(bare)
    smallest, largest = flat[min(flat)], flat[max(flat)]
    return {
        "submissions": mine.count,
        "rounds": len(ours),
        "stock_s": theirs.each,
        "ours_s": mine.each,
        "stock_steady_s": theirs.steady,
        "ours_steady_s": mine.steady,
        "stock_start_up_s": theirs.start_up,
        "ours_start_up_s": mine.start_up,
        "ours_command_s": statistics.median(command) / mine.count,
        "ratio_steady": theirs.steady / mine.steady,
        "ratio_total": theirs.each / mine.each,
        "ratio_100": theirs.extrapolated(smallest.count).each / smallest.each,
        "floor_s": lowest,
        "floor_ratio": mine.steady / lowest,
        "flat_s": {str(size): timing.steady for size, timing in flat.items()},
        "flat_total_s": {str(size): timing.each for size, timing in flat.items()},
        "flat_ratio": largest.steady / smallest.steady,
        "notes": [
            f"{mine.count} honest submissions (seed {SEED}) to the three assignments in turn, the "
            f"same for both; medians of {len(ours)} interleaved rounds. Their notebooks import "
            "torch beside NumPy, where torch is installed.",
            "Memory is that of the exercises as they are; where torch is allowed, the warm parent "
            f"holds it too and takes {_in_mb(used['zygote_torch_mb'])}.",
            "nbgrader is called once for each assignment, and one start-up of it is counted.",
            f"Stock's time for {smallest.count} is its start-up and {smallest.count} times its "
            "steady time; ours was measured.",
            "Ours here ends with the gradebook, as nbgrader autograde does; with feedback pages "
            f"and marks.csv it is {statistics.median(command) / mine.count:.3f} s a submission.",
        ],
    }


def _in_mb(value: float | None) -> str:
    return "an unknown amount" if value is None else f"{value:.0f} MB"


def _middle(timings: list[speed.Timing]) -> speed.Timing:
    """The median of each figure."""
    return speed.Timing(
        timings[0].count,
        statistics.median(t.total for t in timings),
        statistics.median(t.steady for t in timings),
    )


if __name__ == "__main__":
    sys.exit(main())
