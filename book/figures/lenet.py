"""Figures of chapter 13: the network as a row of boxes, its table, what goes on inside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Rectangle

from figures import draw

SCALE = 0.062  # cells of the canvas to a pixel of a map
STEP = 0.13  # from one map of a stack to the next


def stack(ax, left: float, middle: float, count: int, side: int, color: str) -> float:
    """Draw `count` square maps behind one another and return where the stack ends on the right.

    >>> _, ax = draw.canvas(4, 4)
    >>> stack(ax, 0, 2, 3, 10, draw.INPUT)
    0.88
    """
    size, shown = side * SCALE, min(count, 8)
    for n in range(shown):
        shift = n * STEP
        corner = (left + shift, middle - size / 2 - (shown - 1) * STEP / 2 + shift)
        ax.add_patch(
            Rectangle(
                corner, size, size, facecolor=draw.tint(color, 0.45), edgecolor=draw.INK, lw=0.8
            )
        )
    return round(left + size + (shown - 1) * STEP, 2)


def architecture() -> None:
    """Draw LeNet-5 from the input to the ten outputs, with shapes and the kind of each step.

    >>> architecture()
    """
    _, ax = draw.canvas(16, 5.6)
    middle, left = 2.9, 0.1
    maps = [
        ("input", 1, 32, draw.INPUT, "5×5"),
        ("C1", 6, 28, draw.OUTPUT, "pool"),
        ("S2", 6, 14, draw.PURPLE, "5×5"),
        ("C3", 16, 10, draw.OUTPUT, "pool"),
        ("S4", 16, 5, draw.PURPLE, "5×5"),
    ]
    for name, count, side, color, step in maps:
        right = stack(ax, left, middle, count, side, color)
        center = (left + right) / 2
        draw.write(ax, name, at=(0.5, center), bold=True)
        draw.write(ax, f"{count}×{side}×{side}", at=(5.2, center), fontsize=9.5)
        draw.arrow(ax, (middle, right + 0.05), (middle, right + 0.8))
        draw.write(ax, step, at=(middle - 0.45, right + 0.42), fontsize=9)
        left = right + 0.85
    for name, count, high in [("C5", 120, 3.6), ("F6", 84, 2.6), ("out", 10, 0.9)]:
        ax.add_patch(
            Rectangle(
                (left, middle - high / 2),
                0.32,
                high,
                facecolor=draw.tint(draw.KERNEL, 0.6),
                edgecolor=draw.INK,
                lw=0.8,
            )
        )
        draw.write(ax, name, at=(0.5, left + 0.16), bold=True)
        draw.write(ax, str(count), at=(5.2, left + 0.16), fontsize=9.5)
        if name != "out":
            draw.arrow(ax, (middle, left + 0.36), (middle, left + 0.92))
        left += 0.96


def connections(table: np.ndarray) -> None:
    """Draw a table of connections: rows are input maps, columns output maps.

    >>> connections(np.eye(2, 3, dtype=bool))
    """
    C, F = table.shape
    size = 0.78
    _, ax = draw.canvas(F * size + 2.4, C * size + 2.0)
    crosses = np.where(table, "X", "")
    box = draw.grid(
        ax, crosses, origin=(1.5, 2.2), color=draw.KERNEL, size=size, faded=~table, fontsize=10.5
    )
    draw.write(ax, "output map of C3", at=(0.3, box.center[1]), bold=True)
    draw.write(ax, "input", at=(box.center[0] - 0.3, 0.55), bold=True)
    draw.write(ax, "map", at=(box.center[0] + 0.3, 0.55), bold=True)
    for column in range(F):
        draw.write(ax, str(column), at=(1.1, box.middle(0, column)[1]), fontsize=9)
    for row in range(C):
        draw.write(ax, str(row), at=(box.middle(row, 0)[0], 1.85), fontsize=9)


def budget(names: Sequence[str], series: dict[str, Sequence[int]]) -> None:
    """Draw what each layer has and does, as shares of the whole; one row of bars for each kind.

    >>> budget(["C1", "C3"], {"parameters": [156, 1516]})
    """
    _, axes = draw.plot(6.8, 2.9, ncols=len(series), sharey=True, squeeze=False)
    places = np.arange(len(names))[::-1]
    colors = [draw.ORANGE, draw.SKY]
    for ax, (title, values), color in zip(axes[0], series.items(), colors, strict=False):
        ax.barh(places, values, color=draw.tint(color, 0.75), edgecolor=draw.INK, linewidth=0.8)
        for place, value in zip(places, values, strict=True):
            ax.text(value + 0.02 * max(values), place, f"{value:,}", va="center", fontsize=9)
        ax.set(title=title, xlim=(0, 1.32 * max(values)), xticks=[], yticks=places)
        ax.set_yticklabels(names)
        ax.spines["bottom"].set_visible(False)


def inside(picture: np.ndarray, stages: dict[str, np.ndarray], p: np.ndarray) -> None:
    """Draw a digit, the probabilities of the ten classes, and its maps after each stage (C×H×W).

    >>> inside(np.eye(8), {"C1": np.ones((2, 4, 4))}, np.full(10, 0.1))
    """
    _, ax = draw.canvas(16, 7.3)
    draw.image(ax, picture, origin=(0.8, 0.1), height=2.3, label="digit", pixels=True)
    draw.write(ax, "probabilities", at=(3.75, 1.3), bold=True)
    for k, share in enumerate(p):
        place = 4.35 + 0.31 * k
        color = draw.OUTPUT if k == int(np.argmax(p)) else draw.GREY
        bar = Rectangle((0.6, place - 0.11), 1.9 * share, 0.22, facecolor=color, edgecolor=draw.INK)
        bar.set_linewidth(0.6)
        ax.add_patch(bar)
        draw.write(ax, str(k), at=(place, 0.3), fontsize=8.5)
    top = 0.8
    for name, maps in stages.items():
        size = 1.3 if len(maps) <= 8 else 0.68
        shape = "×".join(str(n) for n in maps.shape)
        draw.write(ax, f"{name}, {shape}", at=(top - 0.38, 3.9), align="left", bold=True)
        for n, one in enumerate(maps):
            place = (top, 3.9 + n * (size + 0.06))
            limits = (0.0, float(maps.max()) or 1.0)
            draw.image(ax, one, origin=place, height=size, pixels=True, limits=limits)
        top += size + 0.85


def gallery(pictures: Sequence[np.ndarray], notes: Sequence[str], columns: int = 8) -> None:
    """Draw small pictures in lines, each with a note below.

    >>> gallery([np.eye(8)] * 3, ["a", "b", "c"])
    """
    lines, height = -(-len(pictures) // columns), min(1.7, 0.9 * 16 / columns)
    _, ax = draw.canvas(16, 2.75 * lines)
    for n, (picture, note) in enumerate(zip(pictures, notes, strict=True)):
        line, column = divmod(n, columns)
        draw.image(
            ax,
            picture,
            origin=(0.1 + 2.75 * line, 0.15 + column * 16 / columns),
            height=height,
            note=note,
            pixels=True,
            limits=(0, 1),
        )
