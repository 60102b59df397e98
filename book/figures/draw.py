"""Draw arrays as grids of numbered cells, all in one hand.

Every figure of the book is made of a few parts: a `grid` of numbers, a `window` laid over it, an
`arrow`, an `operator` between two grids, an `image`. They stand on a `canvas` measured in cells, so
that a cell has the same size in every figure. `row` puts whole grids side by side, `image_row` does
the same for photographs.

Positions are ``(row, column)`` as in an array, counted in cells from the top left of the canvas.
Colours are Okabe and Ito's, which people with colour-vision deficiency can tell apart; still, no
meaning rests on colour alone: grids carry labels, highlights a thick frame, padding dashed cells.

    >>> from figures import draw
    >>> draw.use_style()                                    # once, in a chapter's first cell
    >>> x = [[1, 2], [3, 4]]
    >>> _, ax, (left, right) = draw.row(
    ...     [draw.Panel(x, draw.INPUT, "x"), "=", draw.Panel(x, draw.OUTPUT, "y")]
    ... )
    >>> draw.window(ax, *left.cell(0, 1), 1, 1)
    >>> right.width
    2.0

End a cell with an assignment or a semicolon, so that no return value is printed under the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.cells import Box, arrow, canvas, grid, operator, window, write
from figures.style import (
    BLACK,
    BLUE,
    CELL,
    GREEN,
    GREY,
    HIGHLIGHT,
    INK,
    INPUT,
    KERNEL,
    ORANGE,
    OUTPUT,
    PADDING,
    PURPLE,
    SIGNED,
    SKY,
    VERMILLION,
    YELLOW,
    tint,
    use_style,
)

__all__ = [
    "BLACK",
    "BLUE",
    "CELL",
    "GREEN",
    "GREY",
    "HIGHLIGHT",
    "INK",
    "INPUT",
    "KERNEL",
    "ORANGE",
    "OUTPUT",
    "PADDING",
    "PURPLE",
    "SIGNED",
    "SKY",
    "VERMILLION",
    "YELLOW",
    "Box",
    "Panel",
    "arrow",
    "canvas",
    "grid",
    "image",
    "image_row",
    "operator",
    "plot",
    "row",
    "tint",
    "use_style",
    "window",
    "write",
]


def plot(width: float = 6.6, height: float = 2.8, **subplots: Any) -> tuple[Figure, Any]:
    """Return a figure with ordinary axes, for curves and bars; sizes in inches.

    >>> _, ax = plot()
    >>> len(ax.lines)
    0
    """
    return plt.subplots(figsize=(width, height), layout="constrained", **subplots)


@dataclass(frozen=True)
class Panel:
    """One grid of a `row`: what to draw and, in ``options``, further arguments of `grid`.

    >>> Panel([[1, 2]], KERNEL, "w", note="1×2").shape
    (1, 2)
    """

    values: Any
    color: str = INPUT
    label: str = ""
    note: str = ""
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows and columns of the grid."""
        return np.atleast_2d(np.asarray(self.values, dtype=object)).shape


def row(items: Sequence[Panel | str], *, gap: float = 0.4) -> tuple[Figure, Axes, list[Box]]:
    """Put grids and signs side by side, centred on one line; return figure, axes and boxes.

    >>> _, _, boxes = row([Panel([[1, 2], [3, 4]], INPUT, "x"), "⋆", Panel([[1]], KERNEL, "w")])
    >>> [box.width for box in boxes]
    [2.0, 1.0]
    """
    panels = [item for item in items if isinstance(item, Panel)]
    sizes = {id(p): p.options.get("size", 1.0) for p in panels}
    heights = [p.shape[0] * sizes[id(p)] for p in panels]
    widths = [0.7 if isinstance(i, str) else i.shape[1] * sizes[id(i)] for i in items]
    above = 0.8 if any(p.label for p in panels) else 0.0
    below = 0.7 if any(p.note for p in panels) else 0.0
    tallest = max(heights)
    figure, ax = canvas(sum(widths) + gap * (len(items) - 1), above + tallest + below)
    boxes, left = [], 0.0
    for item, width in zip(items, widths, strict=True):
        if isinstance(item, str):
            operator(ax, item, (above + tallest / 2, left + width / 2))
        else:
            high = item.shape[0] * sizes[id(item)]
            boxes.append(
                grid(
                    ax,
                    item.values,
                    origin=(above + (tallest - high) / 2, left),
                    color=item.color,
                    label=item.label,
                    note=item.note,
                    **item.options,
                )
            )
        left += width + gap
    return figure, ax, boxes


def image(
    ax: Axes,
    array: Any,
    *,
    origin: tuple[float, float] = (0, 0),
    height: float = 5.0,
    label: str = "",
    note: str = "",
    signed: bool = False,
    limits: tuple[float, float] | None = None,
    pixels: bool = False,
) -> Box:
    """Draw a picture: H×W in grey, H×W×3 in colour, or ``signed`` with zero in white.

    Args:
        height: of the picture on the canvas, in cells; the width follows from the array.
        limits: values for black and white (or, signed, the two ends of the map).
        pixels: show single pixels as sharp squares instead of smoothing.

    >>> _, ax = canvas(5, 5)
    >>> image(ax, np.eye(4), pixels=True).width
    5.0
    """
    data = np.asarray(array, dtype=float)
    width = height * data.shape[1] / data.shape[0]
    top, left = origin
    if limits is None:
        edge = float(np.abs(data).max()) or 1.0
        limits = (-edge, edge) if signed else (float(data.min()), float(data.max()))
    x_limits, y_limits = ax.get_xlim(), ax.get_ylim()
    ax.imshow(
        data,
        cmap=SIGNED if signed else "gray",
        vmin=limits[0],
        vmax=limits[1],
        extent=(left, left + width, top + height, top),
        interpolation="none" if pixels else "antialiased",
        aspect="equal",
        zorder=1,
    )
    ax.set_xlim(x_limits)
    ax.set_ylim(y_limits)
    window(ax, top, left, height, width, color=INK, linewidth=0.8)
    box = Box(float(top), float(left), float(height), float(width))
    if label:
        write(ax, label, at=(box.top - 0.42, box.center[1]), bold=True)
    if note:
        write(ax, note, at=(box.bottom + 0.42, box.center[1]), fontsize=9.5)
    return box


def image_row(
    images: Sequence[tuple[Any, str] | tuple[Any, str, dict[str, Any]]],
    *,
    height: float = 5.0,
    gap: float = 0.5,
) -> tuple[Figure, Axes, list[Box]]:
    """Put pictures side by side: ``(array, label)`` or ``(array, label, options of image)``.

    >>> _, _, boxes = image_row([(np.eye(3), "before"), (-np.eye(3), "after", {"signed": True})])
    >>> len(boxes)
    2
    """
    entries = [(entry[0], entry[1], entry[2] if len(entry) == 3 else {}) for entry in images]
    widths = [height * np.shape(a)[1] / np.shape(a)[0] for a, _, _ in entries]
    below = 0.8 if any(options.get("note") for _, _, options in entries) else 0.0
    figure, ax = canvas(sum(widths) + gap * (len(widths) - 1), 0.8 + height + below)
    boxes, left = [], 0.0
    for (array, label, options), width in zip(entries, widths, strict=True):
        boxes.append(image(ax, array, origin=(0.8, left), height=height, label=label, **options))
        left += width + gap
    return figure, ax, boxes
