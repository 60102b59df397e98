"""Figures of chapter 9: two passes, kernels and their ranks, depthwise then pointwise, slices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from figures import draw

SUBSCRIPTS = "₀₁₂₃"


def passes(
    x: np.ndarray, column: np.ndarray, row: np.ndarray, down: np.ndarray, y: np.ndarray
) -> None:
    """Draw a picture, what a column makes of it and what a row makes of that, a window framed.

    >>> passes(np.ones((3, 3)), np.ones(3), np.ones(3), np.ones((1, 3)), np.ones((1, 1)))
    """
    small = {"size": 0.8}
    _, ax, boxes = draw.row(
        [
            draw.Panel(x, draw.INPUT, "input x", shape(x), small),
            "⋆",
            draw.Panel(column[:, None], draw.KERNEL, "column", "", small),
            "=",
            draw.Panel(down, draw.OUTPUT, "first pass", shape(down), small),
            "⋆",
            draw.Panel(row[None, :], draw.KERNEL, "row", "", small),
            "=",
            draw.Panel(y, draw.OUTPUT, "second pass", shape(y), small),
        ],
        gap=0.2,
    )
    size = 0.8
    kH, kW = len(column), len(row)
    for b in range(kW):
        draw.window(ax, *boxes[0].cell(0, b), kH * size, size, linewidth=1.8)
    draw.window(ax, *boxes[2].cell(0, 0), size, kW * size)
    draw.window(ax, *boxes[4].cell(0, 0), size, size)


def kernels(entries: Sequence[tuple[Any, str, str]], per_line: int = 4) -> None:
    """Draw small kernels in lines, each with its name above and a remark below.

    >>> kernels([(np.ones((3, 3)), "box", "1 pair"), (np.eye(3), "diagonal", "3 pairs")])
    """
    lines = -(-len(entries) // per_line)
    size, across, downwards = 0.82, 4.1, 4.7
    _, ax = draw.canvas(across * per_line - 0.6, downwards * lines - 0.4)
    for number, (values, name, remark) in enumerate(entries):
        line, place = divmod(number, per_line)
        wide = values.shape[1] * size
        left = across * place + (across - 0.6 - wide) / 2
        top = 0.8 + downwards * line
        draw.grid(
            ax, values, origin=(top, left), color=draw.KERNEL, size=size, label=name, note=remark
        )


def depthwise_then_pointwise(x: np.ndarray, depthwise: np.ndarray, pointwise: np.ndarray) -> None:
    """Draw both steps with numbers: a line for each channel, then a line for each output.

    >>> depthwise_then_pointwise(np.ones((2, 3, 3)), np.ones((2, 2, 2)), np.ones((2, 2)))
    """
    size, line, C, F = 0.72, 3.1, len(x), len(pointwise)
    windows = sliding_window_view(x, depthwise.shape[1:], axis=(1, 2))
    filtered = np.einsum("cijab,cab->cij", windows, depthwise)
    mixed = np.einsum("fc,cij->fij", pointwise, filtered)
    _, ax = draw.canvas(15.8, 1.0 + line * C)
    draw.write(ax, "depthwise: space, channel by channel", (0.1, 3.6), bold=True)
    draw.write(ax, "pointwise: channels, pixel by pixel", (0.1, 12.2), bold=True)

    def place(values: np.ndarray, middle: float, left: float, color: str, name: str) -> draw.Box:
        origin = (middle - len(values) * size / 2, left)
        box = draw.grid(ax, values, origin=origin, color=color, size=size)
        draw.write(ax, name, (box.top - 0.34, box.center[1]), fontsize=9.5)
        return box

    for c in range(C):
        middle = 1.2 + line * (c + 0.5)
        channel = place(x[c], middle, 0.1, draw.INPUT, f"channel {c}")
        draw.operator(ax, "⋆", (middle, channel.right + 0.5))
        kernel = place(depthwise[c], middle, channel.right + 1, draw.KERNEL, f"filter {c}")
        draw.operator(ax, "=", (middle, kernel.right + 0.5))
        z = place(filtered[c], middle, kernel.right + 1, draw.OUTPUT, f"z{SUBSCRIPTS[c]}")
        draw.window(ax, *z.cell(0, 0), size, size)
    for f in range(F):
        middle = 1.2 + line * C * (f + 0.5) / F
        words = " ".join(_term(value, c) for c, value in enumerate(pointwise[f])).lstrip("+ ")
        weights = place(pointwise[f][None], middle, 9.2, draw.KERNEL, f"weights of output {f}")
        draw.write(ax, words, (middle + 0.8, weights.center[1]), fontsize=9.5)
        draw.operator(ax, "=", (middle, weights.right + 0.9))
        y = place(mixed[f], middle, weights.right + 1.8, draw.OUTPUT, f"output {f}")
        draw.window(ax, *y.cell(0, 0), size, size)


def slices(channel: np.ndarray, column: np.ndarray, row: np.ndarray) -> None:
    """Draw three vectors and the slices of their outer product, one for each channel.

    >>> slices(np.ones(3), np.ones(3), np.ones(3))
    """
    size = 0.8
    w = np.einsum("c,a,b->cab", channel, column, row)
    panels: list[draw.Panel | str] = [
        draw.Panel(channel[None], draw.KERNEL, "channel", "", {"size": size}),
        "⊗",
        draw.Panel(column[:, None], draw.KERNEL, "column", "", {"size": size}),
        "⊗",
        draw.Panel(row[None], draw.KERNEL, "row", "", {"size": size}),
        "=",
    ]
    for c, value in enumerate(channel):
        note = f"{value:g} · plane".replace("-", "−")
        panels.append(draw.Panel(w[c], draw.KERNEL, f"w[{c}]", note, {"size": size}))
    draw.row(panels, gap=0.16)


def shape(array: np.ndarray) -> str:
    """The sizes of an array as a reader writes them.

    >>> shape(np.ones((2, 3)))
    '2×3'
    """
    return "×".join(str(n) for n in array.shape)


def _term(value: float, c: int) -> str:
    sign = "−" if value < 0 else "+"
    factor = "" if abs(value) == 1 else f"{abs(value):g}·"
    return f"{sign} {factor}z{SUBSCRIPTS[c]}"
