"""The shape after every layer of a network, from its table."""

from __future__ import annotations

import numpy as np

from autograder.checks.networks._tables import (
    any_network,
    conv,
    dense,
    pick,
    pool,
    without_padding,
)
from autograder.checks.networks._tables import shapes as shapes_of
from autograder.exercise import Check, Property


def reference(layers, channels, size):
    return shapes_of(layers, channels, size)


check = Check(
    "networks.layer_shapes",
    "layer_shapes(layers, channels, size)",
    reference,
    [
        Property(
            "follows convolutions with stride and padding",
            2,
            lambda rng: [
                ([conv(5, 3)], 2, (4, 6)),
                ([conv(pick(rng, 4, 7), 3, 1, 1), conv(3, 2)], 1, (7, 5)),
                ([conv(6, 3, 2, 1), conv(4, 5, pick(rng, 1, 2), 2)], 3, (9, 12)),
                ([conv(8, 4, 3, pick(rng, 1, 2)), conv(2, 1)], 2, (13, 10)),
            ],
        ),
        Property(
            "keeps the channels in a pooling and rounds its size down",
            1,
            lambda rng: [
                ([pool(2, 2)], 3, (5, 7)),
                ([pool(3, 2, 1), conv(4, 3), pool(2, 2)], pick(rng, 2, 5), (12, 9)),
            ],
        ),
        Property(
            "makes single numbers of the maps at a dense layer",
            1,
            lambda rng: [
                ([dense(4)], 2, (3, 2)),
                ([conv(3, 3), dense(pick(rng, 5, 6)), dense(2)], 1, (4, 6)),
                any_network(rng),
                any_network(rng),
            ],
        ),
    ],
)


def _with(layers, channels, size, length, keep=False, same=False):
    """Shapes with another formula for the length; `keep`, `same`: slips of dense and pooling."""
    C, (H, W) = channels, size
    rows = []
    for kind, F, k, s, p, _ in layers:
        if kind == "dense":
            C, H, W = (F, H, W) if keep else (F, 1, 1)
        else:
            C = C if kind == "pool" and not same else F
            H, W = length(H, k, s, p), length(W, k, s, p)
        rows.append((C, H, W))
    return np.array(rows)


@check.mistake(
    "the padding is forgotten",
    "One number of each row is never used. A 3×3 kernel with padding 1 keeps the size.",
)
def padding_forgotten(layers, channels, size):
    return shapes_of(without_padding(layers), channels, size)


@check.mistake(
    "the padding is added on one side only",
    "p zeros stand on each side of an axis. How many sides has an axis?",
)
def padding_once(layers, channels, size):
    return _with(layers, channels, size, lambda n, k, s, p: (n + p - k) // s + 1)


@check.mistake(
    "sizes are rounded up",
    "A window that hangs over the edge is not computed, in a convolution or in a pooling.",
)
def rounded_up(layers, channels, size):
    return _with(layers, channels, size, lambda n, k, s, p: -(-(n + 2 * p - k) // s) + 1)


@check.mistake(
    "the first position of the window is not counted",
    "A kernel as large as the map has one position, not none.",
)
def plus_one_missing(layers, channels, size):
    return _with(layers, channels, size, lambda n, k, s, p: (n + 2 * p - k) // s)


@check.mistake(
    "the stride is ignored",
    "How far does the window move each time? That number is in the row.",
)
def stride_ignored(layers, channels, size):
    return _with(layers, channels, size, lambda n, k, s, p: n + 2 * p - k + 1)


@check.mistake(
    "the width is taken from the height",
    "The picture need not be square: follow H and W each on its own.",
)
def width_from_height(layers, channels, size):
    return shapes_of(layers, channels, (size[0], size[0]))


@check.mistake(
    "a pooling sets the number of channels to the 0 of its row",
    "A pooling has no filters. What happens to the channels that come in?",
)
def pooling_without_channels(layers, channels, size):
    length = lambda n, k, s, p: (n + 2 * p - k) // s + 1  # noqa: E731
    return _with(layers, channels, size, length, same=True)


@check.mistake(
    "a dense layer keeps the height and the width of the maps",
    "A dense layer flattens what comes in. Is anything left of rows and columns?",
)
def dense_keeps_the_size(layers, channels, size):
    length = lambda n, k, s, p: (n + 2 * p - k) // s + 1  # noqa: E731
    return _with(layers, channels, size, length, keep=True)


@check.mistake(
    "each row holds the shape before its layer, not after it",
    "Row 0 is what the first layer gives to the second. When do you append?",
)
def before_the_layer(layers, channels, size):
    after = shapes_of(layers, channels, size)
    return np.array([(channels, *size), *after[:-1]])


@check.mistake(
    "every layer reads the picture itself, not what the layer before it wrote",
    "The output of one layer is the input of the next: do H and W change in your loop?",
)
def always_from_the_picture(layers, channels, size):
    return np.array([shapes_of([layer], channels, size)[0] for layer in layers])


@check.mistake(
    "the channels are multiplied by the filters",
    "Every filter reads all channels and makes one map. How many maps do F filters make?",
)
def channels_multiplied(layers, channels, size):
    y = shapes_of(layers, channels, size)
    C = channels
    for row, (kind, F, *_) in zip(y, layers, strict=True):
        C = F if kind == "dense" else C * F if kind == "conv" else C
        row[0] = C
    return y


@check.style
def one_layer_after_another(layers, channels, size):
    C, (H, W) = channels, size
    rows = []
    for kind, F, k, s, p, _ in layers:
        if kind == "dense":
            C, H, W = F, 1, 1
        else:
            if kind == "conv":
                C = F
            H = (H + 2 * p - k) // s + 1
            W = (W + 2 * p - k) // s + 1
        rows.append((C, H, W))
    return np.array(rows)


@check.style
def both_axes_as_one_array(layers, channels, size):
    now, rows = np.array(size), []
    for kind, F, k, s, p, _ in layers:
        channels = channels if kind == "pool" else F
        now = np.ones(2) if kind == "dense" else (now + 2 * p - k) // s + 1
        rows.append([channels, *now])
    return np.array(rows)


@check.style
def with_an_inner_function(layers, channels, size):
    def walk(rest, C, H, W):
        if not rest:
            return []
        kind, F, k, s, p, _ = rest[0]
        if kind == "dense":
            C, H, W = F, 1, 1
        else:
            C, H, W = F or C, *(len(range(0, n + 2 * p - k + 1, s)) for n in (H, W))
        return [(C, H, W), *walk(rest[1:], C, H, W)]

    return walk(layers, channels, *size)
