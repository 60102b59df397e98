"""The layer as libraries have it: a batch of pictures with channels, bias, stride and padding."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d


def reference(x, weight, bias, stride, padding):
    return conv2d(x, weight, bias, stride, padding)


check = Check(
    "channels.conv_batch",
    "conv_batch(x, weight, bias, stride, padding)",
    reference,
    [
        Property(
            "adds the bias of each filter once to its map",
            1,
            lambda rng: [
                (
                    numbers(rng, 1, 2, 1, 1),
                    numbers(rng, 2, 2, 1, 1),
                    numbers(rng, 2),
                    (1, 1),
                    (0, 0),
                ),
                (
                    numbers(rng, 1, 2, 3, 4),
                    numbers(rng, 3, 2, 2, 2),
                    numbers(rng, 3),
                    (1, 1),
                    (0, 0),
                ),
            ],
        ),
        Property(
            "treats every picture of a batch on its own",
            1,
            lambda rng: [
                (
                    numbers(rng, 2, 1, 3, 2),
                    numbers(rng, 1, 1, 2, 1),
                    numbers(rng, 1),
                    (1, 1),
                    (0, 0),
                ),
                (
                    numbers(rng, 3, 2, 3, 4),
                    numbers(rng, 4, 2, 3, 2),
                    numbers(rng, 4),
                    (1, 1),
                    (0, 0),
                ),
            ],
        ),
        Property(
            "takes strides that differ by axis",
            1,
            lambda rng: [
                (
                    numbers(rng, 1, 1, 5, 4),
                    numbers(rng, 1, 1, 2, 2),
                    numbers(rng, 1),
                    (2, 1),
                    (0, 0),
                ),
                (
                    numbers(rng, 2, 2, 5, 7),
                    numbers(rng, 3, 2, 2, 3),
                    numbers(rng, 3),
                    (2, 3),
                    (0, 0),
                ),
            ],
        ),
        Property(
            "puts zeros round every channel, as many as each axis asks for",
            1,
            lambda rng: [
                (
                    numbers(rng, 1, 1, 2, 3),
                    numbers(rng, 1, 1, 3, 2),
                    numbers(rng, 1),
                    (1, 1),
                    (1, 0),
                ),
                (
                    numbers(rng, 2, 2, 3, 2),
                    numbers(rng, 3, 2, 2, 3),
                    numbers(rng, 3),
                    (1, 1),
                    (0, 2),
                ),
            ],
        ),
        Property(
            "does all of it at once, and keeps fractions of integer pictures",
            2,
            lambda rng: [
                (
                    numbers(rng, 2, 3, 4, 5),
                    numbers(rng, 2, 3, 3, 2),
                    numbers(rng, 2),
                    (2, 3),
                    (1, 2),
                ),
                (
                    numbers(rng, 2, 2, 5, 4),
                    numbers(rng, 4, 2, 3, 3),
                    numbers(rng, 4),
                    (3, 2),
                    (2, 1),
                ),
                (
                    integers(rng, 2, 2, 3, 4),
                    fractions(rng, 3, 2, 2, 3),
                    fractions(rng, 3),
                    (1, 2),
                    (1, 1),
                ),
            ],
        ),
    ],
)


@check.mistake(
    "the bias is left out",
    "One of the arguments never appears in your function.",
)
def bias_forgotten(x, weight, bias, stride, padding):
    return conv2d(x, weight, None, stride, padding)


@check.mistake(
    "the bias is added once for every input channel",
    "First the sum over all input channels, then the bias. How often does your line run?",
)
def bias_for_every_input_channel(x, weight, bias, stride, padding):
    return reference(x, weight, bias * x.shape[1], stride, padding)


@check.mistake(
    "the bias is added once for every weight",
    "First the whole sum of products, then the bias. How often does your line run?",
)
def bias_for_every_weight(x, weight, bias, stride, padding):
    return reference(x, weight, bias * weight[0].size, stride, padding)


@check.mistake(
    "the bias is spread along the width, one number for each column",
    "y + bias lines up the last axes. Which axis of y counts filters?",
)
def bias_along_the_width(x, weight, bias, stride, padding):
    return conv2d(x, weight, None, stride, padding) + bias


@check.mistake(
    "the first bias is added to all maps",
    "Every filter has a bias of its own.",
)
def first_bias_for_all(x, weight, bias, stride, padding):
    return reference(x, weight, np.full_like(bias, bias[0]), stride, padding)


@check.mistake(
    "only the first picture of the batch is computed",
    "How many pictures go in, and how many come out?",
)
def first_picture_only(x, weight, bias, stride, padding):
    return reference(x[:1], weight, bias, stride, padding)


@check.mistake(
    "every picture of the batch gets the maps of the first one",
    "Does your inner line use the number of the picture?",
)
def first_picture_for_all(x, weight, bias, stride, padding):
    return np.repeat(reference(x[:1], weight, bias, stride, padding), len(x), axis=0)


@check.mistake(
    "the pictures of the batch are added up",
    "Sums run over the channels and the window. Pictures of a batch never meet.",
)
def batch_added_up(x, weight, bias, stride, padding):
    return reference(x.sum(axis=0, keepdims=True), weight, bias, stride, padding)


@check.mistake(
    "batch and filters have changed places in the result",
    "The result has the axes N, F, height, width, in this order.",
)
def filters_before_batch(x, weight, bias, stride, padding):
    return reference(x, weight, bias, stride, padding).swapaxes(0, 1)


@check.mistake(
    "the two strides are swapped",
    "stride[0] moves the window down, stride[1] across.",
)
def strides_swapped(x, weight, bias, stride, padding):
    return reference(x, weight, bias, stride[::-1], padding)


@check.mistake(
    "the stride is not used",
    "With stride 2 about half of the rows are left. Does your output shrink?",
)
def stride_ignored(x, weight, bias, stride, padding):
    return reference(x, weight, bias, (1, 1), padding)


@check.mistake(
    "there are fewer windows, but each begins one place after the one before it",
    "Where does window (1, 0) begin, if the stride is (2, 3)?",
)
def windows_begin_at_i(x, weight, bias, stride, padding):
    oH, oW = reference(x, weight, bias, stride, padding).shape[2:]
    return reference(x, weight, bias, (1, 1), padding)[:, :, :oH, :oW]


@check.mistake(
    "the padding is not used",
    "Padding puts zeros round the picture before anything slides.",
)
def padding_ignored(x, weight, bias, stride, padding):
    return reference(x, weight, bias, stride, (0, 0))


@check.mistake(
    "the two paddings are swapped",
    "padding[0] adds rows at the top and at the bottom, padding[1] columns.",
)
def paddings_swapped(x, weight, bias, stride, padding):
    return reference(x, weight, bias, stride, padding[::-1])


@check.mistake(
    "zeros are put round all four axes, so that there are more pictures and more channels",
    "np.pad(x, padding) pads every axis: before it by pH, behind it by pW. Which pairs are wanted?",
)
def all_axes_padded(x, weight, bias, stride, padding):
    return window_by_window(np.pad(x, padding), weight, bias, stride, (0, 0))


@check.mistake(
    "the result is padded, not the picture",
    "The zeros go in before the kernel slides. What would a kernel make of them?",
)
def result_padded(x, weight, bias, stride, padding):
    y = reference(x, weight, bias, stride, (0, 0))
    return np.pad(y, [(0, 0), (0, 0), *((p, p) for p in padding)])


@check.mistake(
    "sums are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill. With dtype=x.dtype it takes over the type of x.",
)
def integer_accumulator(x, weight, bias, stride, padding):
    return reference(x, weight, bias, stride, padding).astype(x.dtype)


@check.style
def window_by_window(x, weight, bias, stride, padding):
    (F, _, kH, kW), (sH, sW), (pH, pW) = weight.shape, stride, padding
    x = np.pad(x, [(0, 0), (0, 0), (pH, pH), (pW, pW)])
    oH, oW = (x.shape[2] - kH) // sH + 1, (x.shape[3] - kW) // sW + 1
    y = np.zeros((len(x), F, oH, oW))
    for n, f, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sH : i * sH + kH, j * sW : j * sW + kW]
        y[n, f, i, j] = np.sum(window * weight[f]) + bias[f]
    return y


@check.style
def einsum(x, weight, bias, stride, padding):
    x = np.pad(x, [(0, 0), (0, 0), *((p, p) for p in padding)])
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    windows = windows[:, :, :: stride[0], :: stride[1]]
    return np.einsum("ncijab,fcab->nfij", windows, weight) + bias[:, None, None]


@check.style
def weight_by_weight(x, weight, bias, stride, padding):
    (F, C, kH, kW), (sH, sW), (pH, pW) = weight.shape, stride, padding
    N, _, H, W = x.shape
    wide = np.zeros((N, C, H + 2 * pH, W + 2 * pW))
    wide[:, :, pH : pH + H, pW : pW + W] = x
    down, across = H + 2 * pH - kH + 1, W + 2 * pW - kW + 1
    y = np.zeros((N, F, -(-down // sH), -(-across // sW)))
    y += bias.reshape(1, F, 1, 1)
    for f, c, a, b in np.ndindex(*weight.shape):
        y[:, f] += weight[f, c, a, b] * wide[:, c, a : a + down : sH, b : b + across : sW]
    return y
