"""Windows as the columns of a matrix, channel by channel and row by row inside a window."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property


def reference(x, size, padding):
    """columns[(c·kH + a)·kW + b, i·oW + j] = x[c, i + a - pH, j + b - pW], or 0 outside."""
    (kH, kW), (pH, pW) = size, padding
    x = np.pad(x, ((0, 0), (pH, pH), (pW, pW))).astype(float)
    C, H, W = x.shape
    oH, oW = H - kH + 1, W - kW + 1
    columns = np.empty((C * kH * kW, oH * oW))
    for c, a, b in np.ndindex(C, kH, kW):
        columns[(c * kH + a) * kW + b] = x[c, a : a + oH, b : b + oW].ravel()
    return columns


def _axes(x, size, padding):
    """The right matrix as C×kH×kW×oH×oW, for the mistakes that only lay it out wrongly."""
    oH, oW = (n + 2 * p - k + 1 for n, k, p in zip(x.shape[1:], size, padding, strict=True))
    return reference(x, size, padding).reshape(x.shape[0], *size, oH, oW)


check = Check(
    "fast_convolution.im2col",
    "im2col(x, size, padding)",
    reference,
    [
        Property(
            "writes each window of one channel into a column, row by row",
            2,
            lambda rng: [
                (numbers(rng, 1, 2, 3), (2, 2), (0, 0)),
                (numbers(rng, 1, 4, 3), (2, 3), (0, 0)),
                (numbers(rng, 1, 3, 5), (3, 2), (0, 0)),
            ],
        ),
        Property(
            "puts the channels under one another, each with a whole window",
            2,
            lambda rng: [
                (numbers(rng, 2, 2, 3), (1, 2), (0, 0)),
                (numbers(rng, 3, 3, 4), (2, 2), (0, 0)),
                (integers(rng, 2, 4, 3), (3, 2), (0, 0)),
            ],
        ),
        Property(
            "pads rows and columns with zeros, and no channels",
            1,
            lambda rng: [
                (numbers(rng, 1, 2, 2), (2, 1), (1, 0)),
                (fractions(rng, 2, 3, 2), (3, 2), (1, 2)),
                (numbers(rng, 3, 2, 3), (2, 3), (0, 1)),
            ],
        ),
    ],
)


@check.mistake(
    "the matrix is transposed: each window is a row",
    "A window is a column here: how many rows does the matrix have then?",
)
def windows_as_rows(x, size, padding):
    return reference(x, size, padding).T


@check.mistake(
    "the view of windows is reshaped as it is, without moving the kernel's axes to the front",
    "reshape never moves a number. Which axes must be the slow ones before you call it?",
)
def reshaped_unmoved(x, size, padding):
    columns = _axes(x, size, padding)
    return columns.transpose(0, 3, 4, 1, 2).reshape(x.shape[0] * size[0] * size[1], -1)


@check.mistake(
    "the channels change fastest inside a column, not slowest",
    "First the whole window of channel 0, then that of channel 1: in which order are your axes?",
)
def channels_fastest(x, size, padding):
    columns = _axes(x, size, padding).transpose(1, 2, 0, 3, 4)
    return columns.reshape(-1, columns.shape[3] * columns.shape[4])


@check.mistake(
    "windows are written into the columns column by column",
    "w.ravel() goes through the kernel row by row. The pixels of a window must do the same.",
)
def window_by_columns(x, size, padding):
    columns = _axes(x, size, padding).swapaxes(1, 2)
    return columns.reshape(x.shape[0] * size[0] * size[1], -1)


@check.mistake(
    "the windows come in the wrong order, down the picture first",
    "The second column belongs to the window one step to the right of the first.",
)
def places_by_columns(x, size, padding):
    columns = _axes(x, size, padding).swapaxes(3, 4)
    return columns.reshape(x.shape[0] * size[0] * size[1], -1)


@check.mistake(
    "the padding is forgotten",
    "padding says how many zeros go round the picture before any window is cut out.",
)
def padding_ignored(x, size, padding):
    fits = all(k <= n for k, n in zip(size, x.shape[1:], strict=True))
    return reference(x, size, (0, 0)) if fits else np.zeros((1, 1))


@check.mistake(
    "the two paddings are swapped",
    "padding[0] adds rows, above and below; padding[1] adds columns.",
)
def paddings_swapped(x, size, padding):
    x = np.pad(x, ((0, 0), (padding[1],) * 2, (padding[0],) * 2))
    fits = all(k <= n for k, n in zip(size, x.shape[1:], strict=True))
    return reference(x, size, (0, 0)) if fits else np.zeros((1, 1))


@check.mistake(
    "zeros are put above the first channel and below the last as well, as if they were pictures",
    "np.pad takes one pair for each axis. How many channels has the padded array, and how many x?",
)
def channels_padded(x, size, padding):
    p = padding[0]
    return reference(np.pad(x, ((p, p), (0, 0), (0, 0))), size, padding)


@check.mistake(
    "the border repeats the edge of the picture instead of being zero",
    "What does np.pad put into the border if you do not say mode='edge'?",
)
def edge_padded(x, size, padding):
    (pH, pW) = padding
    return reference(np.pad(x, ((0, 0), (pH, pH), (pW, pW)), mode="edge"), size, (0, 0))


@check.mistake(
    "all the padding stands at the bottom and at the right",
    "The zeros go on each side. Which pixel is in the middle of the first window?",
)
def padded_at_the_end(x, size, padding):
    (pH, pW) = padding
    return reference(np.pad(x, ((0, 0), (0, 2 * pH), (0, 2 * pW))), size, (0, 0))


@check.mistake(
    "only the first channel gets into the matrix",
    "A column holds the window of every channel. How many rows is that?",
)
def first_channel_only(x, size, padding):
    return reference(x[:1], size, padding)


@check.mistake(
    "each window is turned by 180°, as a convolution in the strict sense would have it",
    "No flip here: the first number of a column is the top left pixel of its window.",
)
def windows_rotated(x, size, padding):
    columns = _axes(x, size, padding)[:, ::-1, ::-1]
    return columns.reshape(x.shape[0] * size[0] * size[1], -1)


@check.style
def row_by_row(x, size, padding):
    (kH, kW), (pH, pW) = size, padding
    x = np.pad(x, ((0, 0), (pH, pH), (pW, pW)))
    oH, oW = x.shape[1] - kH + 1, x.shape[2] - kW + 1
    rows = []
    for c in range(len(x)):
        for a in range(kH):
            for b in range(kW):
                rows.append(x[c, a : a + oH, b : b + oW].ravel())
    return np.array(rows)


@check.style
def column_by_column(x, size, padding):
    (kH, kW), (pH, pW) = size, padding
    x = np.pad(x, ((0, 0), (pH, pH), (pW, pW)))
    columns = []
    for i in range(x.shape[1] - kH + 1):
        for j in range(x.shape[2] - kW + 1):
            columns.append(x[:, i : i + kH, j : j + kW].ravel())
    return np.stack(columns, axis=1)


@check.style
def view_moved_and_reshaped(x, size, padding):
    (pH, pW) = padding
    padded = np.pad(x, ((0, 0), (pH, pH), (pW, pW)))
    windows = sliding_window_view(padded, size, axis=(1, 2))  # C, oH, oW, kH, kW
    return windows.transpose(0, 3, 4, 1, 2).reshape(len(x) * size[0] * size[1], -1)
