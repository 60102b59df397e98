"""A 1×1 convolution with bias: every pixel's channels, mixed by the same weights."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import pointwise_conv2d


def reference(x, weight, bias):
    return pointwise_conv2d(x, weight[:, :, None, None], bias)


def _no_bias(x, weight):
    return reference(x, weight, np.zeros(len(weight)))


check = Check(
    "pointwise.mix_channels",
    "mix_channels(x, weight, bias)",
    reference,
    [
        Property(
            "sums the channels of each pixel, times their weights, and adds the bias once",
            1,
            lambda rng: [
                (numbers(rng, 1, 2, 1, 3), numbers(rng, 1, 2), numbers(rng, 1)),
                (numbers(rng, 1, 3, 3, 2), numbers(rng, 1, 3), numbers(rng, 1)),
            ],
        ),
        Property(
            "makes one output channel for each filter",
            2,
            lambda rng: [
                (numbers(rng, 1, 2, 1, 3), numbers(rng, 3, 2), numbers(rng, 3)),
                (numbers(rng, 1, 3, 3, 2), numbers(rng, 2, 3), numbers(rng, 2)),
                (numbers(rng, 1, 2, 2, 3), numbers(rng, 2, 2), numbers(rng, 2)),
            ],
        ),
        Property(
            "does so for every picture of the batch",
            1,
            lambda rng: [
                (numbers(rng, 2, 2, 1, 2), numbers(rng, 2, 2), numbers(rng, 2)),
                (numbers(rng, 3, 2, 3, 2), numbers(rng, 3, 2), numbers(rng, 3)),
            ],
        ),
        Property(
            "keeps fractions when the pictures hold integers",
            1,
            lambda rng: [
                (integers(rng, 1, 3, 2, 1), fractions(rng, 2, 3), fractions(rng, 2)),
                (integers(rng, 2, 2, 2, 3), fractions(rng, 3, 2), fractions(rng, 3)),
            ],
        ),
    ],
)


@check.mistake(
    "the picture is reshaped to rows of channels without moving the channel axis first",
    "The shape of your table is right. Look at its first row: does it hold one pixel's channels?",
)
def rows_scrambled(x, weight, bias):
    (N, C, H, W), F = x.shape, len(weight)
    y = x.reshape(-1, C) @ weight.T + bias
    return np.moveaxis(y.reshape(N, H, W, F), 3, 1)


@check.mistake(
    "the rows are reshaped back without moving the channel axis",
    "The dense layer leaves the filters on the last axis. Where do they belong?",
)
def way_back_scrambled(x, weight, bias):
    (N, C, H, W), F = x.shape, len(weight)
    y = np.moveaxis(x, 1, -1).reshape(-1, C) @ weight.T + bias
    return y.reshape(N, F, H, W)


@check.mistake(
    "the picture is reshaped at once, both on the way to the rows and on the way back",
    "Two wrongs make the right shape. Follow the channels of pixel (0, 0) through your code.",
)
def both_ways_scrambled(x, weight, bias):
    (N, C, H, W), F = x.shape, len(weight)
    return (x.reshape(-1, C) @ weight.T + bias).reshape(N, F, H, W)


@check.mistake(
    "the weights are transposed",
    "weight[f, c] takes channel c to filter f. Which of its axes do you sum over?",
)
def weight_transposed(x, weight, bias):
    y = np.einsum("nchw,cf->nfhw", x, weight)
    return y + bias.reshape(-1, 1, 1)


@check.mistake(
    "only channel 0 of the picture is used",
    "Each filter has a weight for every channel. How many products go into one output value?",
)
def only_channel_0(x, weight, bias):
    return reference(x[:, :1], weight[:, :1], bias)


@check.mistake(
    "each channel overwrites the one before it, so that only the last is left",
    "You set y[n, f] once for each channel. What is left of the first one?",
)
def only_the_last_channel(x, weight, bias):
    return reference(x[:, -1:], weight[:, -1:], bias)


@check.mistake(
    "the channels are averaged, not summed",
    "The definition has a sum and no division.",
)
def averaged(x, weight, bias):
    return reference(x, weight / x.shape[1], bias)


@check.mistake(
    "the bias is forgotten",
    "Feed it a picture of zeros. What should come out?",
)
def bias_forgotten(x, weight, bias):
    return _no_bias(x, weight)


@check.mistake(
    "the bias is added once for each input channel",
    "Feed it a picture of zeros with three channels. Do you get the bias, or three times the bias?",
)
def bias_for_each_channel(x, weight, bias):
    return reference(x, weight, bias * x.shape[1])


@check.mistake(
    "the bias is added along the width, not along the channels",
    "NumPy lines up the last axes when it broadcasts. Which axis of the output is the filters?",
)
def bias_along_the_width(x, weight, bias):
    return _no_bias(x, weight) + bias


@check.mistake(
    "the pixels are summed as well",
    "No pixel sees another. How many values has an output channel?",
)
def pixels_summed(x, weight, bias):
    return np.einsum("nchw,fc->nf", x, weight) + bias


@check.mistake(
    "the filters are added together into one channel",
    "Each filter has an output channel of its own; only the input channels are summed.",
)
def filters_added_together(x, weight, bias):
    return reference(x, weight, bias).sum(axis=1, keepdims=True)


@check.mistake(
    "only the first picture of the batch is used",
    "How many pictures go in, and how many come out?",
)
def only_the_first_picture(x, weight, bias):
    return reference(x[:1], weight, bias)


@check.mistake(
    "the answers are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill. With dtype=x.dtype it takes over the type of x.",
)
def integer_accumulator(x, weight, bias):
    return reference(x, weight, bias).astype(x.dtype)


@check.style
def four_loops(x, weight, bias):
    N, C, H, W = x.shape
    y = np.zeros((N, len(weight), H, W))
    for n in range(N):
        for f in range(len(weight)):
            y[n, f] = bias[f]
            for c in range(C):
                y[n, f] += weight[f, c] * x[n, c]
    return y


@check.style
def einsum(x, weight, bias):
    return np.einsum("fc,nchw->nfhw", weight, x) + bias[:, None, None]


@check.style
def dense_layer_on_rows(x, weight, bias):
    N, C, H, W = x.shape
    rows = x.transpose(0, 2, 3, 1).reshape(N * H * W, C)
    dense = rows @ weight.T + bias
    return dense.reshape(N, H, W, len(weight)).transpose(0, 3, 1, 2)


@check.style
def pixel_by_pixel(x, weight, bias):
    N, _, H, W = x.shape
    y = np.zeros((N, len(weight), H, W))
    for n, i, j in np.ndindex(N, H, W):
        y[n, :, i, j] = weight @ x[n, :, i, j] + bias
    return y


@check.style
def matrix_for_each_picture(x, weight, bias):
    N, C, H, W = x.shape
    flat = weight @ x.reshape(N, C, H * W)
    return (flat + bias[:, None]).reshape(N, -1, H, W)
