"""Several channels in, several out: one filter for each output channel."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d


def reference(x, w):
    return conv2d(x, w)


def _pairs(x, w):
    """The map of each pair of channels: F × C × oH × oW."""
    one = [conv2d(x[c : c + 1], w[:, c : c + 1]) for c in range(len(x))]
    return np.stack(one, axis=1)


check = Check(
    "channels.filter_bank",
    "filter_bank(x, w)",
    reference,
    [
        Property(
            "makes one map with one filter, and calls it channel 0",
            1,
            lambda rng: [
                (numbers(rng, 1, 3, 4), numbers(rng, 1, 1, 2, 2)),
                (numbers(rng, 2, 4, 3), numbers(rng, 1, 2, 3, 2)),
            ],
        ),
        Property(
            "makes a map with each filter, as many as there are filters",
            2,
            lambda rng: [
                (numbers(rng, 2, 1, 1), numbers(rng, 2, 2, 1, 1)),
                (numbers(rng, 2, 3, 4), numbers(rng, 2, 2, 2, 2)),
                (numbers(rng, 3, 4, 3), numbers(rng, 2, 3, 3, 2)),
                (numbers(rng, 2, 3, 5), numbers(rng, 4, 2, 2, 3)),
            ],
        ),
        Property(
            "keeps fractions when the picture holds integers",
            1,
            lambda rng: [(integers(rng, 2, 3, 4), fractions(rng, 3, 2, 2, 2))],
        ),
    ],
)


@check.mistake(
    "the first two axes of w are read as (in, out)",
    "w[f] is one filter. As many channels as x has: which axis of w is that?",
)
def in_and_out_swapped(x, w):
    return reference(x, w.swapaxes(0, 1))


@check.mistake(
    "all filters are added into a single map",
    "Every filter makes a map of its own. How many should come out?",
)
def filters_added_up(x, w):
    return reference(x, w).sum(axis=0)


@check.mistake(
    "there are as many maps as the input has channels",
    "Which loop runs over the maps: range(C) or range(F)? w.shape says how many filters there are.",
)
def a_map_for_each_channel(x, w):
    return reference(x, np.stack([w[f] for f in range(len(x))]))


@check.mistake(
    "the maps are stacked along the last axis",
    "Channels come first here, in the input and in the output alike.",
)
def channels_last(x, w):
    return np.moveaxis(reference(x, w), 0, -1)


@check.mistake(
    "the input channels are not added up: there is a map for each pair",
    "One output channel adds up what its kernels make of all input channels.",
)
def pairs_not_added_up(x, w):
    return _pairs(x, w)


@check.mistake(
    "output channel f looks at input channel f alone",
    "Every filter sees all the channels of x. What does w[f] hold?",
)
def one_channel_each(x, w):
    pairs = _pairs(x, w)
    return np.stack([pairs[f, f % len(x)] for f in range(len(w))])


@check.mistake(
    "every filter looks at the first channel only",
    "Which channels of x does your inner loop visit?",
)
def first_channel_only(x, w):
    return _pairs(x, w)[:, 0]


@check.mistake(
    "the input channels are averaged, not added",
    "Twice as many channels with the same values give twice as much. Do they in yours?",
)
def mean_over_channels(x, w):
    return reference(x, w) / len(x)


@check.mistake(
    "the first filter is used for all output channels",
    "Are all your maps the same? Then ask which part of w the loop over the filters uses.",
)
def first_filter_for_all(x, w):
    return np.repeat(reference(x, w[:1]), len(w), axis=0)


@check.mistake(
    "a map is made with the first filter only",
    "How many filters are there in w? There should be as many maps.",
)
def first_filter_only(x, w):
    return reference(x, w[:1])


@check.mistake(
    "the filters come out in reverse order",
    "Channel 0 of the output is what the first filter gives.",
)
def filters_reversed(x, w):
    return reference(x, w)[::-1]


@check.mistake(
    "the kernels are rotated by 180°",
    "As in chapter 2, nothing is flipped: the top left weight meets the top left pixel.",
)
def kernels_rotated(x, w):
    return reference(x, w[:, :, ::-1, ::-1])


@check.mistake(
    "sums are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill. With dtype=x.dtype it takes over the type of x.",
)
def integer_accumulator(x, w):
    return reference(x, w).astype(x.dtype)


@check.style
def filter_by_filter(x, w):
    F, _, kH, kW = w.shape
    y = np.zeros((F, x.shape[1] - kH + 1, x.shape[2] - kW + 1))
    for f, i, j in np.ndindex(*y.shape):
        y[f, i, j] = np.sum(w[f] * x[:, i : i + kH, j : j + kW])
    return y


@check.style
def einsum(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(1, 2))
    return np.einsum("cijab,fcab->fij", windows, w)


@check.style
def one_matrix_product(x, w):
    F, C, kH, kW = w.shape
    h, v = x.shape[1] - kH + 1, x.shape[2] - kW + 1
    columns = np.array([x[c, a : a + h, b : b + v].ravel() for c, a, b in np.ndindex(C, kH, kW)])
    return (w.reshape(F, -1) @ columns).reshape(F, h, v)


@check.style
def pair_by_pair(x, w):
    F, C, kH, kW = w.shape
    h, v = x.shape[1] - kH + 1, x.shape[2] - kW + 1
    y = np.zeros((F, h, v))
    for f in range(F):
        for c in range(C):
            for a in range(kH):
                for b in range(kW):
                    y[f] += w[f, c, a, b] * x[c, a : a + h, b : b + v]
    return y
