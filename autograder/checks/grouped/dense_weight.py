"""The ordinary layer that does the same as one in groups: blocks, and zeros around them."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, numbers
from autograder.exercise import Check, Property


def reference(weight, groups):
    """Filter f has its weights at the channels of group f // (F/g), and zeros at the others."""
    F, c, kH, kW = weight.shape
    dense = np.zeros((F, c * groups, kH, kW))
    for f in range(F):
        first = f // (F // groups) * c
        dense[f, first : first + c] = weight[f]
    return dense


check = Check(
    "grouped.dense_weight",
    "dense_weight(weight, groups)",
    reference,
    [
        Property(
            "is the weight itself where there is one group",
            1,
            lambda rng: [(numbers(rng, 2, 3, 1, 2), 1), (fractions(rng, 3, 2, 2, 1), 1)],
        ),
        Property(
            "puts the blocks of 1×1 kernels on the diagonal",
            2,
            lambda rng: [
                (numbers(rng, 2, 1, 1, 1), 2),
                (numbers(rng, 4, 3, 1, 1), 2),
                (numbers(rng, 6, 2, 1, 1), 3),
                (numbers(rng, 8, 1, 1, 1), 4),
            ],
        ),
        Property(
            "does so with any kernel, and keeps fractions",
            2,
            lambda rng: [
                (numbers(rng, 4, 2, 2, 3), 2),
                (numbers(rng, 6, 1, 3, 2), 3),
                (fractions(rng, 6, 2, 1, 2), 2),
            ],
        ),
    ],
)


def _tall(weight, groups, channel):
    """Weight j of filter f at `channel(group of f, j)`."""
    F, c, kH, kW = weight.shape
    dense = np.zeros((F, c * groups, kH, kW))
    for f in range(F):
        for j in range(c):
            dense[f, channel(f // (F // groups), j)] = weight[f, j]
    return dense


@check.mistake(
    "the weights are repeated for every group, where zeros belong",
    "A filter must not see the channels of other groups. With which weight does it not see them?",
)
def repeated(weight, groups):
    return np.concatenate([weight] * groups, axis=1)


@check.mistake(
    "all filters stand on the first channels",
    "Which channels belong to the second group, and which filters see them?",
)
def first_channels_for_all(weight, groups):
    return _tall(weight, groups, lambda group, j: j)


@check.mistake(
    "channel c is put into group c % g, not into a block of neighbours",
    "With four channels and two groups, the first group is channels 0 and 1.",
)
def channels_by_remainder(weight, groups):
    return _tall(weight, groups, lambda group, j: j * groups + group)


@check.mistake(
    "filter f is put into group f % g, not into a block of neighbours",
    "With four filters and two groups, the first group is filters 0 and 1.",
)
def filters_by_remainder(weight, groups):
    F, c, kH, kW = weight.shape
    dense = np.zeros((F, c * groups, kH, kW))
    for f in range(F):
        first = f % groups * c
        dense[f, first : first + c] = weight[f]
    return dense


@check.mistake(
    "every filter stands in every group, so there are g times as many",
    "The filters are shared out. How many rows has the result for two filters in two groups?",
)
def filters_in_every_group(weight, groups):
    return np.kron(np.eye(groups)[:, :, None, None], weight)


@check.mistake(
    "the block of group 1 begins at channel 1, not where the first block ends",
    "Three channels to a group: at which channel does the second group begin?",
)
def blocks_overlap(weight, groups):
    return _tall(weight, groups, lambda group, j: group + j)


@check.mistake(
    "the blocks run from the top right to the bottom left",
    "Does the first filter see the first channels or the last?",
)
def other_diagonal(weight, groups):
    return _tall(weight, groups, lambda group, j: (groups - 1 - group) * weight.shape[1] + j)


@check.mistake(
    "every group has the filters of the first",
    "The filters of the second group have weights of their own. From which row on?",
)
def first_filters_for_all(weight, groups):
    size = len(weight) // groups
    return reference(np.concatenate([weight[:size]] * groups), groups)


@check.mistake(
    "the weights of each filter stand in the opposite order",
    "weight[f, 0] belongs to the first channel of the group.",
)
def weights_reversed(weight, groups):
    return reference(weight[:, ::-1], groups)


@check.mistake(
    "filters and channels are swapped: the result is (C, F, kH, kW)",
    "The first axis counts output channels, in the weight of a convolution.",
)
def axes_swapped(weight, groups):
    return reference(weight, groups).swapaxes(0, 1)


@check.mistake(
    "the weights are divided by the number of groups",
    "Both layers must give the same numbers. Is anything averaged?",
)
def shared_out(weight, groups):
    return reference(weight, groups) / groups


@check.mistake(
    "the result is an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill.",
)
def integer_result(weight, groups):
    return np.trunc(reference(weight, groups))


@check.style
def filter_by_filter(weight, groups):
    F, c, kH, kW = weight.shape
    dense = np.zeros((F, c * groups, kH, kW))
    for f in range(F):
        first = f // (F // groups) * c
        dense[f, first : first + c] = weight[f]
    return dense


@check.style
def block_by_block(weight, groups):
    F, c, kH, kW = weight.shape
    size = F // groups
    dense = np.zeros((F, c * groups, kH, kW))
    for g in range(groups):
        dense[g * size : (g + 1) * size, g * c : (g + 1) * c] = weight[g * size : (g + 1) * size]
    return dense


@check.style
def repeat_and_mask(weight, groups):
    F, c = weight.shape[:2]
    same = np.arange(F)[:, None] // (F // groups) == np.arange(c * groups) // c
    return np.tile(weight, (1, groups, 1, 1)) * same[:, :, None, None]


@check.style
def by_einsum(weight, groups):
    F, c, kH, kW = weight.shape
    blocks = weight.reshape(groups, F // groups, c, kH, kW)
    return np.einsum("gfchw,gd->gfdchw", blocks, np.eye(groups)).reshape(F, -1, kH, kW)
