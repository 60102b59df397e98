"""Figures of chapter 16: windows as columns, windows in memory, blocks, spectra, and times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from figures import draw


def columns(x: np.ndarray, w: np.ndarray, matrix: np.ndarray, place: tuple[int, int]) -> None:
    """Draw a picture with one window framed and, below, kernel row times matrix with its column.

    >>> x, w = np.arange(6).reshape(2, 3), np.ones((1, 2))
    >>> columns(x, w, np.ones((2, 4)), (0, 1))
    """
    (H, W), (kH, kW) = x.shape, w.shape
    oW = W - kW + 1
    count, places = matrix.shape
    across = max(count + places + 1.2, 4.2 + W + kW + oW)
    _, ax = draw.canvas(across, H + count + 3.4)
    picture = draw.grid(ax, x, origin=(0.8, 0.2), color=draw.INPUT, label="picture")
    draw.window(ax, *picture.cell(*place), kH, kW)
    kernel = draw.grid(ax, w, origin=(0.8, picture.right + 2), color=draw.KERNEL, label="kernel")
    y = (w.ravel() @ matrix).reshape(-1, oW)
    draw.grid(ax, y, origin=(0.8, kernel.right + 2), color=draw.OUTPUT, label="output",
              highlight=[place])  # fmt: skip
    top = H + 2.6
    row = draw.grid(ax, w.reshape(1, -1), origin=(top + (count - 1) / 2, 0), color=draw.KERNEL,
                    label="kernel as a row", note=f"1×{count}")  # fmt: skip
    draw.operator(ax, "·", (top + count / 2, row.right + 0.6))
    right = draw.grid(ax, matrix, origin=(top, row.right + 1.2), color=draw.INPUT,
                      note=f"windows as columns, {count}×{places}")  # fmt: skip
    column = place[0] * oW + place[1]
    draw.window(ax, *right.cell(0, column), count, 1)
    draw.arrow(ax, (picture.top + place[0] + kH + 0.1, picture.left + place[1] + kW / 2),
               (top - 0.1, right.left + column + 0.5), curve=0.15)  # fmt: skip


def memory(pixels: int, channels: int, kW: int) -> None:
    """Draw one line of pixels, channels last, kW times: each time with every kW-th window framed.

    >>> memory(5, 2, 2)
    """
    cell = 14.6 / (pixels * channels)
    letters = "abcdefgh"[:channels]
    names = [f"{t}{letters[c]}" for t in range(pixels) for c in range(channels)]
    _, ax = draw.canvas(pixels * channels * cell, kW * 2.1)
    for first in range(kW):
        line = draw.grid(ax, [names], origin=(0.8 + 2.1 * first, 0), size=cell, fontsize=8.5,
                         color=draw.INPUT)  # fmt: skip
        starts = range(first, pixels - kW + 1, kW)
        for t in starts:
            draw.window(ax, *line.cell(0, t * channels), cell, kW * channels * cell)
        draw.write(ax, f"product {first + 1}: windows {', '.join(str(t) for t in starts)}",
                   at=(line.top - 0.4, 0), align="left", fontsize=9.5)  # fmt: skip


def blocks(n: int, size: int, at: tuple[int, int]) -> None:
    """Draw a product of two n×n matrices with the blocks that make one block of the result.

    >>> blocks(4, 2, (0, 1))
    """
    i, j = (slice(p * size, (p + 1) * size) for p in at)
    masks = [np.zeros((n, n), bool) for _ in range(3)]
    masks[0][i, j] = masks[1][i] = masks[2][:, j] = True
    empty, small = np.full((n, n), None), {"size": 0.55}
    panels = [
        draw.Panel(empty, color, label, note, small | {"highlight": None, "faded": ~mask})
        for mask, color, label, note in zip(
            masks,
            (draw.OUTPUT, draw.KERNEL, draw.INPUT),
            ("result", "left", "right"),
            ("stays in registers", "from the L2 cache", "from the L1 cache"),
            strict=True,
        )
    ]
    _, ax, boxes = draw.row([panels[0], "=", panels[1], "·", panels[2]])
    for box, (top, left, high, wide) in zip(
        boxes,
        [(at[0] * size, at[1] * size, size, size), (at[0] * size, 0, size, n),
         (0, at[1] * size, n, size)],
        strict=True,
    ):  # fmt: skip
        draw.window(ax, *box.cell(top, left), high * box.size, wide * box.size)


def ladder(milliseconds: Mapping[str, float], millions: Mapping[str, float]) -> None:
    """Bars, one below the other: how long each method takes; and how much it multiplies.

    >>> ladder({"loops": 1000.0, "torch": 1.0}, {"loops": 9.0, "torch": 9.0})
    """
    _, (times, counts) = draw.plot(8.6, 3.7, ncols=2, sharey=True, width_ratios=[3, 2])
    names = list(milliseconds)
    colors = [draw.GREY if name == "torch" else draw.BLUE for name in names]
    values = list(milliseconds.values())
    bars = times.barh(names, values, color=colors)
    times.bar_label(bars, [_time(value) for value in values], padding=3, fontsize=9.5)
    times.invert_yaxis()
    times.set(xscale="log", xlim=(min(values) / 2, max(values) * 30))
    times.set_xlabel("milliseconds (logarithmic)")
    known = [millions.get(name, 0.0) for name in names]
    bars = counts.barh(names, known, color=draw.ORANGE)
    counts.bar_label(bars, [f"{v:,.0f}" if v else "?" for v in known], padding=3, fontsize=9.5)
    counts.set_xlim(0, 1.3 * max(known))
    counts.set_xlabel("multiplications, in millions")


def _time(milliseconds: float) -> str:
    if milliseconds >= 60_000:
        return f"{milliseconds / 60_000:.0f} min"
    return f"{milliseconds / 1000:.1f} s" if milliseconds >= 1000 else f"{milliseconds:.3g} ms"


def curves(k: Sequence[int], seconds: Mapping[str, Sequence[float]]) -> None:
    """Lines with marks of their own: the time of each method against the size of the kernel.

    >>> curves([3, 5], {"FFT": [1.0, 1.0], "im2col": [0.5, 2.0]})
    """
    _, ax = draw.plot(6.4, 3.0)
    for mark, (name, times) in zip(("o-", "s--", "^:", "D-."), seconds.items(), strict=False):
        ax.plot(k, [1000 * time for time in times], mark, label=name)
    ax.set(yscale="log", xticks=list(k), xlabel="kernel size k", ylabel="milliseconds")
    ax.legend()


def errors(found: Mapping[str, float]) -> None:
    """Points on a logarithmic line: the largest error of each method.

    >>> errors({"im2col": 1e-7, "F(4, 3)": 1e-6})
    """
    _, ax = draw.plot(6.4, 2.4)
    ax.hlines(list(found), 1e-8, list(found.values()), color=draw.GREY, linewidth=1)
    ax.plot(list(found.values()), list(found), "o", color=draw.VERMILLION, markersize=8)
    ax.invert_yaxis()
    ax.set(xscale="log", xlim=(5e-8, 5e-5))
    ax.set_xlabel("largest error, float32, as a part of the largest value")
