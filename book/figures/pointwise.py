"""Figures of chapter 5: one pixel through all channels, tables of pixels, the price of a detour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from figures import draw


def stack(
    ax: Axes,
    planes: int,
    shape: tuple[int, int],
    origin: tuple[float, float],
    color: str,
    focus: tuple[int, int],
    *,
    size: float = 0.62,
    step: float = 0.5,
) -> list[tuple[float, float]]:
    """Draw empty channels one behind the other, with one pixel marked in each of them.

    Returns the middle of that pixel, channel by channel, the front one first. `origin` is the top
    left corner of the front channel.

    >>> _, ax = draw.canvas(5, 5)
    >>> stack(ax, 2, (2, 3), (2, 0), draw.INPUT, (0, 0))[1]
    (1.81, 0.81)
    """
    middles = []
    for c in reversed(range(planes)):
        corner = (origin[0] - c * step, origin[1] + c * step)
        box = draw.grid(
            ax, np.full(shape, ""), origin=corner, color=color, size=size, highlight=[focus]
        )
        row, column = box.middle(*focus)
        middles.append((round(row, 2), round(column, 2)))
    return middles[::-1]


def through_all_channels() -> None:
    """Draw four channels, two filters of 1×1, and what they make of one pixel.

    >>> through_all_channels()
    """
    _, ax = draw.canvas(15.6, 6.6)
    focus, size = (1, 3), 0.62
    seen = stack(ax, 4, (4, 5), (2.9, 0.2), draw.INPUT, focus)
    made = stack(ax, 2, (4, 5), (2.4, 11.6), draw.OUTPUT, focus)
    for f, top in ((1, 2.7), (0, 4.6)):  # the hind channel is reached from above
        box = draw.grid(
            ax,
            [["w₀", "w₁", "w₂", "w₃"]],
            origin=(top, 6.9),
            color=draw.KERNEL,
            size=0.72,
            label=f"filter {f}, 1×1",
        )
        draw.arrow(ax, (box.center[0], box.right + 0.1), (made[f][0], made[f][1] - 0.35))
    draw.arrow(ax, (seen[2][0] - 0.1, seen[3][1] + 0.4), (3.06, 6.8))
    draw.arrow(ax, (seen[1][0], seen[3][1] + 0.4), (4.96, 6.8))
    draw.write(ax, "4 channels", (0.5, 3.5), bold=True)
    draw.write(ax, "2 channels", (0.5, 13.6), bold=True)
    draw.write(ax, "the same pixel in all of them", (2.9 + 4 * size + 0.6, 2.2), fontsize=9.5)
    draw.write(ax, "the same pixel", (2.4 + 4 * size + 0.6, 13.2), fontsize=9.5)


def mixed(x: np.ndarray, weight: np.ndarray, y: np.ndarray, pixel: tuple[int, int]) -> None:
    """Draw every channel of a small picture, the weights and every output channel.

    >>> mixed(np.ones((2, 1, 1)), np.ones((1, 2)), np.ones((1, 1, 1)), (0, 0))
    """
    size, gap = 0.9, 0.35
    widths = [len(x) * (x.shape[2] * size + gap), 1.2, weight.shape[1] * size + gap, 1.0]
    total = sum(widths) + len(y) * (y.shape[2] * size + gap)
    _, ax = draw.canvas(total, 1.7 + x.shape[1] * size)

    def channels(maps: np.ndarray, left: float, color: str) -> float:
        for c, plane in enumerate(maps):
            box = draw.grid(
                ax,
                plane,
                origin=(0.8, left),
                color=color,
                size=size,
                label=f"channel {c}",
                highlight=[pixel],
            )
            left = box.right + gap
        return left

    left = channels(x, 0.0, draw.INPUT)
    middle = 0.8 + x.shape[1] * size / 2
    draw.operator(ax, "→", (middle, left + 0.35))
    rows = [f"filter {f}" for f in range(len(weight))]
    box = draw.grid(
        ax,
        weight,
        origin=(middle - len(weight) * size / 2, left + 1.0),
        color=draw.KERNEL,
        size=size,
        label="weights",
        note="a row for each filter" if len(rows) > 1 else "",
    )
    draw.operator(ax, "→", (middle, box.right + 0.6))
    channels(y, box.right + 1.2, draw.OUTPUT)


def tables(x: np.ndarray, shown: Sequence[tuple[str, np.ndarray, bool]]) -> None:
    """Draw the channels of a picture and, beside them, tables that claim to hold its pixels.

    `shown` has a title, a table and whether it is right.

    >>> tables(np.ones((2, 1, 2)), [("right", np.ones((2, 2)), True)])
    """
    size = 0.8
    _, ax = draw.canvas(15.6, 1.9 + max(len(table) for _, table, _ in shown) * size)
    left = 0.0
    for c, plane in enumerate(x):
        color = (draw.SKY, draw.ORANGE, draw.GREEN)[c]
        box = draw.grid(ax, plane, origin=(0.8, left), color=color, size=size, label=f"channel {c}")
        left = box.right + 0.75
    left += 0.4
    for title, table, right in shown:
        box = draw.grid(
            ax,
            table,
            origin=(0.8, left),
            color=draw.OUTPUT if right else draw.GREY,
            size=size,
            label=title,
            note=f"{table.shape[0]}×{table.shape[1]}",
            highlight=[(0, c) for c in range(table.shape[1])],
        )
        left = box.right + 1.6


def detour(C: int, F: int, cells: int, marked: int) -> Axes:
    """Plot the multiply-adds at one pixel with a bottleneck of any width, and without.

    >>> ax = detour(9, 2, 9, 5)
    >>> len(ax.lines) >= 2
    True
    """
    widths = np.arange(0, C + 1)
    direct, each = cells * C * F, C + cells * F
    _, ax = draw.plot(6.6, 3.0)
    ax.plot(widths, each * widths / 1000, label="1×1 to M channels, then the large kernel")
    ax.axhline(direct / 1000, color=draw.VERMILLION, linestyle="--", label="the large kernel alone")
    ax.plot(direct / each, direct / 1000, "o", color=draw.INK)
    ax.annotate(
        f"M = {direct / each:.1f}",
        (direct / each, direct / 1000),
        (-8, 8),
        ha="right",
        textcoords="offset points",
    )
    ax.plot(marked, each * marked / 1000, "s", color=draw.INK)
    ax.annotate(
        f"M = {marked}: {100 * each * marked / direct:.0f} %",
        (marked, each * marked / 1000),
        (10, -4),
        textcoords="offset points",
    )
    ax.set(xlabel="channels in the middle, M", ylabel="thousand multiply-adds\nat one pixel")
    ax.set(xlim=(0, C), ylim=(0, 1.25 * each * C / 1000))
    ax.legend(loc="upper left")
    return ax
