"""The parts of a figure made of cells: a canvas, grids of numbers, frames, arrows, words.

Positions are ``(row, column)`` as in an array, counted in cells from the top left of the canvas.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Number
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from figures.style import CELL, HIGHLIGHT, INK, INPUT, MARGIN, PADDING, tint

Points = Iterable[tuple[int, int]]


@dataclass(frozen=True)
class Box:
    """Where something was drawn, in cells of the canvas.

    >>> Box(1, 2, 3, 4).cell(1, 1)
    (2.0, 3.0)
    >>> Box(1, 2, 3, 4).right
    6
    """

    top: float
    left: float
    height: float
    width: float
    size: float = 1.0

    @property
    def bottom(self) -> float:
        """Row of the lower edge."""
        return self.top + self.height

    @property
    def right(self) -> float:
        """Column of the right edge."""
        return self.left + self.width

    @property
    def center(self) -> tuple[float, float]:
        """``(row, column)`` of the middle."""
        return self.top + self.height / 2, self.left + self.width / 2

    def cell(self, row: float, column: float) -> tuple[float, float]:
        """``(row, column)`` on the canvas of the top left corner of a cell of this grid."""
        return self.top + row * self.size, self.left + column * self.size

    def middle(self, row: float, column: float) -> tuple[float, float]:
        """``(row, column)`` on the canvas of the middle of a cell of this grid."""
        return self.cell(row + 0.5, column + 0.5)


def canvas(width_cells: float, height_cells: float) -> tuple[Figure, Axes]:
    """Return an empty figure and axes of that many cells; rows count downwards.

    >>> _, ax = canvas(8, 4)
    >>> [float(edge) for edge in ax.get_ylim()]
    [4.25, -0.25]
    """
    wide, high = width_cells + 2 * MARGIN, height_cells + 2 * MARGIN
    figure = plt.figure(figsize=(wide * CELL, high * CELL))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(-MARGIN, width_cells + MARGIN)
    axes.set_ylim(height_cells + MARGIN, -MARGIN)
    axes.set_aspect("equal")
    axes.axis("off")
    return figure, axes


def grid(
    ax: Axes,
    values: Any,
    *,
    origin: tuple[float, float] = (0, 0),
    color: str = INPUT,
    fmt: str = "g",
    label: str = "",
    note: str = "",
    highlight: Points | np.ndarray | None = None,
    faded: Points | np.ndarray | None = None,
    padding: Points | np.ndarray | None = None,
    size: float = 1.0,
    fontsize: float | None = None,
) -> Box:
    """Draw a matrix (or a vector, as one row) of numbered cells and return where it stands.

    Args:
        values: H×W numbers, strings or ``None``; NaN, ``None`` and ``""`` leave a cell empty.
        origin: ``(row, column)`` of the top left corner.
        fmt: format of the numbers, such as ``"g"`` or ``".1f"``.
        label: text above the grid; ``note``: small text below, often the shape.
        highlight: cells in full colour with a thick frame, as a mask or ``(row, column)`` pairs.
        faded: cells drawn pale.
        padding: cells drawn grey and dashed: they are not data.
        size: side of a cell, in cells of the canvas.

    >>> _, ax = canvas(3, 3)
    >>> grid(ax, [[1, 2, 3], [4, 5, 6]], label="x", highlight=[(0, 0)]).width
    3.0
    """
    table = np.atleast_2d(np.asarray(values, dtype=object))
    rows, columns = table.shape
    top, left = origin
    marked, pale, blank = (_mask(m, table.shape) for m in (highlight, faded, padding))
    for i, j in np.ndindex(rows, columns):
        corner = (left + j * size, top + i * size)
        base = PADDING if blank[i, j] else color
        strength = 0.06 if pale[i, j] else 0.12 if blank[i, j] else 0.32
        ax.add_patch(
            Rectangle(
                corner,
                size,
                size,
                facecolor=tint(base, 0.62 if marked[i, j] else strength),
                edgecolor=tint(base, 0.35 if pale[i, j] else 0.9),
                linewidth=0.9,
                linestyle=(0, (2, 2)) if blank[i, j] else "-",
                zorder=1,
            )
        )
        if marked[i, j]:
            window(ax, corner[1], corner[0], size, size, color=HIGHLIGHT)
        text = _text(table[i, j], fmt)
        ax.text(
            corner[0] + size / 2,
            corner[1] + size / 2,
            text,
            ha="center",
            va="center_baseline",
            fontsize=fontsize or _fontsize(text, size),
            color="#8A8F96" if pale[i, j] else "#5A6068" if blank[i, j] else INK,
            zorder=3,
        )
    box = Box(float(top), float(left), float(rows * size), float(columns * size), size)
    if label:
        write(ax, label, at=(box.top - 0.42, box.center[1]), bold=True)
    if note:
        write(ax, note, at=(box.bottom + 0.42, box.center[1]), fontsize=9.5)
    return box


def window(
    ax: Axes,
    top: float,
    left: float,
    height: float,
    width: float,
    *,
    color: str = HIGHLIGHT,
    linewidth: float = 2.6,
    dashed: bool = False,
    label: str = "",
) -> None:
    """Lay a thick frame over part of a figure: the place where the kernel stands.

    >>> _, ax = canvas(4, 4)
    >>> window(ax, 0, 1, 3, 3, label="kernel")
    >>> len(ax.patches)
    1
    """
    ax.add_patch(
        Rectangle(
            (left, top),
            width,
            height,
            fill=False,
            edgecolor=color,
            linewidth=linewidth,
            linestyle="--" if dashed else "-",
            joinstyle="round",
            zorder=4,
        )
    )
    if label:
        write(ax, label, at=(top - 0.36, left + width / 2), color=color, fontsize=9.5)


def arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    curve: float = 0.0,
    color: str = INK,
    linewidth: float = 1.5,
    label: str = "",
) -> None:
    """Draw an arrow between two ``(row, column)`` points; ``curve`` bends it.

    >>> _, ax = canvas(4, 4)
    >>> arrow(ax, (0, 0), (2, 3), curve=0.2)
    >>> len(ax.patches)
    1
    """
    ax.add_patch(
        FancyArrowPatch(
            (start[1], start[0]),
            (end[1], end[0]),
            arrowstyle="-|>",
            mutation_scale=11,
            connectionstyle=f"arc3,rad={curve}",
            linewidth=linewidth,
            color=color,
            shrinkA=2,
            shrinkB=2,
            zorder=5,
        )
    )
    if label:
        middle = ((start[0] + end[0]) / 2 - 0.3, (start[1] + end[1]) / 2)
        write(ax, label, at=middle, color=color, fontsize=9.5)


def operator(ax: Axes, text: str, at: tuple[float, float], *, fontsize: float = 0) -> None:
    """Write a sign such as ⋆, ∗, + or = at a ``(row, column)`` point.

    >>> _, ax = canvas(1, 1)
    >>> operator(ax, "⋆", (0.5, 0.5))
    """
    # The star of cross-correlation is small in this font.
    write(ax, text, at=at, fontsize=fontsize or (28 if text == "⋆" else 18))


def write(
    ax: Axes,
    text: str,
    at: tuple[float, float],
    *,
    fontsize: float = 10.5,
    color: str = INK,
    bold: bool = False,
    align: str = "center",
) -> None:
    """Write words centred at a ``(row, column)`` point (``align``: left, center or right).

    >>> _, ax = canvas(1, 1)
    >>> write(ax, "input", (0.5, 0.5))
    >>> ax.texts[0].get_text()
    'input'
    """
    weight = "bold" if bold else "normal"
    ax.text(
        at[1],
        at[0],
        text,
        ha=align,
        va="center",
        fontsize=fontsize,
        color=color,
        fontweight=weight,
        zorder=6,
    )


def _mask(cells: Points | np.ndarray | None, shape: tuple[int, ...]) -> np.ndarray:
    """Turn a mask or ``(row, column)`` pairs into a mask."""
    mask = np.zeros(shape, dtype=bool)
    if cells is None:
        return mask
    if isinstance(cells, np.ndarray) and cells.dtype == bool:
        return np.broadcast_to(cells, shape)
    for i, j in cells:
        mask[i, j] = True
    return mask


def _text(value: Any, fmt: str) -> str:
    """Format one cell, with a true minus sign."""
    if value is None or value == "":
        return ""
    if not isinstance(value, Number):
        return str(value)
    number = float(value)  # type: ignore[arg-type]
    if np.isnan(number):
        return ""
    text = format(number, fmt)
    if float(text) == 0:
        text = text.lstrip("-")  # a rounded −0.0 would look like a value of its own
    return text.replace("-", "−")


def _fontsize(text: str, size: float) -> float:
    """Largest size at which the text still fits its cell."""
    return size * {0: 13, 1: 13, 2: 13, 3: 11, 4: 9.5}.get(len(text), 8)
