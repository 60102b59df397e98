"""What the load bench measured, as a table, a chart and a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder.bench.load import COMMANDS

Figures = Mapping[str, Any]
STEEP = 1.2  # an exponent from which on a cost grows faster than the class


def show(figures: Figures, console: Console) -> None:
    """Print what each size took, and in sentences what follows."""
    steps = figures["steps"]
    table = Table("", title=f"A class with {figures['exercises']} exercises, by its size")
    for step in steps:
        table.add_column(f"{step['students']} students", justify="right")
    table.add_column("grows like", justify="right")
    table.caption = (
        "n: submissions; n^1 is in proportion. Growth is that of processor time, of all together."
    )
    table.caption_justify = "left"

    def row(what: str, values: list[str], exponent: float | None = None) -> None:
        table.add_row(what, *values, "" if exponent is None else f"n^{exponent:.2f}")

    growth = figures["growth"]
    for what, key, name in (
        ("grading, each submission", "each_s", "grading"),
        ("feedback, each page", "page_s", "feedback"),
    ):
        row(what, [f"{1000 * step[key]:.0f} ms" for step in steps], growth[name])
    seconds = [f"{step['again_s']:.1f} s" for step in steps]
    row("a second round, nothing new", seconds, growth["second round"])
    for name in COMMANDS:
        row(name, [f"{step['commands'][name]['seconds']:.1f} s" for step in steps], growth[name])
    table.add_section()
    more = figures["growth_of_memory"]
    peaks = [f"{max(step['grader_mb'], step['again_mb']):.0f} MB" for step in steps]
    row("memory of the grader", peaks, more["grader"])
    row("memory of a worker", [f"{step['worker_mb']:.0f} MB" for step in steps])
    for name in COMMANDS:
        peaks = [f"{step['commands'][name]['peak_mb']:.0f} MB" for step in steps]
        row(f"memory of {name}", peaks, more[name])
    table.add_section()
    for name in steps[-1]["disk_mb"]:
        row(name, [f"{step['disk_mb'][name]:.1f} MB" for step in steps], growth[name])
    console.print(table)
    for sentence in sentences(figures):
        console.print(f"  {sentence}")


def sentences(figures: Figures) -> list[str]:
    """What it comes to."""
    count, each = figures["submissions"], 1024 / figures["submissions"]
    told = [
        f"{count:,} submissions were graded in {_long(figures['grading_s'])}, in "
        f"{len(figures['steps'])} rounds: {1000 * figures['each_s']:.0f} ms each.",
        f"The grader took {figures['grader_mb']:.0f} MB at most, a worker "
        f"{figures['worker_mb']:.0f} MB. All feedback pages would take "
        f"{_long(count * figures['page_s'])} on one core.",
        f"The gradebook has {figures['gradebook_mb']:.0f} MB "
        f"({each * figures['gradebook_mb']:.1f} kB a submission), the journal "
        f"{figures['journal_mb']:.0f} MB; with what was handed in and graded "
        f"{figures['disk_mb'] / 1024:.2f} GB, feedback pages not counted.",
    ]
    steep = [name for name, value in figures["growth"].items() if value and value > STEEP]
    if steep:
        told.append(f"Growing faster than the class: {', '.join(steep)}.")
    else:
        told.append("Nothing grows faster than the class.")
    if figures["load_before"] > 0.5:
        told.append(
            f"Other programs were running (load {figures['load_before']:.1f}): expect better on a "
            "quiet machine."
        )
    return told


def _long(seconds: float) -> str:
    """A time in words.

    >>> _long(42.3), _long(1500), _long(9000)
    ('42 s', '25 min', '2.5 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def write(figures: Figures, folder: Path) -> list[Path]:
    """``class.json`` and the chart as ``class.svg`` and ``class.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"class.{kind}" for kind in ("json", "svg", "png")]
    paths[0].write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    for path in paths[1:]:
        _chart(figures, path)
    return paths


def _chart(figures: Figures, path: Path) -> None:
    from matplotlib.figure import Figure  # not pyplot: nothing is shown, no display is looked for

    figure = Figure(figsize=(10, 3.6), layout="constrained")
    each, whole, disk = figure.subplots(1, 3)
    steps = figures["steps"]
    sizes = [step["submissions"] for step in steps]
    each.plot(sizes, [1000 * step["each_s"] for step in steps], "o-", color="#2a6fb0")
    each.set_ylim(0, 1500 * max(step["each_s"] for step in steps))
    each.set_ylabel("ms")
    each.set_title("Grading one submission")
    lines = {"second round": [step["again_s"] for step in steps]}
    lines |= {n: [step["commands"][n]["seconds"] for step in steps] for n in COMMANDS}
    for name, values in lines.items():
        whole.plot(sizes, values, "o-", label=name)
    whole.set_ylabel("s")
    whole.set_title("Commands on all of it")
    for name in ("gradebook", "journal", "log of marks"):
        disk.plot(sizes, [step["disk_mb"][name] for step in steps], "o-", label=name)
    disk.set_ylabel("MB")
    disk.set_title("On disk")
    for axes in (each, whole, disk):
        axes.set_xlim(0, 1.06 * max(sizes))
        axes.set_xlabel("submissions")
        axes.spines[["top", "right"]].set_visible(False)
    for axes in (whole, disk):
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False, fontsize=8)
    figure.savefig(path, dpi=150)
