"""The number of weights and biases of a whole network, from its table."""

from __future__ import annotations

from autograder.checks.networks._tables import (
    any_network,
    biases,
    conv,
    dense,
    pick,
    pool,
    positions,
    shapes,
    weights,
    without_padding,
)
from autograder.exercise import Check, Property


def reference(layers, channels, size):
    """F·(C/g)·k² weights and F biases of a convolution, F·C·H·W and F of a dense layer."""
    return int(weights(layers, channels, size).sum() + biases(layers).sum())


check = Check(
    "networks.network_parameters",
    "network_parameters(layers, channels, size)",
    reference,
    [
        Property(
            "counts weights and biases of convolutions, one after another",
            2,
            lambda rng: [
                ([conv(10, 3)], 3, (5, 7)),
                ([conv(pick(rng, 4, 6), 5, 2, 1), conv(7, 3, 1, 1)], 2, (12, 9)),
                ([conv(5, 3, 1, 1), pool(2, 2), conv(pick(rng, 2, 3), 3)], 1, (8, 11)),
            ],
        ),
        Property(
            "lets a filter of a grouped convolution read its own group only",
            1,
            lambda rng: [
                ([conv(6, 3, 1, 1, 2)], 4, (3, 5)),
                ([conv(9, pick(rng, 3, 5), 2, 2, 3), conv(4, 1)], 6, (9, 7)),
            ],
        ),
        Property(
            "flattens all pixels of all maps for a dense layer",
            2,
            lambda rng: [
                ([dense(4)], 2, (3, 5)),
                ([conv(2, 3, 1, 1), dense(3)], 1, (4, 6)),
                ([conv(3, 3, 2, 1), pool(2, 2), dense(pick(rng, 5, 6)), dense(2)], 1, (13, 9)),
                any_network(rng),
                any_network(rng),
            ],
        ),
    ],
)


@check.mistake(
    "the biases are forgotten",
    "Each filter and each feature of a dense layer adds one more number that is learned.",
)
def biases_forgotten(layers, channels, size):
    return int(weights(layers, channels, size).sum())


@check.mistake(
    "there is a bias for each kernel, not for each filter",
    "The bias is added once, after the sum over the channels.",
)
def bias_for_each_kernel(layers, channels, size):
    C, count = channels, int(weights(layers, channels, size).sum())
    for kind, F, _, _, _, g in layers:
        count += F * (C // g) if kind == "conv" else F
        C = C if kind == "pool" else F
    return count


@check.mistake(
    "the groups of a convolution are ignored",
    "How many of the channels does one filter read, if there are g groups?",
)
def groups_ignored(layers, channels, size):
    return int(weights(layers, channels, size, groups=False).sum() + biases(layers).sum())


@check.mistake(
    "weights are divided by the groups twice, for the filters as well as for the channels",
    "Every one of the F filters is still there. Which of the two numbers shrinks?",
)
def groups_twice(layers, channels, size):
    counts = weights(layers, channels, size)
    return int(
        sum(n // g for n, (*_, g) in zip(counts, layers, strict=True)) + biases(layers).sum()
    )


@check.mistake(
    "a dense layer has one weight for each channel, not for each pixel",
    "Flattening 2 maps of 3×5 makes a vector. How long is it?",
)
def dense_without_pixels(layers, channels, size):
    return int(weights(layers, channels, size, dense_pixels=False).sum() + biases(layers).sum())


@check.mistake(
    "a k×k kernel is taken to have k weights",
    "How many numbers are there in a 3×3 kernel?",
)
def kernel_not_squared(layers, channels, size):
    return int(weights(layers, channels, size, root=True).sum() + biases(layers).sum())


@check.mistake(
    "a pooling is given weights",
    "Does a maximum have anything to learn?",
)
def pooling_has_weights(layers, channels, size):
    C, count = channels, reference(layers, channels, size)
    for kind, F, k, *_ in layers:
        count += C * k * k if kind == "pool" else 0
        C = C if kind == "pool" else F
    return count


@check.mistake(
    "every layer reads the channels of the picture",
    "The second layer reads what the first one wrote: how many maps are those?",
)
def channels_of_the_picture(layers, channels, size):
    before = [(channels, *size), *shapes(layers, channels, size)[:-1]]
    return int(
        sum(
            reference([layer], channels, (int(H), int(W)))
            for layer, (_, H, W) in zip(layers, before, strict=True)
        )
    )


@check.mistake(
    "the channels are changed before a layer is counted, not after it",
    "A layer reads what comes in. Does your loop still know that C when it counts?",
)
def counted_too_late(layers, channels, size):
    count = 0
    for (kind, F, k, _, _, g), after in zip(layers, shapes(layers, channels, size), strict=True):
        C, H, W = (int(n) for n in after)
        count += 0 if kind == "pool" else F + F * (C // g * k * k if kind == "conv" else C * H * W)
    return count


@check.mistake(
    "the padding is forgotten on the way to the dense layer",
    "A dense layer needs the size of the maps it flattens. Follow the size with p.",
)
def padding_forgotten(layers, channels, size):
    return reference(without_padding(layers), channels, size)


@check.mistake(
    "a convolution has weights of its own at every place",
    "The same kernel is used everywhere. Does a larger picture need more weights?",
)
def weights_not_shared(layers, channels, size):
    placed = weights(layers, channels, size) * positions(layers, channels, size)
    return int(placed.sum() + biases(layers).sum())


@check.style
def walk_through_the_table(layers, channels, size):
    C, (H, W), count = channels, size, 0
    for kind, F, k, s, p, g in layers:
        if kind == "dense":
            count += F * (C * H * W) + F
            C, H, W = F, 1, 1
            continue
        if kind == "conv":
            count += F * (C // g) * k * k + F
            C = F
        H, W = (H + 2 * p - k) // s + 1, (W + 2 * p - k) // s + 1
    return count


@check.style
def a_dense_layer_is_a_convolution(layers, channels, size):
    C, (H, W), count = channels, size, 0
    for kind, F, k, s, p, g in layers:
        if kind == "dense":
            C, H, W = C * H * W, 1, 1
        count += F * (C // g * k**2 + 1)  # nothing for a pooling, whose F is 0
        C = F or C
        H, W = [(n + 2 * p - k) // s + 1 for n in (H, W)]
    return count


@check.style
def with_an_inner_function(layers, channels, size):
    def walk(rest, C, H, W):
        if not rest:
            return 0
        kind, F, k, s, p, g = rest[0]
        if kind == "dense":
            return F + F * C * H * W + walk(rest[1:], F, 1, 1)
        h, w = (len(range(0, n + 2 * p - k + 1, s)) for n in (H, W))
        mine = 0 if kind == "pool" else F + F * C * k * k // g
        return mine + walk(rest[1:], F or C, h, w)

    return walk(layers, channels, *size)
