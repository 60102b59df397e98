"""A 1-D convolution layer: several channels, several filters, stride and padding."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv1d


def reference(x, weight, bias, stride, padding):
    return conv1d(x, weight, bias, stride, padding)


def _padded(x, weight, bias, stride, before, after, **how):
    """The layer on signals that were padded in another way."""
    return reference(np.pad(x, [(0, 0), (0, 0), (before, after)], **how), weight, bias, stride, 0)


def _drawn(rng, x, F, k, stride, padding, draw=numbers, layer=numbers):
    return draw(rng, *x), layer(rng, F, x[1], k), layer(rng, F), stride, padding


check = Check(
    "dimensions.conv1d_layer",
    "conv1d_layer(x, weight, bias, stride, padding)",
    reference,
    [
        Property(
            "sums over the window and over the channels, and adds the bias once",
            1,
            lambda rng: [
                _drawn(rng, (1, 2, 3), 1, 3, 1, 0),
                _drawn(rng, (1, 3, 2), 1, 2, 1, 0),
                _drawn(rng, (1, 2, 6), 1, 3, 1, 0),
            ],
        ),
        Property(
            "answers for each signal of the batch and each filter",
            1,
            lambda rng: [
                _drawn(rng, (2, 1, 4), 3, 2, 1, 0),
                _drawn(rng, (2, 2, 4), 2, 3, 1, 0),
                _drawn(rng, (3, 2, 5), 3, 3, 1, 0),
            ],
        ),
        Property(
            "moves on by the stride",
            1,
            lambda rng: [
                _drawn(rng, (1, 1, 7), 1, 3, 2, 0),
                _drawn(rng, (1, 2, 9), 2, 2, 3, 0),
            ],
        ),
        Property(
            "puts zeros at both ends",
            1,
            lambda rng: [
                _drawn(rng, (1, 1, 4), 1, 3, 1, 1),
                _drawn(rng, (1, 2, 5), 2, 4, 1, 2),
            ],
        ),
        Property(
            "does all of it at once, and keeps fractions of integer signals",
            2,
            lambda rng: [
                _drawn(rng, (2, 3, 7), 2, 3, 2, 1),
                _drawn(rng, (2, 2, 8), 3, 4, 3, 2, draw=integers, layer=fractions),
            ],
        ),
    ],
)


@check.mistake(
    "only channel 0 is used",
    "A filter has a row of weights for each channel. How many products go into one answer?",
)
def only_channel_0(x, weight, bias, stride, padding):
    return reference(x[:, :1], weight[:, :1], bias, stride, padding)


@check.mistake(
    "the channels are averaged, not summed",
    "The definition has a sum over the channels and no division.",
)
def channels_averaged(x, weight, bias, stride, padding):
    return reference(x, weight / x.shape[1], bias, stride, padding)


@check.mistake(
    "the bias is forgotten",
    "Feed it a signal of zeros. What should come out?",
)
def bias_forgotten(x, weight, bias, stride, padding):
    return reference(x, weight, np.zeros(len(weight)), stride, padding)


@check.mistake(
    "the bias is added once for each input channel",
    "Feed it zeros in two channels. Do you get the bias, or twice the bias?",
)
def bias_for_each_channel(x, weight, bias, stride, padding):
    return reference(x, weight, bias * x.shape[1], stride, padding)


@check.mistake(
    "the bias is added along the time axis, not along the filters",
    "NumPy lines up the last axes when it broadcasts. Which axis of the output is the last?",
)
def bias_along_time(x, weight, bias, stride, padding):
    return bias_forgotten(x, weight, bias, stride, padding) + bias


@check.mistake(
    "the first two axes of the weights are swapped",
    "weight[f, c] belongs to filter f and channel c. Which of them do you sum over?",
)
def weight_axes_swapped(x, weight, bias, stride, padding):
    return reference(x, weight.swapaxes(0, 1), bias, stride, padding)


@check.mistake(
    "the kernels are flipped",
    "Work out the first value by hand: which value of x meets weight[0, 0, 0]?",
)
def kernel_flipped(x, weight, bias, stride, padding):
    return reference(x, weight[..., ::-1], bias, stride, padding)


@check.mistake(
    "the stride is ignored",
    "By how many values does the window move from one answer to the next?",
)
def stride_ignored(x, weight, bias, stride, padding):
    return reference(x, weight, bias, 1, padding)


@check.mistake(
    "window i begins at i, not at i times the stride",
    "The length is right. With stride 2, where does window 1 begin?",
)
def windows_begin_at_i(x, weight, bias, stride, padding):
    length = reference(x, weight, bias, stride, padding).shape[-1]
    return reference(x, weight, bias, 1, padding)[..., :length]


@check.mistake(
    "the padding is ignored",
    "With padding, the first window hangs over the beginning. Does yours?",
)
def padding_ignored(x, weight, bias, stride, padding):
    return reference(x, weight, bias, stride, 0)


@check.mistake(
    "all the padding is put at the beginning",
    "The length is right, but the answers come too late. Padding is per side.",
)
def padded_at_the_beginning(x, weight, bias, stride, padding):
    return _padded(x, weight, bias, stride, 2 * padding, 0)


@check.mistake(
    "all the padding is put at the end",
    "The length is right, but the answers come too early. Padding is per side.",
)
def padded_at_the_end(x, weight, bias, stride, padding):
    return _padded(x, weight, bias, stride, 0, 2 * padding)


@check.mistake(
    "the signal is padded at the beginning only",
    "How many ends has a signal, and how many zeros does each of them get?",
)
def padded_at_one_end(x, weight, bias, stride, padding):
    return _padded(x, weight, bias, stride, padding, 0)


@check.mistake(
    "the first and the last value are repeated where zeros should be",
    "What does this course put round a signal?",
)
def edges_repeated(x, weight, bias, stride, padding):
    return _padded(x, weight, bias, stride, padding, padding, mode="edge")


@check.mistake(
    "zeros are put round the output, not round the input",
    "Padding gives the kernel more places. Which of the arrays has to grow for that?",
)
def output_padded(x, weight, bias, stride, padding):
    y = reference(x, weight, bias, stride, 0)
    return np.pad(y, [(0, 0), (0, 0), (padding, padding)])


@check.mistake(
    "the channels are padded as well",
    "np.pad with a single number pads every axis. How many channels has your padded array?",
)
def channels_padded(x, weight, bias, stride, padding):
    return reference(np.pad(x, padding), weight, bias, stride, 0)


@check.mistake(
    "only the first signal of the batch is used",
    "How many signals go in, and how many come out?",
)
def only_the_first_signal(x, weight, bias, stride, padding):
    return reference(x[:1], weight, bias, stride, padding)


@check.mistake(
    "the filters are added together",
    "Each filter has an output channel of its own; only the input channels are summed.",
)
def filters_added_together(x, weight, bias, stride, padding):
    return reference(x, weight, bias, stride, padding).sum(axis=1, keepdims=True)


@check.mistake(
    "the answers are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill. With dtype=x.dtype it takes over the type of x.",
)
def integer_accumulator(x, weight, bias, stride, padding):
    return reference(x, weight, bias, stride, padding).astype(x.dtype)


@check.style
def window_by_window(x, weight, bias, stride, padding):
    N, C, L = x.shape
    F, _, k = weight.shape
    padded = np.zeros((N, C, L + 2 * padding))
    padded[:, :, padding : padding + L] = x
    y = np.zeros((N, F, (L + 2 * padding - k) // stride + 1))
    for n in range(N):
        for f in range(F):
            for i in range(y.shape[2]):
                seen = padded[n, :, i * stride : i * stride + k]
                y[n, f, i] = np.sum(seen * weight[f]) + bias[f]
    return y


@check.style
def strided_view(x, weight, bias, stride, padding):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, weight.shape[2], axis=2)
    return np.einsum("ncik,fck->nfi", windows[:, :, ::stride], weight) + bias[:, None]


@check.style
def tap_by_tap(x, weight, bias, stride, padding):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    k = weight.shape[2]
    places = (padded.shape[2] - k) // stride + 1
    y = np.zeros((len(x), len(weight), places)) + bias[:, None]
    for a in range(k):
        y += weight[:, :, a] @ padded[:, :, a : a + (places - 1) * stride + 1 : stride]
    return y


@check.style
def numpy_correlate(x, weight, bias, stride, padding):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    rows = []
    for signal in padded:
        for kernels, b in zip(weight, bias, strict=True):
            parts = [np.correlate(s, w, "valid") for s, w in zip(signal, kernels, strict=True)]
            rows.append(b + np.sum(parts, axis=0)[::stride])
    return np.reshape(rows, (len(x), len(weight), -1))
