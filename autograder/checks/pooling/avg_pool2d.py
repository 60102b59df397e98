"""The mean of every window, and two opinions about the padding."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import avg_pool2d as avg_pool2d_of


def reference(x, kernel_size, stride, padding, count_include_pad):
    return avg_pool2d_of(x, kernel_size, stride, padding, count_include_pad=count_include_pad)


def sums(x, kernel_size, stride, padding):
    """The sum of every window, zeros round the maps."""
    wide = np.pad(x.astype(float), [(0, 0), (padding[0],) * 2, (padding[1],) * 2])
    seen = sliding_window_view(wide, kernel_size, axis=(1, 2))
    return seen[:, :: stride[0], :: stride[1]].sum(axis=(3, 4))


def _holes(rng, *shape):
    """Numbers with a zero here and there: a pixel of value 0 is a pixel."""
    x = numbers(rng, *shape)
    x[:, 0, 0] = x[:, -1, -2] = 0
    return x


check = Check(
    "pooling.avg_pool2d",
    "avg_pool2d(x, kernel_size, stride, padding, count_include_pad)",
    reference,
    [
        Property(
            "takes the mean of every window, without padding",
            1,
            lambda rng: [
                (numbers(rng, 1, 2, 4), (2, 2), (2, 2), (0, 0), True),
                (_holes(rng, 2, 5, 4), (3, 2), (1, 2), (0, 0), False),
                (numbers(rng, 1, 4, 6), (2, 3), (2, 1), (0, 0), True),
            ],
        ),
        Property(
            "divides by the whole window, if the padding counts",
            1,
            lambda rng: [
                (numbers(rng, 1, 2, 3), (2, 2), (2, 2), (1, 1), True),
                (numbers(rng, 1, 4, 2), (3, 2), (2, 1), (1, 0), True),
                (numbers(rng, 2, 3, 4), (2, 4), (1, 2), (0, 2), True),
            ],
        ),
        Property(
            "divides by the pixels that there are, if it does not",
            2,
            lambda rng: [
                (numbers(rng, 1, 2, 3), (2, 2), (2, 2), (1, 1), False),
                (abs(_holes(rng, 1, 4, 2)), (3, 2), (2, 1), (1, 0), False),  # no sum is 0
                (numbers(rng, 2, 3, 4), (2, 4), (1, 2), (0, 2), False),
            ],
        ),
        Property(
            "does all of it at once, and keeps fractions",
            1,
            lambda rng: [
                (integers(rng, 2, 5, 4), (3, 2), (3, 2), (1, 1), False),
                (fractions(rng, 3, 3, 5), (2, 3), (1, 2), (0, 1), True),
            ],
        ),
    ],
)


@check.mistake(
    "the padding always counts",
    "With count_include_pad=False, which pixels of the corner window are left?",
)
def padding_always_counts(x, kernel_size, stride, padding, count_include_pad):
    return reference(x, kernel_size, stride, padding, True)


@check.mistake(
    "the padding never counts",
    "With count_include_pad=True, by what is the sum of the corner window divided?",
)
def padding_never_counts(x, kernel_size, stride, padding, count_include_pad):
    return reference(x, kernel_size, stride, padding, False)


@check.mistake(
    "the two cases of count_include_pad are the wrong way round",
    "Read its name aloud: when it is True, zeros of the padding are counted as pixels.",
)
def conventions_swapped(x, kernel_size, stride, padding, count_include_pad):
    return reference(x, kernel_size, stride, padding, not count_include_pad)


@check.mistake(
    "values that are not zero are counted in the place of pixels",
    "A black pixel is a pixel. How can you tell it from the padding?",
)
def zeros_not_counted(x, kernel_size, stride, padding, count_include_pad):
    total = sums(x, kernel_size, stride, padding)
    if count_include_pad:
        return total / (kernel_size[0] * kernel_size[1])
    return total / np.maximum(sums(x != 0, kernel_size, stride, padding), 1)


@check.mistake(
    "the windows are summed, not averaged",
    "Try a map that is 5 everywhere. What should come out in the middle?",
)
def summed(x, kernel_size, stride, padding, count_include_pad):
    return sums(x, kernel_size, stride, padding)


@check.mistake(
    "the sum is divided by kH · kH, as if windows were square",
    "How many pixels has a window of 2×3?",
)
def divided_by_a_square(x, kernel_size, stride, padding, count_include_pad):
    size = kernel_size[0] ** 2
    if not count_include_pad:
        size = sums(np.ones_like(x), kernel_size, stride, padding)
        size = size * kernel_size[0] / kernel_size[1]
    return sums(x, kernel_size, stride, padding) / size


@check.mistake(
    "the border repeats the pixels at the edge, where zeros are asked for",
    "What are the values beyond the edge? np.pad has a mode that you may not want.",
)
def edge_repeated(x, kernel_size, stride, padding, count_include_pad):
    wide = np.pad(x, [(0, 0), (padding[0],) * 2, (padding[1],) * 2], mode="edge")
    return reference(wide, kernel_size, stride, (0, 0), True)


@check.mistake(
    "all of the padding is put below and on the right",
    "Padding is per side. Where does the first window begin?",
)
def padded_at_the_end(x, kernel_size, stride, padding, count_include_pad):
    pH, pW = padding
    wide, ones = (
        np.pad(array, [(0, 0), (0, 2 * pH), (0, 2 * pW)]) for array in (x, np.ones_like(x))
    )
    size = kernel_size[0] * kernel_size[1]
    if not count_include_pad:
        size = np.maximum(sums(ones, kernel_size, stride, (0, 0)), 1)
    return sums(wide, kernel_size, stride, (0, 0)) / size


@check.mistake(
    "the means are rounded down to whole numbers",
    "What does // do with the fraction of a quotient?",
)
def rounded_down(x, kernel_size, stride, padding, count_include_pad):
    return np.floor(reference(x, kernel_size, stride, padding, count_include_pad))


@check.mistake(
    "the windows always lie side by side, whatever the stride",
    "The stride may be smaller than the window. Does your code ever read it?",
)
def stride_is_the_window(x, kernel_size, stride, padding, count_include_pad):
    size = kernel_size[0] * kernel_size[1]
    if not count_include_pad:
        size = sums(np.ones_like(x), kernel_size, kernel_size, padding)
    return sums(x, kernel_size, kernel_size, padding) / size


@check.style
def loops(x, kernel_size, stride, padding, count_include_pad):
    (C, H, W), (kH, kW), (sH, sW), (pH, pW) = x.shape, kernel_size, stride, padding
    y = np.zeros((C, (H + 2 * pH - kH) // sH + 1, (W + 2 * pW - kW) // sW + 1))
    for c, i, j in np.ndindex(*y.shape):
        top, left = i * sH - pH, j * sW - pW
        inside = x[c, max(top, 0) : top + kH, max(left, 0) : left + kW]
        y[c, i, j] = inside.sum() / (kH * kW if count_include_pad else inside.size)
    return y


@check.style
def count_with_ones(x, kernel_size, stride, padding, count_include_pad):
    border = [(0, 0), (padding[0], padding[0]), (padding[1], padding[1])]

    def add_up(maps):
        seen = sliding_window_view(np.pad(maps, border), kernel_size, axis=(1, 2))
        return seen[:, :: stride[0], :: stride[1]].sum(axis=(3, 4))

    if count_include_pad:
        return add_up(x) / np.prod(kernel_size)
    return add_up(x) / add_up(np.ones(x.shape))


@check.style
def mean_that_skips_nan(x, kernel_size, stride, padding, count_include_pad):
    (pH, pW), beyond = padding, 0.0 if count_include_pad else np.nan
    wide = np.pad(x.astype(float), [(0, 0), (pH, pH), (pW, pW)], constant_values=beyond)
    seen = sliding_window_view(wide, kernel_size, axis=(1, 2))
    return np.nanmean(seen[:, :: stride[0], :: stride[1]], axis=(3, 4))


@check.style
def two_matrices(x, kernel_size, stride, padding, count_include_pad):
    def averaging(n, k, s, p):
        rows = np.zeros(((n + 2 * p - k) // s + 1, n))
        for i in range(len(rows)):
            taps = [t for t in range(i * s - p, i * s - p + k) if 0 <= t < n]
            rows[i, taps] = 1 / (k if count_include_pad else len(taps))
        return rows

    H, W = x.shape[1:]
    down = averaging(H, kernel_size[0], stride[0], padding[0])
    across = averaging(W, kernel_size[1], stride[1], padding[1])
    return down @ x @ across.T
