"""Colours, fonts and file format of every figure: one home for the look.

Colours are Okabe and Ito's, which people with colour-vision deficiency can tell apart. Still, no
meaning may rest on colour alone.
"""

from __future__ import annotations

import matplotlib as mpl
from cycler import cycler
from matplotlib.colors import to_rgb
from matplotlib_inline.backend_inline import set_matplotlib_formats

# Okabe and Ito (2008), by name and by role.
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE, GREY = "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#999999"
INPUT, KERNEL, OUTPUT, PADDING, HIGHLIGHT = SKY, ORANGE, GREEN, GREY, VERMILLION
INK = "#1F2328"

CELL = 0.43  # inches to a cell: sixteen cells fill the text column
MARGIN = 0.25  # cells of air around a canvas, so that thick frames are not cut
SIGNED = "PuOr"  # map for values of both signs: purple above zero, orange below, white at zero


def use_style() -> None:
    """Set fonts, lines and SVG output for all figures of a notebook.

    >>> use_style()
    """
    mpl.rcParams.update(
        {
            "font.family": "DejaVu Sans",
            "font.size": 11,
            "axes.edgecolor": INK,
            "axes.labelcolor": INK,
            "axes.prop_cycle": cycler(color=[BLUE, VERMILLION, GREEN, PURPLE, ORANGE, BLACK]),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlesize": 11,
            "figure.facecolor": "white",
            "legend.frameon": False,
            "lines.linewidth": 2.0,
            "mathtext.fontset": "dejavusans",
            "savefig.facecolor": "white",
            "svg.fonttype": "path",
            "svg.hashsalt": "convolution-by-hand",  # the same figure gives the same bytes
            "text.color": INK,
            "image.cmap": "gray",
        }
    )
    # No tight bounding box: it would rescale each figure on its own and cells would differ in size.
    set_matplotlib_formats("svg", bbox_inches=None, metadata={"Date": None}, dpi=144)


def tint(color: str, strength: float = 0.32) -> tuple[float, float, float]:
    """Mix a colour with white, so that dark digits stay readable on it.

    >>> tint("#000000", 0.0)
    (1.0, 1.0, 1.0)
    """
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(color))
    return red, green, blue
