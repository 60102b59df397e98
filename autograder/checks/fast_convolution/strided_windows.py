"""All the windows of a picture at once, with a stride: H×W becomes oH×oW×kH×kW."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property


def reference(x, size, stride):
    """windows[i, j, a, b] = x[i·sH + a, j·sW + b], for every window that fits."""
    (kH, kW), (sH, sW) = size, stride
    oH, oW = (x.shape[0] - kH) // sH + 1, (x.shape[1] - kW) // sW + 1
    windows = np.empty((oH, oW, kH, kW))
    for i, j, a, b in np.ndindex(*windows.shape):
        windows[i, j, a, b] = x[i * sH + a, j * sW + b]
    return windows


check = Check(
    "fast_convolution.strided_windows",
    "strided_windows(x, size, stride)",
    reference,
    [
        Property(
            "finds every window of a picture with stride 1",
            1,
            lambda rng: [
                (numbers(rng, 2, 4), (1, 2), (1, 1)),
                (numbers(rng, 4, 3), (3, 2), (1, 1)),
                (integers(rng, 3, 5), (2, 3), (1, 1)),
            ],
        ),
        Property(
            "moves by the stride, down and across, as far as whole windows fit",
            2,
            lambda rng: [
                (numbers(rng, 5, 6), (2, 3), (2, 1)),
                (numbers(rng, 6, 8), (3, 2), (2, 4)),
                (fractions(rng, 8, 5), (2, 2), (3, 2)),
            ],
        ),
    ],
)


@check.mistake(
    "the stride is ignored",
    "With stride (2, 3), which pixel stands first in window (1, 1)?",
)
def stride_ignored(x, size, stride):
    return reference(x, size, (1, 1))


@check.mistake(
    "the two strides are swapped",
    "stride[0] moves a window down, stride[1] across. Follow window (0, 1).",
)
def strides_swapped(x, size, stride):
    return reference(x, size, (stride[1], stride[0]))


@check.mistake(
    "the stride thins out the pixels inside a window, not the windows",
    "A window is kH×kW neighbouring pixels, whatever the stride. Which axes did you slice?",
)
def stride_inside(x, size, stride):
    return sliding_window_view(x, size)[:, :, :: stride[0], :: stride[1]]


@check.mistake(
    "the last row and the last column of windows are left out",
    "How many windows of width 2 fit into 4 pixels? Put the numbers into your formula.",
)
def last_windows_missed(x, size, stride):
    (kH, kW), (sH, sW) = size, stride
    return reference(x, size, (1, 1))[: x.shape[0] - kH : sH, : x.shape[1] - kW : sW]


@check.mistake(
    "the number of windows along each axis lacks the + 1",
    "A window as large as the picture has one place, with any stride. What does your formula say?",
)
def count_without_one(x, size, stride):
    rows, columns = ((n - k) // s for n, k, s in zip(x.shape, size, stride, strict=True))
    return reference(x, size, stride)[:rows, :columns]


@check.mistake(
    "one stride is used for both directions",
    "stride holds two numbers. Which of them says how far apart the windows of one row begin?",
)
def one_stride_for_both(x, size, stride):
    return reference(x, size, (stride[0], stride[0]))


@check.mistake(
    "the windows have the right number, but begin at i and j, not at multiples of the stride",
    "With stride (2, 3), in which row and column of x does window (1, 1) begin?",
)
def neighbours_counted_right(x, size, stride):
    (oH, oW) = ((n - k) // s + 1 for n, k, s in zip(x.shape, size, stride, strict=True))
    return sliding_window_view(x, size)[:oH, :oW]


@check.mistake(
    "the axes come in the order kH, kW, oH, oW",
    "The first two numbers of the shape say which window, the last two where in the window.",
)
def kernel_axes_first(x, size, stride):
    return reference(x, size, stride).transpose(2, 3, 0, 1)


@check.mistake(
    "every window is turned over, rows and columns swapped",
    "Print window (0, 0) beside the top left corner of x.",
)
def windows_transposed(x, size, stride):
    return reference(x, size, stride).swapaxes(2, 3)


@check.mistake(
    "all the windows stand in one long row",
    "The windows themselves lie in a grid: keep oH and oW as two axes.",
)
def windows_in_one_row(x, size, stride):
    return reference(x, size, stride).reshape(-1, *size)


@check.mistake(
    "the windows lie side by side, one kernel size apart",
    "Neighbouring windows overlap when the stride is smaller than the kernel.",
)
def tiles(x, size, stride):
    return reference(x, size, size)


@check.mistake(
    "the picture is walked through with the strides of its transpose",
    "How many bytes lie between a pixel and the one below it? See x.strides.",
)
def memory_by_columns(x, size, stride):
    shape = reference(x, size, stride).shape
    lines = np.asfortranarray(x).ravel(order="F").reshape(x.shape)
    down, across = lines.strides
    strides = (stride[0] * down, stride[1] * across, down, across)
    return as_strided(lines, shape, strides)


@check.style
def window_view_then_slice(x, size, stride):
    return sliding_window_view(x, size)[:: stride[0], :: stride[1]]


@check.style
def raw_strides(x, size, stride):
    (kH, kW), (sH, sW), (down, across) = size, stride, x.strides
    shape = ((x.shape[0] - kH) // sH + 1, (x.shape[1] - kW) // sW + 1, kH, kW)
    return as_strided(x, shape, (sH * down, sW * across, down, across))


@check.style
def slices_in_lists(x, size, stride):
    (kH, kW), (sH, sW) = size, stride
    return [
        [x[i : i + kH, j : j + kW] for j in range(0, x.shape[1] - kW + 1, sW)]
        for i in range(0, x.shape[0] - kH + 1, sH)
    ]


@check.style
def index_arrays(x, size, stride):
    rows = np.arange(0, x.shape[0] - size[0] + 1, stride[0])[:, None, None, None]
    columns = np.arange(0, x.shape[1] - size[1] + 1, stride[1])[:, None, None]
    return x[rows + np.arange(size[0])[:, None], columns + np.arange(size[1])]
