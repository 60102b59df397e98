"""Figures of chapter 7: stamps that add up, a convolution as a matrix, stamps that overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from figures import draw


def stamped(x: np.ndarray, w: np.ndarray, stride: int) -> np.ndarray:
    """The stamp of every pixel on its own output, NaN where it does not reach: H×W×oH×oW.

    >>> stamped(np.array([[1, 2]]), np.array([[5, 6]]), 1)[0, 1].tolist()
    [[nan, 10.0, 12.0]]
    """
    (H, W), (kH, kW) = x.shape, w.shape
    stamps = np.full((H, W, (H - 1) * stride + kH, (W - 1) * stride + kW), np.nan)
    for i, j in np.ndindex(H, W):
        top, left = i * stride, j * stride
        stamps[i, j, top : top + kH, left : left + kW] = x[i, j] * w
    return stamps


def stamps(x: np.ndarray, w: np.ndarray, stride: int, focus: tuple[int, int]) -> None:
    """Draw what each pixel of a 2×2 input stamps and, below, the sum; `focus` is framed in all.

    >>> stamps(np.array([[1, 2], [3, 4]]), np.ones((3, 3)), 2, (2, 2))
    """
    each = stamped(x, w, stride)
    total = np.nansum(each, axis=(0, 1))
    size, gap = 0.68, 0.75
    height, width = total.shape
    _, ax = draw.canvas(4 * width * size + 3 * gap, 2.6 + height * (size + 1))
    for number, (i, j) in enumerate(np.ndindex(2, 2)):
        box = draw.grid(
            ax,
            each[i, j],
            origin=(0.8, number * (width * size + gap)),
            color=draw.OUTPUT,
            label=f"{x[i, j]:g} · w",
            size=size,
            faded=np.isnan(each[i, j]),
        )
        draw.window(ax, *box.cell(*focus), size, size)
        if number < 3:
            draw.operator(ax, "+", (box.center[0], box.right + gap / 2))
    top = 2.1 + height * size
    middle = top + height / 2
    draw.grid(ax, x, origin=(middle - 1, 0.4), color=draw.INPUT, label="input x", note="2×2")
    draw.grid(ax, w, origin=(middle - 1.5, 3.7), color=draw.KERNEL, label="kernel w", note="3×3")
    draw.operator(ax, "=", (middle, 8.0))
    shape = f"{height}×{width}"
    draw.grid(
        ax,
        total,
        origin=(top, 9.0),
        color=draw.OUTPUT,
        label="output y",
        note=shape,
        highlight=[focus],
    )


def matrix(C: np.ndarray, w: np.ndarray, size: tuple[int, int], row: int) -> None:
    """Draw the matrix of a convolution, its transpose, and the window that one row belongs to.

    >>> C = np.zeros((4, 16))
    >>> matrix(C, np.ones((3, 3)), (4, 4), row=1)
    """
    cell = 0.62
    high, wide = C.shape
    _, ax = draw.canvas(wide * cell + 1.4 + high * cell + 0.6, wide * cell + 1.6)
    shown = np.where(C == 0, np.nan, C)
    left = draw.grid(
        ax,
        shown,
        origin=(0.8, 0),
        color=draw.KERNEL,
        size=cell,
        faded=C == 0,
        label="C",
        note=f"{high}×{wide}",
    )
    right = draw.grid(
        ax,
        shown.T,
        origin=(0.8, wide * cell + 1.4),
        color=draw.KERNEL,
        size=cell,
        faded=C.T == 0,
        label="C transposed",
        note=f"{wide}×{high}",
    )
    draw.window(ax, *left.cell(row, 0), cell, wide * cell)
    draw.window(ax, *right.cell(0, row), wide * cell, cell)
    columns = size[1] - w.shape[1] + 1
    i, j = divmod(row, columns)
    top = left.bottom + 2.4
    kernel = draw.grid(ax, w, origin=(top + 0.5, 0.2), color=draw.KERNEL, label="kernel w")
    numbers = np.arange(size[0] * size[1]).reshape(size)
    pixels = draw.grid(
        ax,
        numbers,
        origin=(top, kernel.right + 1.6),
        color=draw.INPUT,
        label="pixels, numbered",
        note=f"framed: window {row}, row {row} of C",
    )
    draw.window(ax, *pixels.cell(i, j), *w.shape)


def zeros_between(
    x: np.ndarray, w: np.ndarray, spread: np.ndarray, is_zero: np.ndarray, y: np.ndarray
) -> None:
    """Draw input, its copy among zeros (dashed cells), the rotated kernel and the output.

    >>> one = np.ones((1, 1))
    >>> zeros_between(one, one, np.pad(one, 1), np.pad(one, 1) == 0, np.ones((3, 3)))
    """
    small = {"size": 0.72}
    draw.row(
        [
            draw.Panel(x, draw.INPUT, "input", _shape(x), small),
            "→",
            draw.Panel(
                spread, draw.INPUT, "with zeros", _shape(spread), small | {"padding": is_zero}
            ),
            "⋆",
            draw.Panel(w[::-1, ::-1], draw.KERNEL, "w rotated", _shape(w), small),
            "=",
            draw.Panel(y, draw.OUTPUT, "output", _shape(y), small),
        ],
        gap=0.2,
    )


def overlaps(cases: Sequence[tuple[int, int, int]]) -> None:
    """Draw, for each (n, k, stride), the n stamps under one another and their number per place.

    >>> overlaps([(3, 3, 2), (3, 4, 2)])
    """
    cell, gap = 0.62, 1.2
    lengths = [(n - 1) * s + k for n, k, s in cases]
    tallest = max(n for n, _, _ in cases)
    _, ax = draw.canvas(sum(lengths) * cell + gap * (len(cases) - 1), 1.6 + (tallest + 1.6) * cell)
    left = 0.0
    for (n, k, s), length in zip(cases, lengths, strict=True):
        title = f"kernel {k}, stride {s}"
        draw.write(ax, title, (0.3, left + length * cell / 2), bold=True)
        count = np.zeros(length)
        for i in range(n):
            begin = i * s
            count[begin : begin + k] += 1
            at = (0.8 + i * cell, left + begin * cell)
            draw.grid(ax, [""] * k, origin=at, color=draw.KERNEL, size=cell, fontsize=1)
        most = np.argwhere(np.atleast_2d(count) == count.max())
        uneven = len(set(count[k - 1 : length - k + 1])) > 1
        draw.grid(
            ax,
            count,
            origin=(0.8 + (n + 0.4) * cell, left),
            color=draw.OUTPUT,
            size=cell,
            highlight=[(int(a), int(b)) for a, b in most] if uneven else None,
            note="stamps per place",
        )
        left += length * cell + gap


def shared_size(
    ax: Axes, values: Sequence[Any], top: float, k: int, stride: int, label: str
) -> None:
    """Draw one padded signal and the places of the kernel that fit on it, for the shared sizes.

    >>> _, ax = draw.canvas(12, 6)
    >>> shared_size(ax, [0, 4, 7, 0], 1.0, 3, 1, "two")
    """
    length = len(values)
    places = (length - k) // stride + 1
    used = (places - 1) * stride + k
    ends = [(0, 0), (0, length - 1)]
    box = draw.grid(
        ax, values, origin=(top, 3.2), padding=ends, faded=[(0, b) for b in range(used, length - 1)]
    )
    draw.write(ax, label, (box.center[0], 2.9), align="right", bold=True)
    for place in range(places):
        edge, start = top + 1.15 + 0.34 * place, 3.2 + place * stride
        draw.window(ax, edge, start, 0.24, k, color=draw.ORANGE, linewidth=1.8)
    draw.write(ax, f"{places} places", (box.center[0], box.right + 0.4), align="left")


def _shape(array: np.ndarray) -> str:
    return "×".join(str(n) for n in array.shape)
