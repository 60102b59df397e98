"""Figures of chapter 6: kernels that slide along one axis, two or three; sentences; frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from figures import draw
from figures.cells import Box

SIZE, STEP = 0.55, 0.42  # side of a cell, and how far each plane stands behind the one before


def volume(
    ax: Axes,
    planes: int,
    shape: tuple[int, int],
    origin: tuple[float, float],
    color: str,
    kernel: tuple[int, int, int] = (0, 0, 0),
) -> list[Box]:
    """Draw planes one behind the other, and a kernel in the top left corner of the front ones.

    `origin` is the top left corner of the front plane, `kernel` (depth, height, width). Returns the
    planes, the front one first.

    >>> _, ax = draw.canvas(6, 6)
    >>> len(volume(ax, 3, (2, 3), (2, 0), draw.INPUT, (2, 1, 1)))
    3
    """
    boxes = []
    depth, high, wide = kernel
    for c in reversed(range(planes)):
        corner = (origin[0] - c * STEP, origin[1] + c * STEP)
        boxes.append(draw.grid(ax, np.full(shape, ""), origin=corner, color=color, size=SIZE))
        if c < depth:
            cells = np.full((high, wide), "")
            draw.grid(ax, cells, origin=corner, color=draw.KERNEL, size=SIZE)
            draw.window(ax, *corner, high * SIZE, wide * SIZE, linewidth=1.8)
    return boxes[::-1]


def _directions(ax: Axes, box: Box, kernel: tuple[int, int, int], ways: int) -> None:
    """Arrows from the kernel on a front plane: across, down and, for three ways, into the depth."""
    depth, high, wide = kernel
    right, below = box.left + wide * SIZE, box.top + high * SIZE
    middle = (box.top + high * SIZE / 2, box.left + wide * SIZE / 2)
    draw.arrow(ax, (middle[0], right + 0.05), (middle[0], right + 1.0))
    if ways > 1:
        draw.arrow(ax, (below + 0.05, middle[1]), (below + 1.0, middle[1]))
    if ways > 2:
        start = (box.top - (depth - 1) * STEP, right + (depth - 1) * STEP)
        draw.arrow(ax, start, (start[0] - 0.85, start[1] + 0.85))


def three_ways() -> None:
    """Draw a kernel on a signal, on a picture and on a volume, with the ways that it can slide.

    >>> three_ways()
    """
    _, ax = draw.canvas(15.4, 5.9)
    titles = ("1-D: one way", "2-D: two ways", "3-D: three ways")
    cases: list[tuple[int, tuple[int, int], tuple[float, float], tuple[int, int, int]]] = [
        (1, (1, 7), (2.9, 0.2), (1, 1, 3)),
        (1, (5, 6), (1.9, 5.6), (1, 3, 3)),
        (4, (5, 6), (2.4, 10.4), (2, 3, 3)),
    ]
    notes = ("sound, text, sensors", "pictures", "videos, scans")
    for ways, (title, (planes, shape, origin, kernel), note) in enumerate(
        zip(titles, cases, notes, strict=True), 1
    ):
        front = volume(ax, planes, shape, origin, draw.INPUT, kernel)[0]
        _directions(ax, front, kernel, ways)
        middle = origin[1] + shape[1] * SIZE / 2
        draw.write(ax, title, (0.3, middle + (0.5 if planes > 1 else 0)), bold=True)
        draw.write(ax, note, (5.6, middle), fontsize=9.5)


def depth_or_channels() -> None:
    """Draw a kernel as deep as its input, which slides two ways, and one that is less deep.

    >>> depth_or_channels()
    """
    _, ax = draw.canvas(15.6, 5.0)
    shape, small = (4, 5), (2, 3)  # a kernel of 3×3 has 2×3 places on 4×5
    for left, kernel, made, title, note in [
        (0.1, (5, 3, 3), 1, "five channels, all in the kernel", "one map"),
        (8.2, (3, 3, 3), 3, "a depth of five, three in the kernel", "three maps, in order"),
    ]:
        front = volume(ax, 5, shape, (2.5, left), draw.INPUT, kernel)[0]
        _directions(ax, front, kernel, 2 if made == 1 else 3)
        draw.write(ax, title, (0.2, left), bold=True, align="left")
        draw.operator(ax, "→", (3.3, left + 4.6))
        place = (2.9 if made == 1 else 3.3, left + 5.0)
        volume(ax, made, small, place, draw.OUTPUT)
        draw.write(ax, note, (place[0] + 2 * SIZE + 0.4, left + 6.0), fontsize=9.5)


def sentence(words: Sequence[str], table: np.ndarray, scores: Sequence[float], k: int) -> None:
    """Draw a sentence as E × L numbers, with the best window framed, and the scores below.

    >>> sentence(["not", "good"], np.ones((3, 2)), [5], 2)
    """
    length, best = len(words), int(np.argmax(scores))
    wide = 1.35  # a word needs more room than a number
    _, ax = draw.canvas(3.0 + length * wide, 2.4 + len(table))
    for i, word in enumerate(words):
        middle = 3.0 + (i + 0.5) * wide
        draw.write(ax, word, (0.3, middle), bold=best <= i < best + k)
        column = table[:, i : i + 1]
        draw.grid(ax, column, origin=(0.8, middle - 0.5), color=draw.INPUT)
    names = ["denies", "praises", "is long"][: len(table)]
    for e, name in enumerate(names):
        draw.write(ax, name, (1.3 + e, 2.7), align="right", fontsize=9.5)
    left = 3.0 + best * wide
    draw.window(ax, 0.72, left + 0.08, len(table) + 0.16, k * wide - 0.16)
    row = 1.4 + len(table)
    draw.write(ax, "scores", (row + 0.5, 2.7), align="right", fontsize=9.5)
    for i, score in enumerate(scores):
        middle = 3.0 + (i + k / 2) * wide
        mark = [(0, 0)] if i == best else None
        draw.grid(ax, [score], origin=(row, middle - 0.5), color=draw.OUTPUT, highlight=mark)


def sound(ax: Axes, values: np.ndarray, rate: float, *, color: str = draw.BLUE) -> None:
    """Draw a curve of more values than the picture has dots: its lowest and highest in each strip.

    >>> sound(draw.plot()[1], np.random.default_rng(0).normal(size=12000), rate=4000)
    """
    begins = np.arange(0, len(values), 20)
    low, high = np.minimum.reduceat(values, begins), np.maximum.reduceat(values, begins)
    ax.fill_between(begins / rate, low, high, color=color, linewidth=0.4)


def three_paddings(x: Sequence[Any], k: int, moment: int) -> None:
    """Draw a signal with its zeros before it, at both ends and after it, the present in one column.

    The frame is the window of the answer at `moment`.

    >>> three_paddings([4, 7, 1, 3, 5], 3, 2)
    """
    _, ax = draw.canvas(15.0, 8.2)
    column = 4.4 + k - 1 + moment  # where the present stands in every row
    cases = [
        ("zeros before", k - 1, "past and present: causal"),
        ("at both ends", (k - 1) // 2, "a bit of the future"),
        ("zeros after", 0, "present and future"),
    ]
    for line, (title, before, note) in enumerate(cases):
        after = k - 1 - before
        values = [0] * before + list(x) + [0] * after
        ends = [(0, j) for j in range(len(values)) if not before <= j < before + len(x)]
        top, left = 1.2 + 2.5 * line, column - before - moment
        box = draw.grid(
            ax,
            values,
            origin=(top, left),
            padding=ends,
            highlight=[(0, before + moment)],
        )
        draw.write(ax, title, (top + 0.5, 0), bold=True, align="left")
        draw.window(ax, top - 0.1, box.left + moment - 0.08, 1.2, k + 0.16, color=draw.ORANGE)
        draw.write(ax, note, (top + 1.5, box.left + moment + k / 2), fontsize=9.5)
    draw.write(ax, "now", (0.4, column + 0.5), bold=True)


def frames(x: np.ndarray, w: np.ndarray, y: np.ndarray, at: tuple[int, int, int]) -> None:
    """Draw the frames of a volume; below, the slices of a kernel and the frames of the output.

    Framed are the output at `at` and its window.

    >>> frames(np.ones((3, 3, 3)), np.ones((2, 2, 2)), np.ones((2, 2, 2)), (1, 1, 1))
    """
    gap, (down, across) = 0.6, w.shape[1:]
    below = 1.8 + x.shape[1]  # where the second line begins
    lines = [(x, "frame", draw.INPUT, 0.8), (w, "slice", draw.KERNEL, below)]
    lines.append((y, "frame", draw.OUTPUT, below))
    widths = [len(a) * (a.shape[2] + gap) for a in (x, w, y)]
    _, ax = draw.canvas(max(widths[0], widths[1] + widths[2]) + 1.0, below + max(down, y.shape[1]))
    left = 0.0
    for array, name, color, top in lines:
        left = 0.0 if array is w else left
        for d, plane in enumerate(array):
            box = draw.grid(
                ax,
                plane,
                origin=(top, left),
                color=color,
                label=f"{name} {d}",
                highlight=[at[1:]] if array is y and d == at[0] else None,
            )
            if array is x and at[0] <= d < at[0] + len(w):
                draw.window(ax, *box.cell(*at[1:]), down, across)
            left = box.right + gap
        if array is not y:
            draw.operator(ax, "⋆" if array is x else "=", (top + plane.shape[0] / 2, left))
            left += gap
