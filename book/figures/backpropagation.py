"""Figures of chapter 12: which outputs an input reaches, the way back through pooling, a flow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from figures import draw


def wires(
    ax: Axes,
    n: int,
    k: int,
    *,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    focus: int = 2,
    origin: tuple[float, float] = (0, 0),
    size: float = 0.8,
    title: str = "",
) -> None:
    """Draw a layer along one axis: inputs above, outputs below, one line for each product.

    The lines of input `focus` are thick and carry the name of their weight; the outputs that they
    reach are framed.

    >>> _, ax = draw.canvas(7, 5)
    >>> wires(ax, 7, 3, focus=3)
    """
    top, left = origin
    length = n + 2 * padding
    outputs = (length - dilation * (k - 1) - 1) // stride + 1
    names = [""] * padding + [f"x{_below(m)}" for m in range(n)] + [""] * padding
    ends = [(0, m) for m in range(length) if not padding <= m < n + padding]
    row = draw.grid(
        ax,
        names,
        origin=(top + 0.9, left),
        size=size,
        padding=ends,
        highlight=[(0, focus + padding)],
    )
    middle = dilation * (k - 1) / 2  # an output stands below the middle of its window
    below = row.bottom + 2.3
    reached = []
    for i in range(outputs):
        column = left + (i * stride + middle) * size
        for a in range(k):
            m = i * stride + a * dilation
            line = ((row.bottom, left + (m + 0.5) * size), (below, column + size / 2))
            if m == focus + padding:
                reached.append(i)
                _line(ax, *line, draw.HIGHLIGHT, 2.2, f"w{_below(a)}")
            else:
                _line(ax, *line, "#B4B9C0", 1.0)
    for i in range(outputs):
        column = left + (i * stride + middle) * size
        marked = [(0, 0)] if i in reached else None
        draw.grid(
            ax,
            [f"δ{_below(i)}"],
            origin=(below, column),
            color=draw.OUTPUT,
            size=size,
            highlight=marked,
        )
    if title:
        draw.write(ax, title, (top + 0.4, left + length * size / 2), bold=True)


def _below(number: int) -> str:
    """A number as a subscript."""
    return "".join(chr(0x2080 + int(digit)) for digit in str(number))


def _line(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    color: str,
    width: float,
    label: str = "",
) -> None:
    order = 2 if label else 1
    ax.plot([start[1], end[1]], [start[0], end[0]], color=color, linewidth=width, zorder=order)
    if label:
        along = 0.62  # nearer to the output, where the lines have parted
        ax.text(
            start[1] + along * (end[1] - start[1]),
            start[0] + along * (end[0] - start[0]),
            label,
            ha="center",
            va="center",
            fontsize=10.5,
            color=draw.INK,
            zorder=6,
            bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"},
        )


def pooling(x: np.ndarray, dy: np.ndarray, largest: np.ndarray, mean: np.ndarray) -> None:
    """Draw windows of 2×2, what arrives from above, and what max and mean pooling make of it.

    >>> pooling(np.eye(4), np.eye(2), np.eye(4), np.eye(4))
    """
    small = {"size": 0.85}
    _, ax, boxes = draw.row(
        [
            draw.Panel(x, draw.INPUT, "input x", "four windows", small),
            draw.Panel(dy, draw.OUTPUT, "δ", "2×2", small),
            "→",
            draw.Panel(largest, draw.INPUT, "max", "to the first maximum", small),
            draw.Panel(mean, draw.INPUT, "mean", "a quarter to each", small),
        ],
        gap=0.45,
    )
    for box in (boxes[0], boxes[2], boxes[3]):
        for i, j in np.ndindex(2, 2):
            draw.window(ax, *box.cell(2 * i, 2 * j), 1.7, 1.7, color=draw.INK, linewidth=1.6)
    for i, j in np.argwhere(largest):
        draw.window(ax, *boxes[0].cell(i, j), 0.85, 0.85)
        draw.window(ax, *boxes[2].cell(i, j), 0.85, 0.85)


def blocks(filters: int, channels: int, groups: int) -> None:
    """Draw which kernels a convolution in groups has: filters down, channels across.

    >>> blocks(6, 4, 2)
    """
    _, ax = draw.canvas(14.4, filters + 0.9)
    names = np.full((filters, channels), "", dtype=object)
    for f in range(filters):
        first = f // (filters // groups) * (channels // groups)
        for c in range(first, first + channels // groups):
            names[f, c] = f"w{_below(f)}{_below(c - first)}"
    box = draw.grid(
        ax, names, origin=(0.6, 4.6), color=draw.KERNEL, faded=(names == "").astype(bool)
    )
    for f in range(filters):
        at = (box.top + f, 2.2)
        draw.grid(ax, [f"δ{_below(f)}"], origin=at, color=draw.OUTPUT)
        draw.arrow(ax, (box.top + f + 0.5, 3.3), (box.top + f + 0.5, 4.5))
    for g in range(groups):
        tall, wide = filters // groups, channels // groups
        draw.window(ax, *box.cell(g * tall, g * wide), tall, wide)
        middle = box.top + (g + 0.5) * tall
        text = f"group {g}: to channels " + " and ".join(
            str(c) for c in range(g * wide, (g + 1) * wide)
        )
        draw.write(ax, text, (middle, box.right + 0.3), align="left")
    draw.write(ax, "channels 0 … 3", (0.2, box.center[1]), fontsize=9.5)
    draw.write(ax, "filters", (box.center[0], 1.9), align="right")


def flow(forward: Sequence[Any], backward: Sequence[Any], labels: Sequence[str]) -> None:
    """Draw a small network on one picture: values above, from left to right; gradients below.

    Each of `forward` and `backward` is (picture, maps of layer 1, pooled maps, ten numbers).

    >>> parts = [np.eye(8), np.ones((6, 6, 6)), np.ones((6, 3, 3)), np.ones(10)]
    >>> flow(parts, parts, ["a"] * 8)
    """
    _, ax = draw.canvas(15.7, 8.1)
    tile, step, height = 1.25, 1.38, 2.63
    columns = [0.0, 3.5, 8.1, 12.6]
    for line, (parts, signed) in enumerate([(forward, False), (backward, True)]):
        top = 0.8 + 4.4 * line
        names = labels[4 * line : 4 * line + 4]
        picture, layer, pooled, ten = parts
        draw.image(ax, picture, origin=(top, columns[0]), height=height, signed=signed, pixels=True)
        for maps, left in ((layer, columns[1]), (pooled, columns[2])):
            edge = float(np.abs(maps).max()) or 1.0
            limits = (-edge, edge) if signed else (0.0, edge)
            for number, values in enumerate(maps):
                row, column = divmod(number, 3)
                draw.image(
                    ax,
                    values,
                    origin=(top + step * row, left + step * column),
                    height=tile,
                    signed=signed,
                    limits=limits,
                    pixels=True,
                )
        box = draw.grid(
            ax,
            np.asarray(ten).reshape(2, 5),
            origin=(top + 0.6, columns[3]),
            color=draw.OUTPUT,
            fmt=".1f",
            size=0.62,
            fontsize=8,
        )
        draw.write(ax, "digits 0 to 4", (box.top - 0.3, box.center[1]), fontsize=8)
        draw.write(ax, "digits 5 to 9", (box.bottom + 0.3, box.center[1]), fontsize=8)
        middles = [1.3, 5.5, 10.1, 14.15]
        for name, at in zip(names, middles, strict=True):
            draw.write(ax, name, (top - 0.42, at), bold=True)
        for here, there in ((2.72, 3.42), (7.56, 8.02), (12.16, 12.52)):
            ends = ((top + height / 2, here), (top + height / 2, there))
            draw.arrow(ax, *(reversed(ends) if line else ends))
