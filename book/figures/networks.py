"""Figures of chapter 14: layers in a row, blocks with branches, what networks cost and achieve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch

from figures import draw


def winners(years: Mapping[str, tuple[float, str]], human: float) -> None:
    """Draw the errors of the winners of a contest as bars, year by year, with a line for people.

    >>> winners({"2012": (16.4, "8 layers")}, 5.1)
    """
    _, ax = draw.plot(7.0, 3.0)
    names, errors = list(years), [error for error, _ in years.values()]
    deep = [note != "features" for _, note in years.values()]
    ax.bar(
        names,
        errors,
        width=0.62,
        color=[draw.tint(draw.OUTPUT if d else draw.GREY, 0.75) for d in deep],
        edgecolor=draw.INK,
        hatch=["" if d else "//" for d in deep],
    )
    for place, (error, note) in enumerate(years.values()):
        words = f"{error:g} %\n{note}"
        ax.text(place, max(error, human) + 0.5, words, ha="center", va="bottom", fontsize=9.5)
    ax.axhline(human, color=draw.HIGHLIGHT, linestyle="--", linewidth=1.6)
    ax.text(len(names) - 0.3, human + 0.5, f"a human,\n{human:g} %", fontsize=9)
    ax.set(xlim=(-0.6, len(names) + 0.5), ylim=(0, 35), ylabel="top-5 error, %")


# How a layer is drawn: what kind it is, then its colour and whether its frame is dashed.
KINDS = {
    "conv": (draw.KERNEL, False),
    "pool": (draw.PADDING, True),
    "block": (draw.INPUT, False),
    "dense": (draw.OUTPUT, False),
}


def in_rows(networks: Mapping[str, Sequence[tuple[str, str]]], cell: float = 0.44) -> None:
    """Draw each network as a row of cells, one for each layer: its kind, and what is written in it.

    >>> in_rows({"LeNet": [("conv", "5"), ("pool", "P"), ("dense", "D")]})
    """
    longest = max(len(layers) for layers in networks.values())
    _, ax = draw.canvas(max(longest * cell, 15.4), 1.35 * len(networks) + 0.9)
    for line, (name, layers) in enumerate(networks.items()):
        top = 0.55 + 1.35 * line
        draw.write(ax, name, (top - 0.3, 0), bold=True, align="left", fontsize=10)
        for place, (kind, text) in enumerate(layers):
            color, dashed = KINDS[kind]
            draw.grid(
                ax,
                [[text]],
                origin=(top, place * cell),
                color=color,
                size=cell,
                fontsize=7.5,
                padding=[(0, 0)] if dashed else None,
            )
    keys = [("conv", "3", "3×3 convolution"), ("pool", "P", "pooling")]
    keys += [("block", "I", "Inception, 2 layers deep"), ("dense", "D", "dense")]
    left, top = 0.0, 1.35 * len(networks) + 0.4
    for kind, text, words in keys:
        color, dashed = KINDS[kind]
        pad = [(0, 0)] if dashed else None
        at = (top, left)
        draw.grid(ax, [[text]], origin=at, color=color, size=cell, fontsize=7.5, padding=pad)
        draw.write(ax, words, (top + cell / 2, left + cell + 0.15), align="left", fontsize=9)
        left += cell + 0.65 + 0.185 * len(words)


def shares(names: Sequence[str], costs: Mapping[str, tuple[Sequence[float], str]]) -> None:
    """Draw where a network spends what it costs: a panel of bars for each kind of cost.

    >>> shares(["conv", "dense"], {"parameters": ([1, 9], "10 in all")})
    """
    _, axes = draw.plot(7.0, 1.5 * len(costs) + 0.6, nrows=len(costs), sharex=True, squeeze=False)
    palette = [draw.KERNEL, draw.BLUE, draw.OUTPUT]
    for ax, color, (what, (values, note)) in zip(axes[:, 0], palette, costs.items(), strict=False):
        part = 100 * np.asarray(values) / np.sum(values)
        ax.bar(range(len(names)), part, color=draw.tint(color, 0.8), edgecolor=draw.INK, width=0.7)
        ax.set_ylabel("%")
        ax.text(0.012, 0.95, f"{what}: {note}", transform=ax.transAxes, va="top", fontsize=10)
        ax.set_ylim(0, max(part) * 1.35)
    axes[-1, 0].set_xticks(range(len(names)), names, rotation=90, fontsize=8.5)


def _node(
    ax: Axes, text: str, at: tuple[float, float], color: str, width: float, height: float = 0.85
) -> None:
    """A rounded box with words, centred at (row, column)."""
    ax.add_patch(
        FancyBboxPatch(
            (at[1] - width / 2, at[0] - height / 2),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.18",
            facecolor=draw.tint(color, 0.35),
            edgecolor=draw.tint(color, 0.9),
            linewidth=1.1,
            zorder=3,
        )
    )
    draw.write(ax, text, at, fontsize=9)


def branches(
    title: str,
    source: str,
    ways: Sequence[Sequence[tuple[str, str]]],
    end: str,
    left: float,
    ax: Axes,
) -> None:
    """Draw a block of parallel ways from top to bottom: each a list of (words, count), joined.

    >>> _, ax = draw.canvas(9, 9)
    >>> branches("plain", "28×28×256", [[("1×1, 128", "26 M")]], "672", 0, ax)
    """
    step, width = 2.02, 1.84
    columns = [left + number * step + width / 2 for number in range(len(ways))]
    middle = (columns[0] + columns[-1]) / 2
    draw.write(ax, title, (0.1, middle), bold=True)
    _node(ax, source, (1.05, middle), draw.INPUT, 3.2)
    split, meet = 2.0, 7.45
    for row in (split, meet):
        _line(ax, (row, columns[0]), (row, columns[-1]))
    _line(ax, (1.5, middle), (split, middle))
    draw.arrow(ax, (meet, middle), (8.1, middle), linewidth=1.1)
    for column, way in zip(columns, ways, strict=True):
        rows = [4.4] if len(way) == 1 else [3.1, 5.6]
        before = split
        for row, (words, count) in zip(rows, way, strict=True):
            color = draw.PADDING if "max" in words else draw.KERNEL
            draw.arrow(ax, (before, column), (row - 0.42, column), linewidth=1.1)
            _node(ax, words, (row, column), color, width)
            draw.write(ax, count, (row + 0.7, column), fontsize=8)
            before = row + 0.95
        _line(ax, (before, column), (meet, column))
    _node(ax, end, (8.5, middle), draw.OUTPUT, 4.3)


def _line(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    color: str = draw.INK,
    width: float = 1.1,
) -> None:
    """A straight line between two (row, column) points."""
    ax.plot([start[1], end[1]], [start[0], end[0]], color=color, linewidth=width)


def shortcut(
    ax: Axes, title: str, steps: Sequence[str], left: float, way: str | None, source: str = "x"
) -> None:
    """Draw two or three convolutions from top to bottom and, if `way` is given, a shortcut.

    >>> _, ax = draw.canvas(6, 9)
    >>> shortcut(ax, "residual", ["3×3, 64", "3×3, 64"], 0, "x")
    """
    column, row = left + 1.6, 1.3
    draw.write(ax, title, (0.1, column), bold=True)
    _node(ax, source, (row - 0.2, column), draw.INPUT, 2.3, 0.7)
    top = row + 0.35
    for number, words in enumerate(steps):
        below = row + 1.45
        draw.arrow(ax, (row + 0.17, column), (below - 0.44, column), linewidth=1.2)
        _node(ax, words, (below, column), draw.KERNEL, 2.6)
        if number < len(steps) - 1:
            draw.write(ax, "ReLU", (below + 0.72, column + 0.12), fontsize=8.5, align="left")
        row = below + 0.3
    end = row + 1.2
    if way is None:
        draw.arrow(ax, (row + 0.14, column), (end + 1.25, column), linewidth=1.2)
    else:
        draw.arrow(ax, (row + 0.14, column), (end - 0.28, column), linewidth=1.2)
        draw.arrow(ax, (end + 0.3, column), (end + 1.25, column), linewidth=1.2)
        side = column + 1.85
        _line(ax, (top, column), (top, side), draw.HIGHLIGHT, 2)
        _line(ax, (top, side), (end, side), draw.HIGHLIGHT, 2)
        draw.arrow(ax, (end, side), (end, column + 0.3), color=draw.HIGHLIGHT, linewidth=2)
        draw.write(ax, way, ((top + end) / 2, side + 0.15), fontsize=9, align="left")
        ring = Circle((column, end), 0.3, facecolor="white", edgecolor=draw.INK, zorder=4)
        ax.add_patch(ring)
        draw.write(ax, "+", (end - 0.02, column), fontsize=14)
    draw.write(ax, "ReLU", (end + 0.72, column + 0.12), fontsize=8.5, align="left")
    draw.write(ax, "y", (end + 1.6, column))


def training(curves: Mapping[str, Sequence[Sequence[float]]]) -> None:
    """Draw the error on the training pictures, epoch by epoch: a thin line for each start.

    >>> training({"plain, 30 layers": [[90, 80], [88, 79]]})
    """
    styles = [(draw.ORANGE, "--"), (draw.SKY, "--"), (draw.VERMILLION, "-"), (draw.BLUE, "-")]
    _, ax = draw.plot(7.0, 3.4)
    ends = {name: np.mean([run[-1] for run in runs]) for name, runs in curves.items()}
    labels = dict(
        zip(sorted(ends, key=ends.__getitem__), _apart(sorted(ends.values()), 5.5), strict=True)
    )
    for (name, runs), (color, line) in zip(curves.items(), styles, strict=False):
        epochs = np.arange(1, len(runs[0]) + 1)
        for run in runs:
            ax.plot(epochs, run, color=color, linestyle=line, linewidth=1, alpha=0.6)
        mean = np.mean(runs, axis=0)
        ax.plot(epochs, mean, color=color, linestyle=line, linewidth=2.6)
        ax.text(epochs[-1] + 0.12, labels[name], name, va="center", fontsize=10)
    ax.set(xlabel="epoch", ylabel="error on training pictures, %", ylim=(0, 95))
    ax.set_xlim(0.8, epochs[-1] * 1.3)
    ax.set_xticks(epochs)


def _apart(heights: Sequence[float], least: float) -> list[float]:
    """Heights of labels in rising order, moved up where two would overlap."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + least) if placed else height)
    return placed


def compared(
    networks: Mapping[str, tuple[float, float, float]],
    without: Mapping[str, tuple[float, float]],
    beside: Mapping[str, tuple[float, float]],
) -> None:
    """Draw networks by multiply-adds and error; a disc's area is their number of parameters.

    Args:
        networks: name → (G multiply-adds, top-5 error, million parameters).
        without: name → (G multiply-adds, million parameters), no error: drawn on the axis.
        beside: name → offset of its label in points.

    >>> compared({"A": (1.0, 18.2, 62)}, {"M": (0.6, 4)}, {})
    """
    _, ax = draw.plot(7.2, 4.5)
    for name, (macs, error, millions) in networks.items():
        ax.scatter(
            macs, error, s=9 * millions, color=draw.tint(draw.BLUE, 0.45), edgecolor=draw.BLUE
        )
        ax.plot(macs, error, ".", color=draw.INK, markersize=3)
        _label(ax, f"{name}\n{millions:.1f} M", (macs, error), beside.get(name, (12, 8)))
    ax.axhline(0, color=draw.INK, linewidth=0.8)
    below = -1.7
    ax.text(39, below, "no top-5 error known", ha="right", va="center", fontsize=9)
    for name, (macs, millions) in without.items():
        ax.scatter(
            macs,
            below,
            s=9 * millions,
            color=draw.tint(draw.ORANGE, 0.5),
            edgecolor=draw.INK,
            marker="D",
        )
        _label(ax, f"{name}\n{millions:.1f} M", (macs, below), beside.get(name, (8, 8)))
    ax.set_xscale("log")
    ax.set_xticks(
        [0.1, 0.2, 0.5, 1, 2, 5, 10, 20], ["0.1", "0.2", "0.5", "1", "2", "5", "10", "20"]
    )
    ax.minorticks_off()
    ax.set(xlim=(0.1, 40), ylim=(-3.4, 21), yticks=[0, 5, 10, 15, 20])
    ax.set(xlabel="multiply-adds for one picture, in thousand millions", ylabel="top-5 error, %")


def _label(ax: Axes, text: str, at: tuple[float, float], offset: tuple[float, float]) -> None:
    ax.annotate(text, at, xytext=offset, textcoords="offset points", fontsize=8.5, va="center")
