"""Figures of chapter 10: two towers, who sees whom, blocks in a matrix, the channel shuffle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from figures import draw

GROUPS = (draw.BLUE, draw.ORANGE, draw.GREEN, draw.PURPLE)
HATCHES = ("", "//", "..", "xx")


def towers(maps: Sequence[tuple[str, int, bool]]) -> None:
    """Draw layers of two towers: (name, maps in each tower, whether the towers meet before it).

    >>> towers([("conv1", 48, False), ("conv2", 128, False), ("conv3", 192, True)])
    """
    wide, gap = 1.12, 0.78
    _, ax = draw.canvas(2.0 + (wide + gap) * len(maps), 6.4)
    draw.write(ax, "picture", (3.2, 0.6), fontsize=9.5)
    previous: list[tuple[float, float]] = [(3.2, 1.25)] * 2
    for number, (name, count, meet) in enumerate(maps):
        left = 2.0 + number * (wide + gap)
        here = []
        for tower, middle in enumerate((1.75, 4.65)):
            ax.add_patch(
                Rectangle(
                    (left, middle - 0.7),
                    wide,
                    1.4,
                    facecolor=draw.tint(GROUPS[tower], 0.3),
                    edgecolor=GROUPS[tower],
                    linewidth=1.4,
                    zorder=3,
                )
            )
            draw.write(ax, f"{count:,}", (middle, left + wide / 2), fontsize=9.5)
            here.append((middle, left + wide))
            for source in (0, 1) if meet else (tower,):
                crossing = meet and source != tower
                draw.arrow(
                    ax,
                    previous[source],
                    (middle, left),
                    color=draw.HIGHLIGHT if crossing else draw.INK,
                    linewidth=1.8 if crossing else 1.2,
                )
        draw.write(ax, name, (0.4, left + wide / 2), fontsize=9.5, bold=True)
        previous = here
    draw.write(ax, "GPU 1", (2.75, 2.0 + wide / 2), fontsize=9)
    draw.write(ax, "GPU 2", (5.65, 2.0 + wide / 2), fontsize=9)


def wiring(ax: Axes, left: float, channels: int, filters: int, groups: int, title: str) -> None:
    """Draw which channels (top) each filter (bottom) sees, in groups.

    >>> _, ax = draw.canvas(8, 5)
    >>> wiring(ax, 0, 4, 4, 2, "two groups")
    """
    draw.write(ax, title, (0.2, left + channels / 2), bold=True)
    for f in range(filters):
        group = f // (filters // groups)
        for c in range(channels):
            if c // (channels // groups) == group:
                color = GROUPS[group % 4]
                ax.plot([left + c + 0.5, left + f + 0.5], [1.8, 3.6], color=color, lw=1.5, zorder=1)
    for count, top, color, letter in [
        (channels, 1.0, draw.INPUT, "c"),
        (filters, 3.6, draw.OUTPUT, "f"),
    ]:
        size = count // groups
        values = [f"{letter}{n}" for n in range(count)]
        draw.grid(ax, values, origin=(top, left), color=color, size=1.0, fontsize=9)
        for g in range(1, groups):
            edge = left + g * size
            ax.plot([edge, edge], [top - 0.12, top + 1.12], color=draw.INK, lw=2.6, zorder=7)
    pairs = channels * filters // groups
    draw.write(ax, f"{pairs} kernels", (5.1, left + channels / 2), fontsize=9.5)


def by_hand(x: np.ndarray, w: np.ndarray, b: np.ndarray, y: np.ndarray) -> None:
    """Draw two groups of two channels and one filter each, with kernels, biases and outputs.

    >>> by_hand(np.ones((4, 2, 3)), np.ones((2, 2, 2, 2)), np.ones(2), np.ones((2, 1, 2)))
    """
    _, ax = draw.canvas(15.6, 7.7)
    for g in (0, 1):
        top = 0.9 + 4.4 * g
        for c in (0, 1):
            channel = 2 * g + c
            label, left = f"channel {channel}", 0.1 + 3.4 * c
            box = draw.grid(ax, x[channel], origin=(top, left), color=draw.INPUT, label=label)
            draw.window(ax, box.top, box.left, 2, 2)
            name = f"w[{g}, {c}]"
            draw.grid(ax, w[g, c], origin=(top, 7.7 + 2.35 * c), color=draw.KERNEL, label=name)
        draw.operator(ax, "⋆", (top + 1, 7.15))
        bias = f"{b[g]:+g}".replace("-", "− ").replace("+", "+ ")
        draw.write(ax, f"{bias} =", (top + 1, 12.92), fontsize=12)
        draw.grid(
            ax,
            y[g],
            origin=(top + 0.55, 13.8),
            color=draw.OUTPUT,
            label=f"output {g}",
            highlight=[(0, 0)],
            size=0.9,
        )
    ax.plot([0, 15.6], [4.05, 4.05], color=draw.INK, lw=2.2)


def blocks(cases: Sequence[tuple[np.ndarray, str]], size: float = 0.56) -> None:
    """Draw weights of 1×1 layers, one row for each filter; zeros are pale and empty.

    >>> blocks([(np.eye(2), "two groups")])
    """
    gap = 0.9
    widths = [w.shape[1] * size for w, _ in cases]
    tallest = max(w.shape[0] for w, _ in cases) * size
    _, ax = draw.canvas(sum(widths) + gap * (len(cases) - 1), tallest + 1.6)
    left = 0.0
    for (weight, label), width in zip(cases, widths, strict=True):
        draw.grid(
            ax,
            np.where(weight == 0, np.nan, weight),
            origin=(0.8, left),
            color=draw.KERNEL,
            size=size,
            faded=weight == 0,
            label=label,
            note=f"{int((weight != 0).sum())} weights",
            fontsize=8.5,
        )
        left += width + gap


def shuffle_steps(groups: int, size: int) -> None:
    """Draw a shuffle in four steps: channels in a row, a table, its transpose, a row again.

    >>> shuffle_steps(2, 3)
    """
    channels = np.arange(groups * size)
    table = channels.reshape(groups, size)
    tall = max(groups, size)
    _, ax = draw.canvas(15.6, 3.4 + tall)
    _dealt(ax, channels[None], (0.8, 0.4), size, f"{groups} groups of {size}, side by side")
    middle, transposed = 3.4, 2.2 + size
    flat = transposed + groups + 1.8
    _dealt(ax, table, (middle, 0.4), size, f"reshape to {groups}×{size}")
    draw.operator(ax, "→", (middle + tall / 2, 1.3 + size))
    _dealt(ax, table.T, (middle, transposed), size, f"transpose: {size}×{groups}")
    draw.operator(ax, "→", (middle + tall / 2, flat - 0.9))
    _dealt(ax, table.T.ravel()[None], (middle + tall / 2 - 0.5, flat), size, "flatten")


def _dealt(ax: Axes, table: np.ndarray, origin: tuple[float, float], size: int, label: str) -> None:
    """A grid whose cells show by colour and hatching which group they come from."""
    box = draw.grid(ax, table, origin=origin, color=draw.INPUT, label=label)
    for i, j in np.ndindex(*table.shape):
        group = int(table[i, j]) // size
        top, left = box.cell(i, j)
        ax.add_patch(
            Rectangle(
                (left, top),
                1,
                1,
                facecolor=draw.tint(GROUPS[group % 4], 0.34),
                edgecolor=GROUPS[group % 4],
                hatch=HATCHES[group % 4],
                linewidth=1.0,
                zorder=2,
            )
        )


def reach(cases: Sequence[tuple[np.ndarray, str, str]], size: float = 0.38) -> None:
    """Draw tables of who hears of whom: output in rows, input in columns, filled where it does.

    >>> reach([(np.eye(3), "one layer", "1 of 3")])
    """
    gap = 0.9
    widths = [table.shape[1] * size for table, _, _ in cases]
    tallest = max(table.shape[0] for table, _, _ in cases) * size
    _, ax = draw.canvas(sum(widths) + gap * (len(cases) - 1) + 0.6, tallest + 1.7)
    left = 0.6
    for (table, label, note), width in zip(cases, widths, strict=True):
        box = draw.grid(
            ax,
            np.full(table.shape, ""),
            origin=(0.8, left),
            color=draw.OUTPUT,
            size=size,
            faded=table == 0,
            highlight=None,
            label=label,
            note=note,
            fontsize=1,
        )
        for i, j in np.argwhere(table > 0):
            row, column = box.middle(int(i), int(j))
            ax.scatter([column], [row], s=20, color=draw.GREEN, zorder=4)
        left += width + gap
    draw.write(ax, "output", (0.8 + tallest / 2, 0.1), fontsize=8.5)
    ax.texts[-1].set_rotation(90)
