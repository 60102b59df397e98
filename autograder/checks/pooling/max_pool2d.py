"""The largest value of every window, channel by channel."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograder.draws import checkered, fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import max_pool2d as max_pool2d_of


def reference(x, kernel_size, stride, padding):
    return max_pool2d_of(x, kernel_size, stride, padding)


def bordered(x, padding, value):
    """The maps with a border of one value."""
    pH, pW = padding
    return np.pad(x.astype(float), [(0, 0), (pH, pH), (pW, pW)], constant_values=value)


def windows(x, kernel_size, stride):
    """C × oH × oW × kH × kW."""
    return sliding_window_view(x, kernel_size, axis=(1, 2))[:, :: stride[0], :: stride[1]]


def below_zero(rng, *shape):
    """Negative numbers only, which any zero would beat."""
    return -np.abs(numbers(rng, *shape))


def far_below_zero(rng, *shape):
    """Lower than any number that looks low enough for a border."""
    return 1e10 * below_zero(rng, *shape)


check = Check(
    "pooling.max_pool2d",
    "max_pool2d(x, kernel_size, stride, padding)",
    reference,
    [
        Property(
            "finds the maximum of windows that lie side by side",
            1,
            lambda rng: [
                (numbers(rng, 1, 2, 4), (2, 2), (2, 2), (0, 0)),
                (numbers(rng, 1, 6, 4), (3, 2), (3, 2), (0, 0)),
                (below_zero(rng, 1, 3, 8), (1, 4), (1, 4), (0, 0)),
            ],
        ),
        Property(
            "moves by the stride, also where windows overlap, and leaves out what does not fit",
            2,
            lambda rng: [
                (checkered(numbers(rng, 1, 4, 5)), (2, 3), (1, 1), (0, 0)),
                (checkered(numbers(rng, 1, 5, 8)), (3, 2), (1, 3), (0, 0)),
                (checkered(numbers(rng, 1, 8, 6)), (2, 3), (4, 2), (0, 0)),
            ],
        ),
        Property(
            "never lets the padding win",
            2,
            lambda rng: [
                (below_zero(rng, 1, 2, 3), (2, 2), (2, 2), (1, 1)),
                (below_zero(rng, 1, 3, 4), (2, 4), (1, 2), (1, 2)),
                (numbers(rng, 1, 5, 3), (5, 2), (2, 1), (2, 0)),
                (far_below_zero(rng, 1, 2, 3), (2, 2), (1, 1), (1, 1)),
            ],
        ),
        Property(
            "does all of it for each channel on its own, and keeps fractions",
            1,
            lambda rng: [
                (numbers(rng, 3, 4, 5), (2, 3), (2, 1), (0, 1)),
                (fractions(rng, 2, 5, 4), (3, 2), (1, 2), (1, 0)),
                (integers(rng, 4, 3, 6), (2, 2), (2, 3), (1, 1)),
            ],
        ),
    ],
)


@check.mistake(
    "the border is made of zeros, which win over negative values",
    "In a picture of −5 and −7, whose maximum can be 0? What loses against every number?",
)
def zero_padding(x, kernel_size, stride, padding):
    return windows(bordered(x, padding, 0), kernel_size, stride).max(axis=(3, 4))


@check.mistake(
    "the border is −1e9, which still wins over values that are lower",
    "A low number is not low enough for every map. Which one loses against all of them?",
)
def border_not_low_enough(x, kernel_size, stride, padding):
    return windows(bordered(x, padding, -1e9), kernel_size, stride).max(axis=(3, 4))


@check.mistake(
    "the fractions are cut off",
    "Can the array that you fill hold 7.75? Print its dtype.",
)
def fractions_cut_off(x, kernel_size, stride, padding):
    return np.trunc(reference(x, kernel_size, stride, padding))


@check.mistake(
    "the search for the maximum starts at 0",
    "What does your function find in a window of negative numbers only?",
)
def starts_at_zero(x, kernel_size, stride, padding):
    return np.maximum(reference(x, kernel_size, stride, padding), 0)


@check.mistake(
    "the padding is ignored",
    "Print the shape of your output with padding (0, 0) and with padding (1, 1).",
)
def padding_ignored(x, kernel_size, stride, padding):
    return reference(x, kernel_size, stride, (0, 0))


@check.mistake(
    "all of the padding is put below and on the right",
    "Padding is per side. Where does the first window begin?",
)
def padded_at_the_end(x, kernel_size, stride, padding):
    pH, pW = padding
    wide = np.pad(x.astype(float), [(0, 0), (0, 2 * pH), (0, 2 * pW)], constant_values=-1e9)
    return windows(wide, kernel_size, stride).max(axis=(3, 4))


@check.mistake(
    "the windows always lie side by side, whatever the stride",
    "The stride may be smaller than the window. Does your code ever read it?",
)
def stride_is_the_window(x, kernel_size, stride, padding):
    return windows(bordered(x, padding, -np.inf), kernel_size, kernel_size).max(axis=(3, 4))


@check.mistake(
    "the window moves by one pixel at a time, whatever the stride",
    "At which row does window number 1 begin, if the stride is 2?",
)
def stride_ignored(x, kernel_size, stride, padding):
    return windows(bordered(x, padding, -np.inf), kernel_size, (1, 1)).max(axis=(3, 4))


@check.mistake(
    "the two strides have changed places",
    "stride is (sH, sW). Which of them moves the window down?",
)
def strides_swapped(x, kernel_size, stride, padding):
    return windows(bordered(x, padding, -np.inf), kernel_size, stride[::-1]).max(axis=(3, 4))


@check.mistake(
    "height and width of the window have changed places",
    "kernel_size is (kH, kW). How many rows has a window of (3, 2)?",
)
def window_turned(x, kernel_size, stride, padding):
    return loops(x, kernel_size[::-1], stride, padding)


@check.mistake(
    "a window that hangs over the edge is counted, too (ceil_mode)",
    "How many windows of 2 fit into 5 pixels with stride 2? The last pixel is left out.",
)
def rounded_up(x, kernel_size, stride, padding):
    wide = bordered(x, padding, -np.inf)
    rest = [-(n - k) % s for n, k, s in zip(wide.shape[1:], kernel_size, stride, strict=True)]
    wide = np.pad(wide, [(0, 0), (0, rest[0]), (0, rest[1])], constant_values=-1e9)
    return windows(wide, kernel_size, stride).max(axis=(3, 4))


@check.mistake(
    "the maximum is taken over the channels as well",
    "As many channels come out as went in. What do you do along the first axis?",
)
def across_the_channels(x, kernel_size, stride, padding):
    return reference(x, kernel_size, stride, padding).max(axis=0, keepdims=True)


@check.mistake(
    "the mean of each window is taken",
    "Which number of the window 1, 2, 3, 8 should come out?",
)
def mean_of_the_window(x, kernel_size, stride, padding):
    return windows(bordered(x, padding, 0), kernel_size, stride).mean(axis=(3, 4))


@check.mistake(
    "the value farthest from zero is taken",
    "Which is larger, −9 or 2?",
)
def farthest_from_zero(x, kernel_size, stride, padding):
    seen = windows(bordered(x, padding, 0), kernel_size, stride)
    seen = seen.reshape(*seen.shape[:3], -1)
    return np.take_along_axis(seen, np.abs(seen).argmax(axis=3)[..., None], axis=3)[..., 0]


@check.style
def loops(x, kernel_size, stride, padding):
    (C, H, W), (kH, kW), (sH, sW), (pH, pW) = x.shape, kernel_size, stride, padding
    oH, oW = (H + 2 * pH - kH) // sH + 1, (W + 2 * pW - kW) // sW + 1
    y = np.zeros((C, oH, oW))
    for c in range(C):
        for i in range(oH):
            for j in range(oW):
                top, left = i * sH - pH, j * sW - pW
                rows = slice(max(top, 0), top + kH)
                y[c, i, j] = x[c, rows, max(left, 0) : left + kW].max()
    return y


@check.style
def minus_infinity(x, kernel_size, stride, padding):
    (kH, kW), (sH, sW), (pH, pW) = kernel_size, stride, padding
    wide = np.pad(x.astype(float), ((0, 0), (pH, pH), (pW, pW)), constant_values=-np.inf)
    seen = sliding_window_view(wide, (kH, kW), axis=(1, 2))
    return seen[:, ::sH, ::sW].max(axis=(3, 4))


@check.style
def shifted_maps(x, kernel_size, stride, padding):
    (C, H, W), (pH, pW) = x.shape, padding
    wide = np.full((C, H + 2 * pH, W + 2 * pW), x.min() - 1.0)
    wide[:, pH : pH + H, pW : pW + W] = x
    oH, oW = wide.shape[1] - kernel_size[0] + 1, wide.shape[2] - kernel_size[1] + 1
    y = wide[:, :oH, :oW]
    for a in range(kernel_size[0]):
        for b in range(kernel_size[1]):
            y = np.maximum(y, wide[:, a : a + oH, b : b + oW])
    return y[:, :: stride[0], :: stride[1]]


@check.style
def rows_then_columns(x, kernel_size, stride, padding):
    def along(y, k, s, p):
        wide = np.pad(y, [(0, 0), (p, p), (0, 0)], constant_values=-np.inf)
        places = range(0, wide.shape[1] - k + 1, s)
        return np.stack([wide[:, i : i + k].max(axis=1) for i in places], axis=1)

    y = along(x.astype(float), kernel_size[0], stride[0], padding[0]).transpose(0, 2, 1)
    return along(y, kernel_size[1], stride[1], padding[1]).transpose(0, 2, 1)
