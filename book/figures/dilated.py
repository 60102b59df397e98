"""Figures of chapter 8: kernels with holes, a picture in four, trees of layers, paths counted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from figures import draw, motion


def taps(w: np.ndarray, dilations: Sequence[int], n: int) -> None:
    """Draw one kernel with each of these dilations, on grids of n×n cells.

    >>> taps(np.ones((3, 3)), [1, 2], 5)
    """
    gap, size = 0.9, 0.72
    _, ax = draw.canvas((n * size + gap) * len(dilations) - gap, n * size + 1.6)
    for number, d in enumerate(dilations):
        left = number * (n * size + gap)
        spread = np.full((n, n), None, dtype=object)
        reach = d * (w.shape[0] - 1) + 1
        top = (n - reach) // 2
        spread[top : top + reach : d, top : top + reach : d] = w
        empty = spread == None  # noqa: E711  elementwise
        box = draw.grid(
            ax,
            spread,
            origin=(0.8, left),
            color=draw.KERNEL,
            size=size,
            faded=empty,
            label=f"d = {d}",
            note=f"covers {reach}×{reach}",
        )
        draw.window(ax, *box.cell(top, top), reach * size, reach * size)


def in_four(x: np.ndarray, w: np.ndarray, y: np.ndarray) -> None:
    """Draw a picture, its four parts of every second row and column, and the output of each.

    >>> in_four(np.ones((6, 6)), np.ones((3, 3)), np.ones((2, 2)))
    """
    size = 0.8
    _, ax = draw.canvas(15.6, 8.6)
    draw.grid(ax, x, origin=(1.9, 0), size=size, label="input", note="6×6")
    draw.operator(ax, "→", (4.3, 5.6))
    names = ("even", "odd")
    marks: dict[tuple[int, int], draw.Box] = {}
    for i, j in np.ndindex(2, 2):
        origin = (0.8 + 4.2 * i, 6.3 + 3.4 * j)
        marks[i, j] = draw.grid(
            ax,
            x[i::2, j::2],
            origin=origin,
            size=size,
            label=f"{names[i]}, {names[j]}",
            note=f"with w: {y[i, j]:g}".replace("-", "−"),
        )
    draw.operator(ax, "→", (4.3, 12.7))
    draw.grid(ax, y, origin=(3.3, 13.4), color=draw.OUTPUT, label="output", note="2×2")


def tree(ax: Axes, top: float, inputs: int, layers: Sequence[tuple[int, int]], title: str) -> int:
    """Draw layers of (kernel, dilation) above a row of inputs and mark all ways to the last output.

    Returns how many inputs are marked.

    >>> _, ax = draw.canvas(16, 8)
    >>> tree(ax, 0.0, 8, [(2, 1), (2, 2)], "two layers")
    4
    """
    gap = 1.45
    draw.write(ax, title, (top + 0.15, 0.5), bold=True, align="left")
    floor = top + 0.9 + gap * len(layers)
    marked = {inputs - 1}
    for number in range(len(layers), 0, -1):
        k, d = layers[number - 1]
        row = floor - gap * number
        draw.write(ax, f"d = {d}", (row, inputs + 0.3), align="left", fontsize=9.5)
        for place in range(inputs):
            for tap in range(k):
                start = place - tap * d
                if start < 0:
                    continue
                own = place in marked
                ax.plot(
                    [start + 0.5, place + 0.5],
                    [row + gap, row],
                    color=draw.HIGHLIGHT if own else draw.GREY,
                    linewidth=2.2 if own else 0.7,
                    alpha=1 if own else 0.45,
                    zorder=3 if own else 1,
                )
        _dots(ax, row, inputs, marked, draw.OUTPUT)
        marked = {p - t * d for p in marked for t in range(k)}
    _dots(ax, floor, inputs, marked, draw.INPUT)
    return len(marked)


def growing_tree(dilations: Sequence[int]) -> motion.Scene:
    """Let the field of the last output of a stack of layers with two weights grow, layer by layer.

    >>> "field of 4" in growing_tree([1, 2]).html("two layers")
    True
    """
    inputs = 1 + sum(dilations)
    size, gap, floor = 0.7, 1.5, 1.5 * len(dilations) + 0.2
    scene = motion.Scene(inputs * size + 1.6, floor + size + 1.1)
    rows = [scene.grid((1, inputs), (floor, 0), draw.INPUT, "inputs", size)]
    for layer, d in enumerate(dilations, start=1):
        top = floor - gap * layer
        rows.append(scene.grid((1, inputs), (top, 0), draw.OUTPUT, size=size))
        scene.grid([[d]], (top, inputs * size + 0.8), draw.KERNEL, "d" if layer == 1 else "", size)

    def join(layer: int, place: int) -> None:
        """Lines from a place down to the inputs, which are coloured when they are reached."""
        scene.fill(rows[layer], 0, place, draw.OUTPUT if layer else draw.INPUT, stays=True)
        if layer:
            for below in (place, place - dilations[layer - 1]):
                row, column = rows[layer].bottom, rows[layer].middle(0, place)[1]
                end = rows[layer - 1].top, rows[layer - 1].middle(0, below)[1]
                scene.line((row, column), end, stays=True)
                if (layer - 1, below) not in joined:
                    join(layer - 1, below)
        joined.add((layer, place))

    joined: set[tuple[int, int]] = set()
    for layer, d in enumerate(dilations, start=1):
        scene.next(f"layer {layer}, dilation {d}: a field of {1 + sum(dilations[:layer])}")
        join(layer, inputs - 1)
    return scene


def _dots(ax: Axes, row: float, count: int, marked: set[int], color: str) -> None:
    for place in range(count):
        own = place in marked
        ax.scatter(
            [place + 0.5],
            [row],
            s=110 if own else 45,
            color=[draw.tint(color, 0.9 if own else 0.35)],
            edgecolors=draw.INK if own else draw.GREY,
            linewidths=1.2 if own else 0.6,
            zorder=5,
        )


def counts(cases: Sequence[tuple[str, np.ndarray]], size: float = 0.57) -> None:
    """Draw counts of paths as grids side by side; inputs without a path stay empty.

    >>> counts([("a", np.eye(3)), ("b", np.ones((3, 3)))])
    """
    gap = 1.0
    widths = [c.shape[1] * size for _, c in cases]
    tallest = max(c.shape[0] for _, c in cases) * size
    _, ax = draw.canvas(sum(widths) + gap * (len(cases) - 1), tallest + 1.6)
    left = 0.0
    for (label, count), width in zip(cases, widths, strict=True):
        unread = count == 0
        middle = (count.shape[0] // 2, count.shape[1] // 2)
        draw.grid(
            ax,
            np.where(unread, np.nan, count),
            origin=(0.8, left),
            size=size,
            faded=unread,
            label=label,
            note=f"{int((~unread).sum())} of {count.size} pixels read",
            fontsize=7.5,
        )
        draw.window(ax, 0.8 + middle[0] * size, left + middle[1] * size, size, size, linewidth=2.0)
        left += width + gap
