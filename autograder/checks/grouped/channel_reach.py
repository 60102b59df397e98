"""Which input channels an output channel depends on, through layers in groups."""

from __future__ import annotations

import numpy as np

from autograder.exercise import Check, Property


def reference(channels, groups, layers, shuffle):
    """Ones where a path leads from channel c (column) to channel f (row)."""
    size = channels // groups
    number = np.arange(channels)
    layer = (number[:, None] // size == number // size).astype(float)
    reach = layer
    for _ in range(layers - 1):
        if shuffle:
            reach = reach[number.reshape(groups, size).T.ravel()]
        reach = (layer @ reach > 0).astype(float)
    return reach


def _any(rng, low, high):
    """A whole number from low to high, both included, as a plain int."""
    return int(rng.integers(low, high + 1))


check = Check(
    "grouped.channel_reach",
    "channel_reach(channels, groups, layers, shuffle)",
    reference,
    [
        Property(
            "shows the blocks of a single layer",
            1,
            lambda rng: [(4, 2, 1, False), (2 * _any(rng, 3, 4), 2, 1, True), (8, 4, 1, False)],
        ),
        Property(
            "shows that more layers mix nothing without a shuffle",
            1,
            lambda rng: [(6, 3, 2, False), (2 * _any(rng, 3, 4), 2, _any(rng, 3, 4), False)],
        ),
        Property(
            "shuffles between layers, and only there",
            3,
            lambda rng: [
                (6, 3, 2, True),
                (8, 4, 2, True),
                (8, 4, 3, True),
                (10, 5, 2, True),
                (12, 4, 2, True),
                (2 * _any(rng, 6, 8), 2, 2, True),
            ],
        ),
    ],
)


def _stack(channels, groups, layers, shuffle, order=None, after_the_last=False):
    """Like the reference, with another order of channels or one shuffle more."""
    size = channels // groups
    if order is None:
        order = np.arange(channels).reshape(groups, size).T.ravel()
    layer = reference(channels, groups, 1, False)
    reach = layer
    for number in range(1, layers + 1):
        if number > 1:
            reach = (layer @ reach > 0).astype(float)
        if shuffle and (number < layers or after_the_last):
            reach = reach[order]
    return reach


@check.mistake(
    "there is no shuffle, though one was asked for",
    "The fourth argument does nothing in your function.",
)
def never_shuffled(channels, groups, layers, shuffle):
    return reference(channels, groups, layers, False)


@check.mistake(
    "there is a shuffle, though none was asked for",
    "What should two layers without a shuffle give? Look at a single one.",
)
def always_shuffled(channels, groups, layers, shuffle):
    return reference(channels, groups, layers, True)


@check.mistake(
    "the last layer is followed by a shuffle as well",
    "The shuffle stands between two layers. How many are there between three?",
)
def shuffled_at_the_end(channels, groups, layers, shuffle):
    return _stack(channels, groups, layers, shuffle, after_the_last=True)


@check.mistake(
    "there is a shuffle before the first layer as well",
    "The shuffle stands between two layers. What does a single layer depend on?",
)
def shuffled_at_the_beginning(channels, groups, layers, shuffle):
    size = channels // groups
    order = np.arange(channels).reshape(groups, size).T.ravel()
    layer = reference(channels, groups, 1, False)
    reach = np.eye(channels)
    for _ in range(layers):
        reach = (layer @ (reach[order] if shuffle else reach) > 0).astype(float)
    return reach


@check.mistake(
    "paths are counted, where the question is whether there is one",
    "Two paths are a yes, as one is.",
)
def paths_counted(channels, groups, layers, shuffle):
    layer = reference(channels, groups, 1, False)
    size = channels // groups
    reach = layer
    for _ in range(layers - 1):
        if shuffle:
            reach = reach[np.arange(channels).reshape(groups, size).T.ravel()]
        reach = layer @ reach
    return reach


@check.mistake(
    "the table lies on its side: rows are inputs, or a shuffle is undone where it should be made",
    "Row f is for output f. And of six channels in three groups, which two come first afterwards?",
)
def inputs_in_rows(channels, groups, layers, shuffle):
    size = channels // groups
    order = np.arange(channels).reshape(groups, size).T.ravel()
    return _stack(channels, groups, layers, shuffle, order).T


@check.mistake(
    "channel c belongs to group c % g, not to a block of neighbours",
    "With four channels and two groups, the first group is channels 0 and 1.",
)
def groups_by_remainder(channels, groups, layers, shuffle):
    size = channels // groups
    order = np.arange(channels).reshape(groups, size).T.ravel()
    number = np.arange(channels)
    layer = (number[:, None] % groups == number % groups).astype(float)
    reach = layer
    for _ in range(layers - 1):
        if shuffle:
            reach = reach[order]
        reach = (layer @ reach > 0).astype(float)
    return reach


@check.mistake(
    "there is one layer too many",
    "With a single layer there is nothing to shuffle, and only one product with blocks.",
)
def one_layer_more(channels, groups, layers, shuffle):
    return reference(channels, groups, layers + 1, shuffle)


@check.mistake(
    "there is one layer too few",
    "What do you get for a single layer: its blocks, or the identity?",
)
def one_layer_less(channels, groups, layers, shuffle):
    return reference(channels, groups, layers - 1, shuffle) if layers > 1 else np.eye(channels)


@check.mistake(
    "each group is a single channel",
    "Two groups of four channels: how many channels does the first group have?",
)
def group_is_a_channel(channels, groups, layers, shuffle):
    return np.eye(channels)


@check.mistake(
    "the number of groups is taken for the size of a group",
    "Eight channels in four groups: how many channels has each?",
)
def groups_for_size(channels, groups, layers, shuffle):
    return reference(channels, channels // groups, layers, shuffle)


@check.style
def blocks_and_an_order(channels, groups, layers, shuffle):
    size = channels // groups
    layer = np.kron(np.eye(groups), np.ones((size, size)))
    order = np.arange(channels).reshape(groups, size).T.ravel()
    reach = layer
    for _ in range(layers - 1):
        if shuffle:
            reach = reach[order]
        reach = np.minimum(layer @ reach, 1)
    return reach


@check.style
def sets_of_channels(channels, groups, layers, shuffle):
    size = channels // groups
    depends = [{c} for c in range(channels)]
    for number in range(layers):
        if number and shuffle:
            depends = [depends[g * size + j] for j in range(size) for g in range(groups)]
        blocks = [set().union(*depends[g * size : (g + 1) * size]) for g in range(groups)]
        depends = [blocks[c // size] for c in range(channels)]
    return [[int(c in seen) for c in range(channels)] for seen in depends]


@check.style
def one_hot_inputs(channels, groups, layers, shuffle):
    size = channels // groups
    values = np.eye(channels)
    for number in range(layers):
        if number and shuffle:
            dealt = values.reshape(groups, size, channels).swapaxes(0, 1)
            values = dealt.reshape(channels, channels)
        sums = values.reshape(groups, size, channels).sum(axis=1)
        values = np.repeat(sums, size, axis=0)
    return (values > 0).astype(int)
