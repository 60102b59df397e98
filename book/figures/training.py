"""Figures of chapter 15: epochs cut into batches, balls in valleys, losses that fall or do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from figures import draw

MARKERS = "osd^vP*X"
STYLES = ["-", "--", "-.", ":", (0, (5, 1, 1, 1)), (0, (1, 1)), (0, (3, 1))]


def epochs(orders: Sequence[Sequence[int]], batch_size: int) -> None:
    """Draw samples in the order of each epoch, with a frame round every batch.

    >>> epochs([[2, 0, 1], [1, 2, 0]], 2)
    """
    n = len(orders[0])
    _, ax = draw.canvas(n + 4.2, 2.35 * len(orders) + 0.2)
    step = 0
    for line, order in enumerate(orders):
        top = 0.9 + 2.35 * line
        draw.write(ax, f"epoch {line + 1}", at=(top + 0.5, 0), bold=True, align="left")
        for start in range(0, n, batch_size):
            batch = order[start : start + batch_size]
            left = 2.6 + start + 0.5 * (start // batch_size)
            draw.grid(ax, [batch], origin=(top, left), color=draw.INPUT)
            step += 1
            draw.window(ax, top, left, 1, len(batch), label=f"step {step}")


def lines(ax: Axes, curves: Mapping[str, Sequence[float]], **labels: object) -> None:
    """Draw named curves over 0, 1, 2, …, told apart by colour, dashes and markers.

    >>> _, ax = draw.plot()
    >>> lines(ax, {"a": [1, 2], "b": [2, 1]}, xlabel="epoch")
    >>> len(ax.lines)
    2
    """
    for number, (name, values) in enumerate(curves.items()):
        ax.plot(
            range(len(values)),
            values,
            label=name,
            linestyle=STYLES[number % len(STYLES)],
            marker=MARKERS[number % len(MARKERS)],
            markersize=4,
            linewidth=1.6,
        )
    ax.set(**labels)
    ax.legend(fontsize=8.5)


def descents(paths: Mapping[str, np.ndarray], curvature: float) -> None:
    """Draw the steps of gradient descent on ½·curvature·w², one valley for each rate.

    >>> descents({"slow": np.array([2.0, 1.0])}, 1.0)
    """
    _, axes = draw.plot(7.0, 2.4, ncols=len(paths), sharey=True, squeeze=False)
    edge = 1.15 * max(abs(path).max() for path in paths.values())
    w = np.linspace(-edge, edge, 200)
    for ax, (name, path) in zip(axes[0], paths.items(), strict=True):
        ax.plot(w, curvature * w**2 / 2, color=draw.INK, linewidth=1)
        height = curvature * path**2 / 2
        ax.plot(path, height, "o-", color=draw.VERMILLION, markersize=4, linewidth=1.1)
        ax.set(title=name, xticks=[0], yticks=[], xlabel="w")


def valley(ax: Axes, paths: Mapping[str, np.ndarray], steepness: Sequence[float]) -> None:
    """Draw paths of two parameters over the level lines of ½·Σ steepness·w².

    >>> _, ax = draw.plot()
    >>> valley(ax, {"a": np.array([[1.0, 1.0], [0.5, 0.2]])}, [1, 10])
    """
    turn = np.linspace(0, 2 * np.pi, 200)
    first = next(iter(paths.values()))[0]
    highest = (np.asarray(steepness) * first**2).sum() / 2
    for share in (0.02, 0.1, 0.3, 0.6, 1.0):
        along, across = np.sqrt(2 * share * highest / np.asarray(steepness))
        ax.plot(along * np.cos(turn), across * np.sin(turn), color=draw.GREY, linewidth=0.7)
    for number, (name, path) in enumerate(paths.items()):
        ax.plot(
            *path.T,
            label=name,
            marker=MARKERS[number],
            markersize=3.5,
            linewidth=1.2,
        )
    ax.set(xticks=[], yticks=[], xlabel="gentle direction", ylabel="steep direction")
    ax.legend(fontsize=8.5, loc="upper right")
