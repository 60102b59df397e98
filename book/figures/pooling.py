"""Figures of chapter 11: windows and what they keep, a border of −∞, shifts, gradients."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from figures import draw


def two_poolings(x: np.ndarray, k: int, most: np.ndarray, mean: np.ndarray) -> None:
    """Draw a map with its windows framed, and what the maximum and the mean keep of each.

    >>> two_poolings(np.ones((4, 4)), 2, np.ones((2, 2)), np.ones((2, 2)))
    """
    _, ax, boxes = draw.row(
        [
            draw.Panel(x, draw.INPUT, "input x", shape(x)),
            "→",
            draw.Panel(most, draw.OUTPUT, "maximum", shape(most), {"highlight": [(0, 1)]}),
            draw.Panel(mean, draw.OUTPUT, "mean", shape(mean), {"highlight": [(0, 1)]}),
        ],
        gap=0.7,
    )
    rows, columns = most.shape
    for i, j in np.ndindex(rows, columns):
        thick = 2.8 if (i, j) == (0, 1) else 1.4
        color = draw.HIGHLIGHT if (i, j) == (0, 1) else draw.INK
        draw.window(ax, *boxes[0].cell(i * k, j * k), k, k, linewidth=thick, color=color)


def with_border(
    x: np.ndarray, border: str, y: np.ndarray, at: tuple[int, int], k: int, s: int
) -> None:
    """Draw a map in a border of one cell, one window framed, and the result.

    >>> with_border(np.ones((3, 4)), "0", np.ones((2, 2)), (1, 1), 3, 2)
    """
    wide = np.full((x.shape[0] + 2, x.shape[1] + 2), border, dtype=object)
    wide[1:-1, 1:-1] = x
    around = np.ones(wide.shape, dtype=bool)
    around[1:-1, 1:-1] = False
    _, ax, boxes = draw.row(
        [
            draw.Panel(wide, draw.INPUT, "input with padding", shape(x), {"padding": around}),
            "→",
            draw.Panel(y, draw.OUTPUT, "maximum", shape(y), {"highlight": [at]}),
        ],
        gap=0.9,
    )
    draw.window(ax, *boxes[0].cell(at[0] * s, at[1] * s), k, k)


def signal(
    ax: Axes,
    values: Sequence[float],
    answers: Sequence[float],
    origin: tuple[float, float],
    k: int,
    label: str,
    *,
    framed: bool = True,
) -> None:
    """Draw a line of values, windows of k side by side under it, and what each of them keeps.

    Without `framed` the windows are left out, for results that rest on more than one of them.

    >>> _, ax = draw.canvas(8, 4)
    >>> signal(ax, [0, 1, 0, 0], [1, 0], (0.8, 0), 2, "before")
    """
    size = 0.8
    loud = [(0, b) for b, value in enumerate(values) if value]
    box = draw.grid(ax, values, origin=origin, size=size, label=label, highlight=loud)
    for i, answer in enumerate(answers):
        left = box.left + i * k * size
        if framed:
            bar = (box.bottom + 0.15, left + 0.06, 0.18, k * size - 0.12)
            draw.window(ax, *bar, color=draw.INK, linewidth=1.4)
        place = (box.bottom + 0.55, left + (k - 1) * size / 2)
        draw.grid(ax, [answer], origin=place, size=size, color=draw.OUTPUT)


def gradients(x: np.ndarray, dy: np.ndarray, to_max: np.ndarray, to_all: np.ndarray) -> None:
    """Draw a map, the gradient that arrives, and where maximum and mean send it.

    >>> gradients(np.ones((4, 4)), np.ones((2, 2)), np.ones((4, 4)), np.ones((4, 4)))
    """
    size = 0.82
    draw.row(
        [
            draw.Panel(x, draw.INPUT, "input x", "", {"size": size, "highlight": to_max != 0}),
            draw.Panel(dy, draw.OUTPUT, "dy", "", {"size": size}),
            "→",
            draw.Panel(
                np.where(to_max == 0, np.nan, to_max),
                draw.INPUT,
                "dx of the maximum",
                "",
                {"size": size, "highlight": to_max != 0},
            ),
            draw.Panel(to_all, draw.INPUT, "dx of the mean", "", {"size": size}),
        ],
        gap=0.75,
    )


def gallery(
    rows: Sequence[tuple[str, Sequence[tuple[np.ndarray, str]]]], height: float, width: float
) -> None:
    """Draw lines of pictures, each line with its name on the left, all equally large.

    >>> gallery([("maximum", [(np.eye(2), "2×2")])], 2.0, 2.0)
    """
    _, ax = draw.canvas(
        1.0 + max(len(line) for _, line in rows) * (width + 0.3), len(rows) * (height + 1.1)
    )
    for number, (name, line) in enumerate(rows):
        top = 0.8 + number * (height + 1.1)
        ax.text(
            0.35,
            top + height / 2,
            name,
            rotation=90,
            ha="center",
            va="center",
            fontweight="bold",
            fontsize=10.5,
        )
        for place, (array, label) in enumerate(line):
            origin = (top, 1.0 + place * (width + 0.3))
            draw.image(
                ax, array, origin=origin, height=height, label=label, pixels=True, limits=(0, 1)
            )


def shape(array: np.ndarray) -> str:
    """The sizes of an array as a reader writes them.

    >>> shape(np.ones((2, 3)))
    '2×3'
    """
    return "×".join(str(n) for n in array.shape)
