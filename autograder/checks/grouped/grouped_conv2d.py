"""A convolution in groups: each block of filters sees its own block of channels."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d


def reference(x, weight, bias, stride, padding, groups):
    return conv2d(x, weight, bias, stride, padding, 1, groups)


check = Check(
    "grouped.grouped_conv2d",
    "grouped_conv2d(x, weight, bias, stride, padding, groups)",
    reference,
    [
        Property(
            "is an ordinary layer where there is one group",
            1,
            lambda rng: [
                (
                    numbers(rng, 1, 2, 3, 4),
                    numbers(rng, 3, 2, 2, 3),
                    numbers(rng, 3),
                    (1, 1),
                    (0, 0),
                    1,
                ),
            ],
        ),
        Property(
            "gives each block of 1×1 filters its own block of channels",
            2,
            lambda rng: [
                (
                    numbers(rng, 1, 4, 1, 1),
                    numbers(rng, 4, 2, 1, 1),
                    numbers(rng, 4),
                    (1, 1),
                    (0, 0),
                    2,
                ),
                (
                    numbers(rng, 1, 6, 2, 1),
                    numbers(rng, 9, 2, 1, 1),
                    numbers(rng, 9),
                    (1, 1),
                    (0, 0),
                    3,
                ),
            ],
        ),
        Property(
            "does so with kernels, and with as many groups as channels",
            2,
            lambda rng: [
                (
                    numbers(rng, 1, 4, 3, 4),
                    numbers(rng, 6, 2, 2, 3),
                    numbers(rng, 6),
                    (1, 1),
                    (0, 0),
                    2,
                ),
                (
                    numbers(rng, 1, 3, 4, 3),
                    numbers(rng, 6, 1, 3, 2),
                    numbers(rng, 6),
                    (1, 1),
                    (0, 0),
                    3,
                ),
            ],
        ),
        Property(
            "handles batches, strides, padding and fractions besides",
            2,
            lambda rng: [
                (
                    numbers(rng, 2, 4, 4, 5),
                    numbers(rng, 4, 2, 3, 2),
                    numbers(rng, 4),
                    (2, 1),
                    (1, 0),
                    2,
                ),
                (
                    integers(rng, 2, 6, 3, 5),
                    fractions(rng, 6, 2, 2, 3),
                    fractions(rng, 6),
                    (1, 2),
                    (0, 2),
                    3,
                ),
            ],
        ),
    ],
)


def _every_group(x, weight, bias, stride, padding, groups, channels, filters):
    """The right operation with groups made of other channels or other filters."""
    F, c = weight.shape[:2]
    size = F // groups
    y = np.zeros(reference(x, weight, bias, stride, padding, groups).shape)
    for g in range(groups):
        own = filters(g, size)
        seen = x[:, channels(g, c)]
        y[:, own] = reference(seen, weight[own], bias[own], stride, padding, 1)
    return y


def _block(g, size):
    return np.arange(g * size, (g + 1) * size)


@check.mistake(
    "channel c belongs to group c % g: the groups are combs, not blocks",
    "With four channels and two groups, the first filters see channels 0 and 1.",
)
def channels_by_remainder(x, weight, bias, stride, padding, groups):
    def comb(g, size):
        return np.arange(size) * groups + g

    return _every_group(x, weight, bias, stride, padding, groups, comb, _block)


@check.mistake(
    "filter f belongs to group f % g: the outputs of the groups are interleaved",
    "With four filters and two groups, filters 0 and 1 see the first block of channels.",
)
def filters_by_remainder(x, weight, bias, stride, padding, groups):
    def comb(g, size):
        return np.arange(size) * groups + g

    return _every_group(x, weight, bias, stride, padding, groups, _block, comb)


@check.mistake(
    "the block of group 1 begins at channel 1, not where the first block ends",
    "Two channels to a group: at which channel does the second group begin?",
)
def blocks_overlap(x, weight, bias, stride, padding, groups):
    def shifted(g, size):
        return np.arange(g, g + size)

    return _every_group(x, weight, bias, stride, padding, groups, shifted, _block)


@check.mistake(
    "every group sees the first block of channels",
    "Which channels does the second group see? Count where its block begins.",
)
def first_channels_for_all(x, weight, bias, stride, padding, groups):
    def first(g, size):
        return np.arange(size)

    return _every_group(x, weight, bias, stride, padding, groups, first, _block)


@check.mistake(
    "every group uses the filters of the first",
    "The weights of the second group begin at which row of weight?",
)
def first_filters_for_all(x, weight, bias, stride, padding, groups):
    size = len(weight) // groups
    return reference(x, np.concatenate([weight[:size]] * groups), bias, stride, padding, groups)


@check.mistake(
    "every filter sees all channels, with its weights repeated for each group",
    "A filter has C/g weights for each place. The other channels are not its business.",
)
def everything_seen(x, weight, bias, stride, padding, groups):
    return reference(x, np.concatenate([weight] * groups, axis=1), bias, stride, padding, 1)


@check.mistake(
    "the biases of the first group are used for all",
    "There is one bias for each of the F filters. Which does the second group take?",
)
def first_biases_for_all(x, weight, bias, stride, padding, groups):
    size = len(weight) // groups
    return reference(x, weight, np.concatenate([bias[:size]] * groups), stride, padding, groups)


@check.mistake(
    "the bias is left out",
    "Give it an x of zeros. What should come out?",
)
def bias_forgotten(x, weight, bias, stride, padding, groups):
    return reference(x, weight, bias * 0, stride, padding, groups)


@check.mistake(
    "the bias is added once for every channel of the group",
    "First the sum over the channels, then the bias.",
)
def bias_for_every_channel(x, weight, bias, stride, padding, groups):
    return reference(x, weight, bias * weight.shape[1], stride, padding, groups)


@check.mistake(
    "the groups stand in the opposite order in the output",
    "The first F/g output channels come from the first block of channels.",
)
def groups_stacked_backwards(x, weight, bias, stride, padding, groups):
    y = reference(x, weight, bias, stride, padding, groups)
    return np.concatenate(np.split(y, groups, axis=1)[::-1], axis=1)


@check.mistake(
    "the groups are added up, where they should stand side by side",
    "How many output channels should there be, and how many has each group?",
)
def groups_added(x, weight, bias, stride, padding, groups):
    y = reference(x, weight, bias, stride, padding, groups)
    return sum(np.split(y, groups, axis=1))


@check.mistake(
    "only the first sample of the batch is filled in",
    "Put two samples in and look at the second.",
)
def first_sample_only(x, weight, bias, stride, padding, groups):
    y = reference(x, weight, bias, stride, padding, groups)
    y[1:] = 0
    return y


@check.mistake(
    "the two strides are swapped",
    "stride[0] is the step downwards.",
)
def strides_swapped(x, weight, bias, stride, padding, groups):
    return reference(x, weight, bias, stride[::-1], padding, groups)


@check.mistake(
    "the two paddings are swapped",
    "padding[0] is for the rows of zeros, above and below.",
)
def paddings_swapped(x, weight, bias, stride, padding, groups):
    return reference(x, weight, bias, stride, padding[::-1], groups)


@check.mistake(
    "the samples of the batch are added up",
    "Over which axes do you sum? That of the samples has to stay.",
)
def samples_added(x, weight, bias, stride, padding, groups):
    return reference(x, weight, bias, stride, padding, groups).sum(axis=0, keepdims=True)


@check.mistake(
    "the padding is ignored",
    "Padding puts rows of zeros above and below, columns of zeros left and right.",
)
def padding_ignored(x, weight, bias, stride, padding, groups):
    return reference(x, weight, bias, stride, (0, 0), groups)


@check.mistake(
    "the kernels are rotated by 180°",
    "Which weight meets the top left pixel of the window?",
)
def rotated(x, weight, bias, stride, padding, groups):
    return reference(x, weight[..., ::-1, ::-1], bias, stride, padding, groups)


@check.mistake(
    "sums are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill. With dtype=x.dtype it takes over the type of x.",
)
def integer_accumulator(x, weight, bias, stride, padding, groups):
    return np.trunc(reference(x, weight, bias, stride, padding, groups))


@check.style
def window_by_window(x, weight, bias, stride, padding, groups):
    (F, c, kH, kW), (sH, sW), (pH, pW) = weight.shape, stride, padding
    x = np.pad(x, [(0, 0), (0, 0), (pH, pH), (pW, pW)])
    oH, oW = (x.shape[2] - kH) // sH + 1, (x.shape[3] - kW) // sW + 1
    y = np.empty((len(x), F, oH, oW))
    for f in range(F):
        first = f // (F // groups) * c
        own = x[:, first : first + c]
        for i in range(oH):
            for j in range(oW):
                seen = own[:, :, i * sH : i * sH + kH, j * sW : j * sW + kW]
                y[:, f, i, j] = np.sum(seen * weight[f], axis=(1, 2, 3)) + bias[f]
    return y


@check.style
def group_by_group(x, weight, bias, stride, padding, groups):
    x = np.pad(x, [(0, 0), (0, 0), *((p, p) for p in padding)])
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    windows = windows[:, :, :: stride[0], :: stride[1]]
    parts = [
        np.einsum("ncijab,fcab->nfij", *pair)
        for pair in zip(np.split(windows, groups, axis=1), np.split(weight, groups), strict=True)
    ]
    return np.concatenate(parts, axis=1) + bias[:, None, None]


@check.style
def one_einsum(x, weight, bias, stride, padding, groups):
    (F, c, kH, kW), N = weight.shape, len(x)
    x = np.pad(x, [(0, 0), (0, 0), *((p, p) for p in padding)])
    windows = np.lib.stride_tricks.sliding_window_view(x, (kH, kW), axis=(2, 3))
    windows = windows[:, :, :: stride[0], :: stride[1]]
    oH, oW = windows.shape[2:4]
    windows = windows.reshape(N, groups, c, oH, oW, kH, kW)
    filters = weight.reshape(groups, F // groups, c, kH, kW)
    y = np.einsum("ngcijab,gfcab->ngfij", windows, filters)
    return y.reshape(N, F, oH, oW) + bias[:, None, None]


@check.style
def through_the_dense_weight(x, weight, bias, stride, padding, groups):
    (F, c, kH, kW), (sH, sW), (pH, pW) = weight.shape, stride, padding
    dense = np.zeros((F, c * groups, kH, kW))
    for f in range(F):
        first = f // (F // groups) * c
        dense[f, first : first + c] = weight[f]
    x = np.pad(x, [(0, 0), (0, 0), (pH, pH), (pW, pW)])
    oH, oW = (x.shape[2] - kH) // sH + 1, (x.shape[3] - kW) // sW + 1
    y = np.zeros((len(x), F, oH, oW)) + bias[:, None, None]
    for a in range(kH):
        for b in range(kW):
            moved = x[:, :, a : a + (oH - 1) * sH + 1 : sH, b : b + (oW - 1) * sW + 1 : sW]
            y += np.einsum("ncij,fc->nfij", moved, dense[:, :, a, b])
    return y
