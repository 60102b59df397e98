"""Figures of chapter 1: weights by pixel and by offset, layers stacked above one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from figures import draw


def by_offset(w: np.ndarray) -> np.ndarray:
    """The weights of a layer from a row of n to a row of n, by offset; None where there is none.

    >>> by_offset(np.array([[1, 2], [3, 4]])).tolist()
    [[None, 1, 2], [3, 4, None]]
    """
    n = len(w)
    table = np.full((n, 2 * n - 1), None, dtype=object)
    for i in range(n):
        table[i, n - 1 - i : 2 * n - 1 - i] = w[i]
    return table


def offsets(
    ax: Axes, table: np.ndarray, origin: tuple[float, float], label: str, **options: Any
) -> draw.Box:
    """Draw a table of weights by offset: dashed where there is no pixel, offsets on top.

    >>> _, ax = draw.canvas(6, 5)
    >>> offsets(ax, by_offset(np.eye(2)), (1.4, 1), "v").width
    3.0
    """
    outside = np.equal(table, None)
    top, left = origin
    reach = table.shape[1] // 2
    for column in range(table.shape[1]):
        offset = f"{column - reach:+d}".replace("-", "−").replace("+0", "0")
        draw.write(ax, offset, (top - 0.3, left + column + 0.5), fontsize=9)
    box = draw.grid(ax, table, origin=origin, padding=outside, color=draw.KERNEL, **options)
    draw.write(ax, label, (top - 0.95, box.center[1]), bold=True)
    return box


def reindexed(w: np.ndarray, offset: int) -> None:
    """Draw w by pixel and v by offset side by side; the weights of one offset are framed in both.

    >>> reindexed(np.arange(9).reshape(3, 3), 1)
    """
    n = len(w)
    _, ax = draw.canvas(5.2 + 1.6 + 2 * n - 1, n + 2.6)
    framed = [(i, i + offset) for i in range(n) if 0 <= i + offset < n]
    for number in range(n):
        draw.write(ax, f"{number}", (1.2, 1.7 + number), fontsize=9)
        draw.write(ax, f"output {number}", (2.0 + number, 1.05), align="right", fontsize=9)
    left = draw.grid(ax, w, origin=(1.5, 1.2), color=draw.KERNEL, highlight=framed)
    draw.write(ax, "w, by pixel", (0.55, left.center[1]), bold=True)
    draw.operator(ax, "→", (left.center[0], left.right + 0.8))
    moved = [(i, n - 1 + offset) for i, _ in framed]
    offsets(ax, by_offset(w), (1.5, left.right + 1.6), "v, by offset", highlight=moved)
    draw.write(ax, "dashed: no such pixel", (n + 2.0, left.right + 1.6 + n - 0.5), fontsize=9.5)


def beliefs(shared: np.ndarray, delta: int) -> None:
    """Draw v once its columns are constant, and then with zeros beyond delta; one row is framed.

    >>> beliefs(np.array([1, 2, 3, 4, 5]), 1)
    """
    n = (len(shared) + 1) // 2
    _, ax = draw.canvas(2 * (2 * n - 1) + 1.3, n + 2.6)
    i, k = np.indices((n, n))
    same = by_offset(shared[k - i + n - 1])
    local = same.copy()
    far = np.abs(np.arange(1 - n, n)) > delta
    local[:, far] = np.where(np.equal(local[:, far], None), None, 0)
    offsets(ax, same, (1.5, 0), "the same at every place")
    right = offsets(
        ax, local, (1.5, 2 * n + 0.3), f"and local, Δ = {delta}", faded=np.equal(local, 0)
    )
    draw.window(ax, *right.cell(0, n - 1 - delta), n, 2 * delta + 1)


def stack(kernels: Sequence[int], places: int) -> None:
    """Draw layers of 1-D kernels above a row of inputs, and what the middle output depends on.

    >>> stack([3, 3], 7)
    """
    gap = 0.75
    _, ax = draw.canvas(places + 4.2, (len(kernels) + 1) * (1 + gap) - gap)
    middle = places // 2
    reach = 0
    for level in range(len(kernels) + 1):
        top = level * (1 + gap)
        seen = range(middle - reach, middle + reach + 1)
        name = "input" if level == len(kernels) else f"layer {len(kernels) - level}"
        color = draw.INPUT if level == len(kernels) else draw.OUTPUT
        draw.grid(
            ax,
            [[""] * places],
            origin=(top, 0),
            color=color,
            faded=[(0, place) for place in range(places) if place not in seen],
        )
        draw.window(ax, top, middle - reach, 1, 2 * reach + 1)
        draw.write(ax, f"{name}: {2 * reach + 1}", (top + 0.5, places + 0.4), align="left")
        if level < len(kernels):
            next_reach = reach + kernels[-1 - level] // 2
            for edge, further in ((-1, -1), (1, 1)):
                start = middle + 0.5 + edge * (reach + 0.5)
                end = middle + 0.5 + further * (next_reach + 0.5)
                ax.plot([start, end], [top + 1, top + 1 + gap], color=draw.INK, linewidth=1.2)
            reach = next_reach
