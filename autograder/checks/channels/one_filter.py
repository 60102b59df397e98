"""Several channels in, one out: a kernel for each channel, and the sum of what they give."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d, depthwise_conv2d


def reference(x, w):
    return conv2d(x, w[None])[0]


def _by_channel(x, w):
    """One map for each channel, not yet added up."""
    return depthwise_conv2d(x, w[:, None])


check = Check(
    "channels.one_filter",
    "one_filter(x, w)",
    reference,
    [
        Property(
            "slides a kernel over a picture with a single channel",
            1,
            lambda rng: [(numbers(rng, 1, 3, 4), numbers(rng, 1, 2, 2))],
        ),
        Property(
            "adds up what the kernels of all the channels give",
            2,
            lambda rng: [
                (numbers(rng, 2, 1, 1), numbers(rng, 2, 1, 1)),
                (numbers(rng, 2, 3, 4), numbers(rng, 2, 2, 3)),
                (numbers(rng, 3, 5, 3), numbers(rng, 3, 3, 2)),
                (numbers(rng, 4, 2, 3), numbers(rng, 4, 1, 2)),
            ],
        ),
        Property(
            "keeps fractions when the picture holds integers",
            1,
            lambda rng: [(integers(rng, 3, 3, 4), fractions(rng, 3, 2, 2))],
        ),
    ],
)


@check.mistake(
    "only the first channel is looked at",
    "Set channel 0 of a small picture to zero. Should the answer be zero, too?",
)
def first_channel_only(x, w):
    return reference(x[:1], w[:1])


@check.mistake(
    "each channel overwrites the result of the channel before it",
    "What is in y after the first channel, and what after the second? Look for = and +=.",
)
def last_channel_only(x, w):
    return reference(x[-1:], w[-1:])


@check.mistake(
    "the channels are averaged, not added",
    "Twice as many channels with the same values give twice as much. Do they in yours?",
)
def mean_over_channels(x, w):
    return reference(x, w) / len(x)


@check.mistake(
    "the channels are not added up: there is a map for each",
    "One filter makes one map. How many axes has it?",
)
def not_added_up(x, w):
    return _by_channel(x, w)


@check.mistake(
    "the kernel of the first channel is used for all channels",
    "w holds a kernel for each channel. Which one belongs to x[2]?",
)
def first_kernel_for_all(x, w):
    return reference(x, np.repeat(w[:1], len(w), axis=0))


@check.mistake(
    "channels and kernels are each added up before anything is multiplied",
    "Try one pixel with two channels by hand: 1·3 + 2·4, or (1 + 2)·(3 + 4)?",
)
def added_up_first(x, w):
    return reference(x.sum(axis=0, keepdims=True), w.sum(axis=0, keepdims=True))


@check.mistake(
    "the results of the channels are multiplied by each other",
    "Within a window products are added, and across the channels they are added, too.",
)
def multiplied_across_channels(x, w):
    return _by_channel(x, w).prod(axis=0)


@check.mistake(
    "the largest of the channels' results is taken",
    "All channels count, not only the strongest one.",
)
def largest_channel(x, w):
    return _by_channel(x, w).max(axis=0)


@check.mistake(
    "the kernels are paired with the channels in reverse order",
    "Kernel 0 belongs to channel 0. A flip, if any, would not touch this axis.",
)
def channels_reversed(x, w):
    return reference(x, w[::-1])


@check.mistake(
    "the kernels are rotated by 180°",
    "As in chapter 2, nothing is flipped: the top left weight meets the top left pixel.",
)
def kernels_rotated(x, w):
    return reference(x, w[:, ::-1, ::-1])


@check.mistake(
    "sums are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill. With dtype=x.dtype it takes over the type of x.",
)
def integer_accumulator(x, w):
    return reference(x, w).astype(x.dtype)


@check.style
def window_by_window(x, w):
    _, kH, kW = w.shape
    y = np.zeros((x.shape[1] - kH + 1, x.shape[2] - kW + 1))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = np.sum(w * x[:, i : i + kH, j : j + kW])
    return y


@check.style
def five_loops(x, w):
    C, kH, kW = w.shape
    y = np.zeros((x.shape[1] - kH + 1, x.shape[2] - kW + 1))
    for c in range(C):
        for i in range(y.shape[0]):
            for j in range(y.shape[1]):
                for a in range(kH):
                    for b in range(kW):
                        y[i, j] += w[c, a, b] * x[c, i + a, j + b]
    return y


@check.style
def einsum(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[1:], axis=(1, 2))
    return np.einsum("cijab,cab->ij", windows, w)


@check.style
def weight_by_weight(x, w):
    h, v = x.shape[1] - w.shape[1] + 1, x.shape[2] - w.shape[2] + 1
    return sum(w[c, a, b] * x[c, a : a + h, b : b + v] for c, a, b in np.ndindex(*w.shape))
