"""Figures of chapter 4: kernels that add up, a bank of filters, the order of values in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from figures import draw

LETTERS = {"R": draw.VERMILLION, "G": draw.GREEN, "B": draw.BLUE}


def correlated(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """What each kernel makes of its own channel, not yet added up: C×oH×oW.

    >>> correlated(np.array([[[1, 2]], [[3, 4]]]), np.array([[[1, 1]], [[1, -1]]])).tolist()
    [[[3]], [[-1]]]
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[1:], axis=(1, 2))
    return np.einsum("cijab,cab->cij", windows, w)


def kernels_add_up(
    x: np.ndarray,
    w: np.ndarray,
    names: Sequence[str],
    *,
    bias: float = 0,
    size: float = 1.0,
    focus: tuple[int, int] = (0, 0),
) -> None:
    """Draw channels, kernels and their maps line by line, and the sum; `focus` is framed in all.

    >>> kernels_add_up(np.ones((2, 3, 3)), np.ones((2, 2, 2)), ["a", "b"], bias=1)
    """
    parts = correlated(x, w)
    (C, H, W), (_, kH, kW), (oH, oW) = x.shape, w.shape, parts.shape[1:]
    step, widths, sign = H * size + 0.75, (W * size, kW * size, oW * size), 1.1
    lefts = np.cumsum([1.8, widths[0] + sign, widths[1] + sign])
    _, ax = draw.canvas(lefts[2] + 2 * widths[2] + 2.3, 0.8 + C * step)
    for c in range(C):
        top = 0.9 + c * step
        middle = top + H * size / 2
        head = ("input", "filter", "kernel by kernel") if c == 0 else ("", "", "")
        draw.write(ax, names[c], (middle, lefts[0] - 0.2), align="right", fontsize=9.5)
        box = draw.grid(ax, x[c], origin=(top, lefts[0]), color=draw.INPUT, size=size)
        draw.window(ax, *box.cell(*focus), kH * size, kW * size)
        kernel = draw.grid(
            ax, w[c], origin=(middle - kH * size / 2, lefts[1]), color=draw.KERNEL, size=size
        )
        part = draw.grid(
            ax,
            parts[c],
            origin=(middle - oH * size / 2, lefts[2]),
            color=draw.OUTPUT,
            size=size,
            faded=np.ones((oH, oW), dtype=bool),
        )
        draw.window(ax, *part.cell(*focus), size, size)
        for drawn, name in zip((box, kernel, part), head, strict=True):
            draw.write(ax, name, (0.35, drawn.center[1]), bold=True)
        draw.operator(ax, "⋆", (middle, (box.right + kernel.left) / 2))
        draw.operator(ax, "=", (middle, (kernel.right + part.left) / 2))
        if c:
            draw.operator(ax, "+", (top - 0.375, part.center[1]))
    middle = 0.9 + (C * step - 0.75) / 2
    right = lefts[2] + widths[2]
    brace = right + 0.35
    ax.plot(
        [brace, brace + 0.25, brace + 0.25, brace],
        [1.0, 1.0, 0.8 + C * step - 0.75, 0.8 + C * step - 0.75],
        color=draw.INK,
        linewidth=1.2,
    )
    draw.grid(
        ax,
        parts.sum(axis=0) + bias,
        origin=(middle - oH * size / 2, right + 1.6),
        color=draw.OUTPUT,
        size=size,
        label="sum + bias" if bias else "sum",
        note=f"bias {bias:g}" if bias else "one map",
        highlight=[focus],
    )
    draw.operator(ax, "=", (middle, right + 1.05))


def bank(
    kernels: Mapping[str, np.ndarray], maps: Sequence[np.ndarray], channels: Sequence[str]
) -> None:
    """Draw a filter in each line, its kernels side by side in purple and orange, and its map.

    >>> bank({"first": np.ones((2, 3, 3))}, [np.eye(6)], ["a", "b"])
    """
    side, gap, step = 1.65, 0.5, 3.0
    C = len(channels)
    map_left = 3.3 + C * (side + gap) + 1.2
    map_width = step * 0.92 * maps[0].shape[1] / maps[0].shape[0]
    _, ax = draw.canvas(map_left + map_width, 0.8 + len(maps) * step)
    for c, channel in enumerate(channels):
        draw.write(ax, channel, (0.35, 3.3 + c * (side + gap) + side / 2), bold=True)
    draw.write(ax, "map", (0.35, map_left + map_width / 2), bold=True)
    for line, ((name, stack), result) in enumerate(zip(kernels.items(), maps, strict=True)):
        top = 0.8 + line * step
        middle = top + step * 0.46
        most = np.abs(stack).max()
        draw.write(ax, name, (middle, 3.0), align="right")
        for c, kernel in enumerate(stack):
            origin = (middle - side / 2, 3.3 + c * (side + gap))
            draw.image(
                ax,
                kernel,
                origin=origin,
                height=side,
                signed=True,
                pixels=True,
                limits=(-most, most),
            )
        draw.arrow(ax, (middle, map_left - 1.3), (middle, map_left - 0.3))
        signed = bool(stack.min() < 0)
        edge = np.quantile(np.abs(result), 0.995)
        limits = (-edge, edge) if signed else (float(result.min()), float(result.max()))
        draw.image(
            ax, result, origin=(top, map_left), height=step * 0.92, signed=signed, limits=limits
        )


def memory(H: int, W: int) -> None:
    """Draw the values of an H×W colour picture in the order of a file and in that of a layer.

    >>> memory(1, 2)
    """
    size = 0.95
    pixels = [f"{i}{j}" for i in range(H) for j in range(W)]
    orders = {
        "H×W×C": [(letter, pixel) for pixel in pixels for letter in LETTERS],
        "C×H×W": [(letter, pixel) for letter in LETTERS for pixel in pixels],
    }
    _, ax = draw.canvas(2.4 + len(pixels) * 3 * size, 3.6)
    for line, (name, values) in enumerate(orders.items()):
        top = 0.5 + line * 1.8
        draw.write(ax, name, (top + size / 2, 2.1), align="right", bold=True)
        for place, (letter, pixel) in enumerate(values):
            draw.grid(
                ax,
                [[letter + pixel]],
                origin=(top, 2.4 + place * size),
                color=LETTERS[letter],
                size=size,
                fontsize=8.5,
            )
        block = 3 if line == 0 else len(pixels)
        for start in range(0, len(values), block):
            draw.window(ax, top, 2.4 + start * size, size, block * size, color=draw.INK)
