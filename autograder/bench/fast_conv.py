"""How fast NumPy alone convolves, rung by rung, against torch: what chapter 16 speaks of.

One layer, 64 → 64 channels, 3×3, padding 1, eight pictures of 56×56, float32. Everything on one
thread, torch too. The rungs take turns, so that whatever else the machine does hits all of them,
and each round begins with another one. Only what has passed its gate is timed: the values of
`reference.conv2d` in float64 on a lopsided little layer, those of torch in float32 on this one.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped,unused-ignore]

from autograder import reference
from autograder.reference import fast, winograd
from autograder.reference.fast import Floats

Figures = dict[str, Any]
Kernel = Callable[..., Floats]
Say = Callable[[str], None]

TARGET = 2.0  # times torch, for the best rung
TOLERANCE_64, TOLERANCE_32 = 1e-11, 2e-5  # of the largest value; Winograd needs the most


@dataclass(frozen=True)
class Layer:
    """One convolution to time: N pictures, C → F channels, H×W, k×k, padded to the same size."""

    N: int = 8
    C: int = 64
    F: int = 64
    H: int = 56
    W: int = 56
    k: int = 3

    @property
    def padding(self) -> int:
        return self.k // 2

    @property
    def multiplications(self) -> int:
        return self.N * self.F * self.H * self.W * self.C * self.k**2

    def draw(self) -> tuple[Floats, Floats]:
        """A picture and kernels in float32, the same ones every time."""
        rng = np.random.default_rng(16)
        x = rng.normal(size=(self.N, self.C, self.H, self.W))
        w = rng.normal(size=(self.F, self.C, self.k, self.k))
        return x.astype(np.float32), w.astype(np.float32)


@dataclass(frozen=True)
class Rung:
    """One step of the ladder. A slow one takes no turns; with a `piece`, that is timed instead."""

    name: str
    kernel: Kernel
    slow: bool = False
    piece: Layer | None = None


RUNGS = [
    Rung("loops", fast.conv2d_loops, True, Layer(1, 8, 2, 6, 6)),
    Rung("windows, einsum", fast.conv2d_windows, True),
    Rung("one window at a time", reference.conv2d, True),
    Rung("FFT", fast.conv2d_fft, True),
    Rung("windows, tensordot", fast.conv2d_tensordot),
    Rung("im2col", fast.conv2d_im2col),
    Rung("shifted products", fast.conv2d_shifted),
    Rung("Winograd F(2×2, 3×3)", winograd.conv2d_winograd),
    Rung("Winograd F(4×4, 3×3)", lambda x, w, padding: winograd.conv2d_winograd(x, w, padding, 4)),
    Rung("Winograd F(4, 3) by rows", winograd.conv2d_winograd_rows),
]


def torchs(x: Floats, w: Floats, padding: int) -> Floats:
    """torch's own, on the same memory, in the type of its arguments."""
    with torch.inference_mode():
        y = torch.nn.functional.conv2d(torch.from_numpy(x), torch.from_numpy(w), padding=padding)
    found: Floats = y.numpy()
    return found


def error(y: Floats, expected: Floats) -> float:
    """The largest difference, in units of the largest value."""
    if y.shape != expected.shape:
        return float("inf")
    return float(np.abs(y - expected).max() / np.abs(expected).max())


def gate(rung: Rung, layer: Layer) -> dict[str, Any]:
    """Whether the rung gives the right values: in float64 on a little layer, in float32 on this."""
    rng = np.random.default_rng(61)
    x, w = rng.normal(size=(2, 3, 7, 10)), rng.normal(size=(5, 3, 3, 3))
    double = error(rung.kernel(x, w, padding=(0, 2)), reference.conv2d(x, w, padding=(0, 2)))
    a, b = (rung.piece or layer).draw()
    exact = torchs(a.astype(np.float64), b.astype(np.float64), (rung.piece or layer).padding)
    single = error(rung.kernel(a, b, padding=(rung.piece or layer).padding), exact)
    return {
        "error_float64": double,
        "error_float32": single,
        "passed": bool(double < TOLERANCE_64 and single < TOLERANCE_32),
    }


def seconds(kernel: Kernel, layer: Layer, x: Floats, w: Floats) -> float:
    """One call, timed."""
    start = time.perf_counter()
    kernel(x, w, padding=layer.padding)
    return time.perf_counter() - start


def ladder(layer: Layer, rounds: int, say: Say) -> Figures:
    """Every rung and torch in turn; the best time of each, the median, and the ratio to torch."""
    x, w = layer.draw()
    gates = {}
    for rung in RUNGS:
        say(f"{rung.name}: are its values right? …")
        gates[rung.name] = gate(rung, layer)
    times: dict[str, list[float]] = {"torch": []}
    quick: dict[str, Kernel] = {"torch": torchs}
    for rung in RUNGS:
        if gates[rung.name]["passed"]:
            times[rung.name] = []
            if rung.slow:
                say(f"{rung.name} …")
                part = rung.piece or layer
                once = min(seconds(rung.kernel, part, *part.draw()) for _ in range(2))
                times[rung.name] = [once * layer.multiplications / part.multiplications]
            else:
                quick[rung.name] = rung.kernel
    names = list(quick)
    for number in range(rounds):
        say(f"round {number + 1} of {rounds} …")
        first = number % len(names)
        for name in names[first:] + names[:first]:
            times[name].append(seconds(quick[name], layer, x, w))
    theirs, usual = min(times["torch"]), statistics.median(times["torch"])
    rungs = []
    for rung in RUNGS:
        mine = times.get(rung.name)
        often = mine if rung.name in quick else None  # the others were not there in every round
        rungs.append(
            {
                "name": rung.name,
                "s": min(mine) if mine else None,
                "median_s": statistics.median(often) if often else None,
                "over_torch": min(mine) / theirs if mine else None,
                "median_over_torch": statistics.median(often) / usual if often else None,
                "scaled_up": rung.piece is not None,
                "times_measured": rounds if rung.name in quick else 2,
                **gates[rung.name],
            }
        )
    timed = [rung for rung in rungs if rung["over_torch"]]
    best = min(timed, key=lambda rung: rung["over_torch"])
    return {
        "layer": vars(layer) | {"padding": layer.padding},
        "multiplications": layer.multiplications,
        "rounds": rounds,
        "torch_s": theirs,
        "torch_median_s": usual,
        "best": best["name"],
        "best_over_torch": best["over_torch"],
        "best_median_over_torch": best["median_over_torch"],
        "all_gates_passed": all(rung["passed"] for rung in rungs),
        "rungs": rungs,
    }


def by_kernel_size(sizes: list[int], layer: Layer, rounds: int, say: Say) -> Figures:
    """im2col, shifted products and FFT on the same pictures, for kernels of several sizes."""
    ways: dict[str, Kernel] = {
        "im2col": fast.conv2d_im2col,
        "shifted products": fast.conv2d_shifted,
        "FFT": fast.conv2d_fft,
        "torch": torchs,
    }
    found: dict[str, dict[str, float]] = {name: {} for name in ways}
    for k in sizes:
        say(f"kernels of {k}×{k} …")
        part = Layer(layer.N, layer.C, layer.F, layer.H, layer.W, k)
        x, w = part.draw()
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, kernel in ways.items():
                times[name].append(seconds(kernel, part, x, w))
        for name in ways:
            found[name][str(k)] = min(times[name])
    return {"layer": vars(layer), "seconds": found}


def measure(say: Say, *, quick: bool = False) -> Figures:
    """Everything; `quick` takes a tiny layer, to try the program out."""
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0  # Windows has none
    layer, rounds = (Layer(2, 3, 4, 9, 10), 2) if quick else (Layer(), 25)
    pictures = Layer(1, 2, 2, 16, 20) if quick else Layer(2, 4, 4, 96, 96)
    sizes = [3, 5] if quick else [3, 5, 7, 11, 15, 21, 31]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            found = ladder(layer, rounds, say)
            found["by_kernel_size"] = by_kernel_size(sizes, pictures, min(rounds, 5), say)
    finally:
        torch.set_num_threads(threads)
    return found | {
        "threads": 1,
        "target": TARGET,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load_before": busy,
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "torch": str(torch.__version__),
        },
    }


def show(figures: Figures, console: Console) -> None:
    """Print the ladder and what it says."""
    size = figures["layer"]
    title = "{C} → {F} channels, {k}×{k}, padding {padding}, {N} × {H}×{W}, float32, one thread"
    table = Table("", "best, ms", "× torch", "median × torch", "error, float32", "values",
                  title=title.format(**size))  # fmt: skip
    for rung in figures["rungs"]:
        if rung["s"] is None:
            table.add_row(rung["name"], "", "", "", f"{rung['error_float32']:.1e}", "wrong")
            continue
        name = rung["name"] + (" (scaled up from a piece)" if rung["scaled_up"] else "")
        table.add_row(
            name,
            f"{1e3 * rung['s']:,.1f}",
            f"{rung['over_torch']:,.2f}",
            f"{rung['median_over_torch']:,.2f}" if rung["median_over_torch"] else "",
            f"{rung['error_float32']:.1e}",
            "right",
        )
    table.add_row("torch", f"{1e3 * figures['torch_s']:,.1f}", "1", "1", "", "")
    console.print(table)
    met = "met" if figures["best_over_torch"] <= figures["target"] else "not met"
    console.print(
        f"  The best is {figures['best']}, {figures['best_over_torch']:.2f} times torch; "
        f"at most {figures['target']:g} was wanted: {met}."
    )
    if figures["load_before"] > 0.5:
        console.print(f"  Other programs were running (load {figures['load_before']:.1f}).")


def write(figures: Figures, folder: Path) -> list[Path]:
    """``fast_conv.json`` and the chart as ``fast_conv.svg`` and ``fast_conv.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"fast_conv.{kind}" for kind in ("json", "svg", "png")]
    paths[0].write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    for path in paths[1:]:
        _chart(figures, path)
    return paths


def _chart(figures: Figures, path: Path) -> None:
    from matplotlib.figure import Figure  # not pyplot: nothing is shown, no display is looked for

    figure = Figure(figsize=(11, 3.8), layout="constrained")
    bars, lines = figure.subplots(1, 2, width_ratios=[3, 2])
    timed = [rung for rung in figures["rungs"] if rung["s"] is not None]
    names = [rung["name"] for rung in timed] + ["torch"]
    values = [1e3 * rung["s"] for rung in timed] + [1e3 * figures["torch_s"]]
    drawn = bars.barh(names, values, color=["#2a6fb0"] * len(timed) + ["#9a9a9a"])
    bars.bar_label(
        drawn, [f"{v:,.0f} ms" if v >= 100 else f"{v:.3g} ms" for v in values], padding=3
    )
    bars.invert_yaxis()
    bars.set_xscale("log")
    bars.set_xlim(min(values) / 3, max(values) * 10)
    bars.set_xlabel("milliseconds, best of several (logarithmic)")
    bars.set_title("One layer on one thread")
    marks = ["o-", "s--", "^-", "D:"]
    found = figures["by_kernel_size"]["seconds"]
    for mark, (name, times) in zip(marks, found.items(), strict=True):
        lines.plot([int(k) for k in times], [1e3 * s for s in times.values()], mark, label=name)
    lines.set_yscale("log")
    lines.set_xlabel("kernel size k")
    lines.set_ylabel("milliseconds (logarithmic)")
    lines.set_title("Kernels of k×k")
    lines.legend(frameon=False)
    for axes in (bars, lines):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=150)
