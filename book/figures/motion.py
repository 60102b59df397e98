"""Moving pictures where motion explains: a window that slides, stamps that fall one by one.

A `Scene` is drawn once, in SVG of a few kilobytes. What moves is marked with the frames in which
it is to be seen, and ``motion.js`` shows one frame after another, with a button to pause and one
to step. It stands still for those who ask their system for less motion, and off the screen; where
scripts are off, the last frame is shown, in which everything has happened.

    >>> from figures.motion import Scene
    >>> scene = Scene(9, 4)
    >>> x = scene.grid([[1, 2, 3], [4, 5, 6]], (1, 0), INPUT, "input")
    >>> y = scene.grid((1, 2), (1.5, 5), OUTPUT, "sums of 2×2")
    >>> for j, total in enumerate([12, 16]):
    ...     scene.next(f"window {j}: {total}")
    ...     scene.window(x, 0, j, 2, 2)
    ...     scene.number(y, 0, j, total, stays=True)
    >>> "data-frames" in scene.html("a window of 2 by 2 slides over 2 by 3 numbers")
    True
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
from IPython.display import HTML
from matplotlib.colors import to_hex

from figures.cells import Box
from figures.style import HIGHLIGHT, INK, INPUT, OUTPUT, PADDING, tint

__all__ = ["INPUT", "OUTPUT", "Scene"]

UNIT = 30  # pixels to a cell
AIR = 8  # pixels around the scene
SECONDS = 1.1  # for a frame


class Scene:
    """A still picture of so many cells, and what moves in it."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.parts: list[str] = []
        self.captions: list[str] = []

    def grid(
        self, values: Any, origin: tuple[float, float], color: str, note: str = "", size: float = 1
    ) -> Box:
        """A grid of numbers, or of empty cells if `values` is a shape; stands from the first frame.

        Zeros of a border are `PADDING`: pass NaN for a cell that is to look like one.
        """
        empty = isinstance(values, tuple)
        array = np.full(values, np.nan) if empty else np.asarray(values, dtype=float)
        box = Box(*origin, array.shape[0] * size, array.shape[1] * size, size)
        face = to_hex(tint(color))
        cells = []
        for i, j in np.ndindex(array.shape):
            zero = np.isnan(array[i, j]) and not empty
            style = f'fill="#fff" stroke="{PADDING}" stroke-dasharray="3 3"' if zero else ""
            cells.append(self._rect(*box.cell(i, j), size, size, style))
        style = f'fill="{face}" stroke="{color}" stroke-width="1.2"'
        self.parts.append(f"<g {style}>{''.join(cells)}</g>")
        if not empty:
            for i, j in np.ndindex(array.shape):
                self._write(0 if np.isnan(array[i, j]) else array[i, j], *box.middle(i, j), size)
        if note:
            self._write(note, box.bottom + 0.45, box.left + box.width / 2, 0.9)
        return box

    def next(self, caption: str) -> None:
        """Begin a frame; the caption says what happens in it."""
        self.captions.append(caption)

    def window(
        self, box: Box, i: float, j: float, height: float, width: float, color: str = HIGHLIGHT
    ) -> None:
        """A thick frame round cells of a grid, in this frame only."""
        size = box.size
        style = f'fill="none" stroke="{color}" stroke-width="3.5" {self._when(False)}'
        self.parts.append(self._rect(*box.cell(i, j), height * size, width * size, style))

    def taps(self, box: Box, cells: Sequence[tuple[int, int]], color: str = HIGHLIGHT) -> None:
        """Dots on cells that take part, in this frame only."""
        for i, j in cells:
            row, column = box.middle(i, j)
            x, y = self._at(row, column)
            radius = 0.42 * box.size * UNIT
            self.parts.append(
                f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="none" stroke="{color}" '
                f'stroke-width="3" {self._when(False)}/>'
            )

    def line(self, start: tuple[float, float], end: tuple[float, float], stays: bool) -> None:
        """A line between two points of the canvas, each (row, column)."""
        (x1, y1), (x2, y2) = self._at(*start), self._at(*end)
        self.parts.append(
            f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{HIGHLIGHT}" '
            f'stroke-width="2" stroke-opacity=".75" {self._when(stays)}/>'
        )

    def number(self, box: Box, i: int, j: int, value: float, stays: bool = False) -> None:
        """A number in a cell, in this frame only or from now on."""
        self._write(value, *box.middle(i, j), box.size, self._when(stays))

    def fill(self, box: Box, i: int, j: int, color: str, stays: bool = False) -> None:
        """A coloured cell, in this frame only or from now on; draw its number afterwards."""
        style = f'fill="{to_hex(tint(color, 0.6))}" stroke="{color}" {self._when(stays)}'
        self.parts.append(self._rect(*box.cell(i, j), box.size, box.size, style))

    def html(self, alt: str) -> str:
        """The scene with its buttons; `alt` is for those who do not see it."""
        wide, high = self.width * UNIT + 2 * AIR, self.height * UNIT + 2 * AIR
        captions = html.escape("|".join(self.captions))
        return (
            f'<div class="motion" data-frames="{captions}" data-seconds="{SECONDS}">'
            f'<svg viewBox="{-AIR} {-AIR} {wide:g} {high:g}" style="max-width:{wide:g}px" '
            f'role="img" aria-label="{html.escape(alt)}" font-family="system-ui, sans-serif" '
            f'text-anchor="middle" dominant-baseline="central">{"".join(self.parts)}</svg>'
            '<div class="motion-bar"><button type="button" class="motion-play">Play</button>'
            '<button type="button" class="motion-step">Step</button>'
            f'<span class="motion-caption">{html.escape(self.captions[-1])}</span></div></div>'
        )

    def show(self, alt: str) -> HTML:
        """The scene as the output of a cell."""
        return HTML(self.html(alt))

    def _when(self, stays: bool) -> str:
        frame = len(self.captions) - 1
        last = "" if stays else f' data-to="{frame}"'
        return f'data-from="{frame}"{last}'

    def _at(self, row: float, column: float) -> tuple[float, float]:
        return column * UNIT, row * UNIT

    def _rect(self, row: float, column: float, height: float, width: float, style: str) -> str:
        x, y = self._at(row, column)
        return (
            f'<rect x="{x:g}" y="{y:g}" width="{width * UNIT:g}" height="{height * UNIT:g}" '
            f"{style}/>"
        )

    def _write(self, what: Any, row: float, column: float, size: float, when: str = "") -> None:
        x, y = self._at(row, column)
        text = html.escape(what) if isinstance(what, str) else f"{what:g}".replace("-", "−")
        points = min(14.0, 15.5 * size)
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{points:g}" fill="{INK}" {when}>{text}</text>'
        )
