"""Deal the channels of all groups out in turn."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, numbers
from autograder.exercise import Check, Property
from autograder.reference import channel_shuffle as shuffle_of


def reference(x, groups):
    return shuffle_of(x, groups)


check = Check(
    "grouped.channel_shuffle",
    "channel_shuffle(x, groups)",
    reference,
    [
        Property(
            "leaves a single group as it is",
            1,
            lambda rng: [(numbers(rng, 1, 3, 1, 2), 1), (fractions(rng, 2, 4, 2, 1), 1)],
        ),
        Property(
            "takes one channel from each group in turn",
            2,
            lambda rng: [
                (numbers(rng, 1, 6, 1, 1), 2),
                (numbers(rng, 1, 6, 1, 2), 3),
                (numbers(rng, 1, 8, 2, 1), 4),
                (numbers(rng, 1, 12, 1, 1), 3),
            ],
        ),
        Property(
            "keeps pictures whole and samples apart",
            2,
            lambda rng: [
                (numbers(rng, 3, 6, 2, 3), 3),
                (fractions(rng, 2, 8, 3, 2), 2),
                (numbers(rng, 2, 10, 1, 3), 5),
            ],
        ),
    ],
)


def _reordered(x, groups, order):
    """The channels in another order, which is computed from their numbers, laid out as (g, C/g)."""
    numbered = np.arange(x.shape[1]).reshape(groups, -1)
    return x[:, order(numbered)]


@check.mistake(
    "the channels are laid out as (C/g, g), which undoes a shuffle instead of making one",
    "Write the channels down with a row for each group. How many rows are there?",
)
def undone(x, groups):
    return reference(x, x.shape[1] // groups)


@check.mistake(
    "reshaped and flattened again, but not transposed: nothing has moved",
    "Number six channels 0 … 5, two groups. What should stand behind 0?",
)
def not_transposed(x, groups):
    return x.copy()


@check.mistake(
    "the groups change places, with their channels still side by side",
    "After a shuffle, neighbours come from different groups.",
)
def groups_turned_round(x, groups):
    return _reordered(x, groups, lambda table: table[::-1].ravel())


@check.mistake(
    "the order of all channels is turned round",
    "Channel 0 stays where it is. So does the last one.",
)
def channels_reversed(x, groups):
    return x[:, ::-1]


@check.mistake(
    "the channels of each group are turned round before they are dealt out",
    "The first channel of the result is channel 0.",
)
def dealt_from_the_end(x, groups):
    return _reordered(x, groups, lambda table: table[:, ::-1].T.ravel())


@check.mistake(
    "everything was moved by one place, as if a group were a single channel",
    "Which channels come first? One of each group.",
)
def moved_by_one(x, groups):
    return np.roll(x, 1, axis=1)


@check.mistake(
    "the array was reshaped without minding rows and columns: pictures are torn apart",
    "Give every channel a constant picture of its own. Are they still constant afterwards?",
)
def pictures_torn(x, groups):
    N, _, H, W = x.shape
    table = x.reshape(N, groups, -1)
    return table.swapaxes(1, 2).reshape(N, -1, H, W)


@check.mistake(
    "all axes of the table were turned round, not only groups and channels",
    ".T turns five axes round. Which two of them do you mean?",
)
def every_axis_turned(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, groups, C // groups, H, W).T.reshape(x.shape)


@check.mistake(
    "height and width have changed places as well",
    "transpose() without arguments turns all axes round. Which two do you mean?",
)
def pictures_transposed(x, groups):
    return reference(x, groups).swapaxes(2, 3)


@check.mistake(
    "only the first sample is shuffled",
    "Put two samples in and look at the second.",
)
def first_sample_only(x, groups):
    y = x.copy()
    y[:1] = reference(x[:1], groups)
    return y


@check.style
def reshape_transpose_flatten(x, groups):
    N, C, H, W = x.shape
    table = x.reshape(N, groups, C // groups, H, W)
    return table.transpose(0, 2, 1, 3, 4).reshape(N, C, H, W)


@check.style
def deal_out(x, groups):
    y = np.empty_like(x)
    size = x.shape[1] // groups
    for group in range(groups):
        for j in range(size):
            y[:, j * groups + group] = x[:, group * size + j]
    return y


@check.style
def every_gth_place(x, groups):
    y = np.empty_like(x)
    for group, block in enumerate(np.split(x, groups, axis=1)):
        y[:, group::groups] = block
    return y


@check.style
def an_order_of_channels(x, groups):
    size = x.shape[1] // groups
    order = [group * size + j for j in range(size) for group in range(groups)]
    return x[:, order]
