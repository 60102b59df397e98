"""What was measured, as a table, a chart and a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

Figures = Mapping[str, Any]

# Figure, what it is, how it is written, whether it is enough, and the target in words.
TARGETS: list[tuple[str, str, str, Callable[[float], bool], str]] = [
    ("ratio_steady", "times stock, steady", "{:.1f}×", lambda v: v >= 40, "at least 40×"),
    ("ratio_total", "times stock, start-up included", "{:.1f}×", lambda v: v >= 15, "at least 15×"),
    ("ratio_100", "times stock, 100 submissions in all", "{:.1f}×", lambda v: v >= 30, "≥ 30×"),
    ("floor_ratio", "times the floor (fork and bare exec)", "{:.2f}×", lambda v: v <= 2, "≤ 2×"),
    ("zygote_mb", "memory of the warm parent", "{:.0f} MB", lambda v: v < 250, "under 250 MB"),
    ("worker_mb", "memory that each worker adds", "{:.0f} MB", lambda v: v < 80, "under 80 MB"),
    ("flat_ratio", "largest class against the smallest", "{:.2f}×", lambda v: v <= 1.1, "≤ 1.1×"),
    ("feedback_ratio", "feedback page, times stock", "{:.1f}×", lambda v: v >= 5, "at least 5×"),
]


def met(name: str, value: float | None) -> str:
    """In words, whether a figure is what it should be."""
    enough = {target[0]: target[3] for target in TARGETS}[name]
    if value is None:
        return "not measured here"
    return "met" if enough(value) else "not met"


def show(figures: Figures, console: Console) -> None:
    """Print two tables and what they mean."""
    n = figures["submissions"]
    times = Table(
        "", "in all", "start-up", "steady", title=f"Seconds a submission, {n} submissions"
    )
    for who, name in (("nbgrader autograde", "stock"), ("autograder", "ours")):
        start_up = f"{figures[f'{name}_start_up_s']:.2f} s once"
        each, steady = figures[f"{name}_s"], figures[f"{name}_steady_s"]
        times.add_row(who, f"{each:.3f}", start_up, f"{steady:.4f}")
    times.add_row("the floor", "", "", f"{figures['floor_s']:.4f}")
    light = figures["numpy_alone"]
    for who, name in (("nbgrader autograde", "stock"), ("autograder", "ours")):
        each, steady = light[f"{name}_s"], light[f"{name}_steady_s"]
        times.add_row(f"{who}, NumPy alone", f"{each:.3f}", "", f"{steady:.4f}")
    times.add_row("the floor, NumPy alone", "", "", f"{light['floor_s']:.4f}")
    for size, each in figures["flat_s"].items():
        times.add_row(f"autograder, {size} submissions", f"{figures['flat_total_s'][size]:.4f}",
                      "", f"{each:.4f}")  # fmt: skip
    for name, who in (("stock_command", "nbgrader generate_feedback"),
                      ("stock_api", "nbgrader's API"), ("ours", "autograder")):  # fmt: skip
        times.add_row(f"a feedback page, {who}", "", "", f"{figures['feedback_s'][name]:.4f}")
    console.print(times)
    targets = Table("", "measured", "target", "")
    for name, what, form, _, target in TARGETS:
        value = figures[name]
        targets.add_row(what, "" if value is None else form.format(value), target, met(name, value))
    console.print(targets)
    console.print(
        "  The exercises as they are, which do without torch: "
        f"{light['ratio_steady']:.1f}× steady, {light['ratio_total']:.1f}× start-up included, "
        f"{light['floor_ratio']:.2f}× the floor."
    )
    for note in figures["notes"]:
        console.print(f"  {note}")


def write(figures: Figures, folder: Path) -> list[Path]:
    """``grading.json`` and the chart as ``grading.svg`` and ``grading.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"grading.{kind}" for kind in ("json", "svg", "png")]
    paths[0].write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    for path in paths[1:]:
        _chart(figures, path)
    return paths


def _chart(figures: Figures, path: Path) -> None:
    from matplotlib.figure import Figure  # not pyplot: nothing is shown, no display is looked for

    figure = Figure(figsize=(9, 3.4), layout="constrained")
    bars, line = figure.subplots(1, 2, width_ratios=[3, 2])
    stock, our = "nbgrader autograde", "autograder"
    shown = {
        f"{stock}, start-up included": (figures["stock_s"], "#9a9a9a"),
        f"{stock}, steady": (figures["stock_steady_s"], "#9a9a9a"),
        f"{our}, start-up included": (figures["ours_s"], "#2a6fb0"),
        f"{our}, steady": (figures["ours_steady_s"], "#2a6fb0"),
        "floor: fork, bare exec": (figures["floor_s"], "#d9a441"),
    }
    values = [value for value, _ in shown.values()]
    drawn = bars.barh(list(shown), values, color=[colour for _, colour in shown.values()])
    bars.bar_label(drawn, [f"{value:.3g} s" for value in values], padding=3)
    bars.invert_yaxis()
    bars.set_xscale("log")
    bars.set_xlim(min(values) / 3, max(values) * 4)
    bars.set_xlabel("seconds a submission (logarithmic)")
    bars.set_title(f"The same {figures['submissions']} submissions")
    sizes = [int(size) for size in figures["flat_s"]]
    line.plot(sizes, list(figures["flat_s"].values()), "o-", color="#2a6fb0")
    line.set_ylim(0, 1.5 * max(figures["flat_s"].values()))
    line.set_xlim(0, 1.08 * max(sizes))
    line.set_xlabel("submissions in the class")
    line.set_ylabel("seconds a submission, steady")
    line.set_title("Classes of several sizes")
    for axes in (bars, line):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=150)
