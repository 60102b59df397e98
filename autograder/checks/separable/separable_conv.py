"""Depthwise, then pointwise: space by channel, then channels by pixel."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import separable_conv2d


def reference(x, depthwise, pointwise, bias):
    return separable_conv2d(x, depthwise[:, None], pointwise[:, :, None, None], bias)


def first_step(x, depthwise):
    """Each channel with its own filter."""
    windows = sliding_window_view(x, depthwise.shape[1:], axis=(1, 2))
    return np.einsum("cijab,cab->cij", windows, depthwise)


def second_step(x, pointwise, bias):
    """The channels mixed at every pixel."""
    return np.einsum("cij,fc->fij", x, pointwise) + bias[:, None, None]


def _case(rng, C, F, size, kernel_size):
    shapes = [(C, *size), (C, *kernel_size), (F, C), (F,)]
    return tuple(numbers(rng, *shape) for shape in shapes)


check = Check(
    "separable.separable_conv",
    "separable_conv(x, depthwise, pointwise, bias)",
    reference,
    [
        Property(
            "works with 1×1 filters, where every pixel stands alone",
            1,
            lambda rng: [_case(rng, 2, 3, (2, 2), (1, 1)), _case(rng, 3, 2, (1, 4), (1, 1))],
        ),
        Property(
            "gives each channel its own filter, then mixes the channels",
            2,
            lambda rng: [
                _case(rng, 2, 4, (3, 2), (2, 1)),
                _case(rng, 3, 2, (3, 5), (2, 3)),
                _case(rng, 4, 3, (4, 3), (3, 2)),
            ],
        ),
        Property(
            "keeps the axes of the pointwise weights apart where they are equally long",
            1,
            lambda rng: [_case(rng, 3, 3, (4, 3), (2, 1)), _case(rng, 2, 2, (3, 5), (2, 2))],
        ),
        Property(
            "keeps fractions",
            1,
            lambda rng: [
                (
                    integers(rng, 2, 3, 4),
                    fractions(rng, 2, 2, 3),
                    fractions(rng, 3, 2),
                    fractions(rng, 3),
                )
            ],
        ),
    ],
)


@check.mistake(
    "the second step is missing: no channels are mixed",
    "How many channels come out of yours? It should be as many as the bias has numbers.",
)
def pointwise_missing(x, depthwise, pointwise, bias):
    return first_step(x, depthwise)


@check.mistake(
    "the second step is depthwise too: each output sees the channel of its own number",
    "Pointwise is small in space and wide across channels. Which channels does output 0 see?",
)
def depthwise_twice(x, depthwise, pointwise, bias):
    d = first_step(x, depthwise)
    return np.array([pointwise[f, f] * d[f] + bias[f] for f in range(len(bias))])


@check.mistake(
    "the channels are added up after the first step, and only then weighted",
    "Once channels are added, can the second step still weigh them one by one?",
)
def summed_between(x, depthwise, pointwise, bias):
    added = first_step(x, depthwise).sum(axis=0)
    return pointwise.sum(axis=1)[:, None, None] * added + bias[:, None, None]


@check.mistake(
    "the filter of channel 0 is shared by all channels",
    "Print which filter your code uses for channel 1.",
)
def filter_shared(x, depthwise, pointwise, bias):
    shared = np.repeat(depthwise[:1], len(depthwise), axis=0)
    return second_step(first_step(x, shared), pointwise, bias)


@check.mistake(
    "the pointwise weights are read as (in, out)",
    "Row f of pointwise belongs to output f. What are its columns?",
)
def pointwise_transposed(x, depthwise, pointwise, bias):
    return second_step(first_step(x, depthwise), pointwise.T, bias)


@check.mistake(
    "the map is reshaped into pixels × channels without moving the channel axis",
    "After the reshape, are the numbers of one row the channels of one pixel? Print them.",
)
def channels_scrambled(x, depthwise, pointwise, bias):
    d = first_step(x, depthwise)
    pixels = d.reshape(-1, len(depthwise)) @ pointwise.T + bias
    return pixels.reshape(len(bias), *d.shape[1:])


@check.mistake(
    "the pointwise step comes first",
    "Whose channels do the depthwise filters belong to, those of x or those of the output?",
)
def pointwise_first(x, depthwise, pointwise, bias):
    mixed = second_step(x, pointwise, np.zeros(len(bias)))
    return first_step(mixed, depthwise) + bias[:, None, None]


@check.mistake(
    "the bias is forgotten",
    "One of the four arguments never appears in your code.",
)
def bias_forgotten(x, depthwise, pointwise, bias):
    return second_step(first_step(x, depthwise), pointwise, 0 * bias)


@check.mistake(
    "the bias is added once for each input channel",
    "Does your bias stand inside the sum over channels? It belongs after it.",
)
def bias_in_the_sum(x, depthwise, pointwise, bias):
    return second_step(first_step(x, depthwise), pointwise, len(x) * bias)


@check.mistake(
    "the bias is laid along the width of the map, not along its channels",
    "NumPy lines up the last axes. Which axis of y has the length of the bias?",
)
def bias_along_the_width(x, depthwise, pointwise, bias):
    return second_step(first_step(x, depthwise), pointwise, 0 * bias) + bias


@check.mistake(
    "the mean over channels is taken, not the sum",
    "The pointwise weights say how much each channel counts. Nothing is divided.",
)
def mean_over_channels(x, depthwise, pointwise, bias):
    return second_step(first_step(x, depthwise), pointwise / len(x), bias)


@check.mistake(
    "sums are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill.",
)
def integer_sums(x, depthwise, pointwise, bias):
    return reference(x, depthwise, pointwise, bias).astype(x.dtype)


@check.style
def loops(x, depthwise, pointwise, bias):
    (C, H, W), (_, kH, kW), F = x.shape, depthwise.shape, len(bias)
    y = np.zeros((F, H - kH + 1, W - kW + 1))
    for i in range(H - kH + 1):
        for j in range(W - kW + 1):
            seen = [np.sum(depthwise[c] * x[c, i : i + kH, j : j + kW]) for c in range(C)]
            for f in range(F):
                y[f, i, j] = bias[f] + sum(pointwise[f, c] * seen[c] for c in range(C))
    return y


@check.style
def two_steps(x, depthwise, pointwise, bias):
    windows = sliding_window_view(x, depthwise.shape[1:], axis=(1, 2))
    filtered = np.einsum("cijab,cab->cij", windows, depthwise)
    return np.tensordot(pointwise, filtered, axes=1) + bias[:, None, None]


@check.style
def one_full_weight(x, depthwise, pointwise, bias):
    weight = pointwise[:, :, None, None] * depthwise
    windows = sliding_window_view(x, depthwise.shape[1:], axis=(1, 2))
    return np.einsum("cijab,fcab->fij", windows, weight) + bias[:, None, None]


@check.style
def shifted_pictures(x, depthwise, pointwise, bias):
    (_, kH, kW), (_, H, W) = depthwise.shape, x.shape
    oH, oW = H - kH + 1, W - kW + 1
    filtered = sum(
        depthwise[:, a, b, None, None] * x[:, a : a + oH, b : b + oW]
        for a in range(kH)
        for b in range(kW)
    )
    mixed = pointwise @ filtered.reshape(len(x), -1) + bias[:, None]
    return mixed.reshape(-1, oH, oW)
