"""The multiply-adds of a whole network on one picture, from its table."""

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
    """Every weight is used once for each place of the output."""
    return int((weights(layers, channels, size) * positions(layers, channels, size)).sum())


def _at(layers, places, counts):
    """The sum of counts times places; a dense layer has a single place."""
    return int(
        sum(
            n * (1 if row[0] == "dense" else place)
            for row, place, n in zip(layers, places, counts, strict=True)
        )
    )


check = Check(
    "networks.network_macs",
    "network_macs(layers, channels, size)",
    reference,
    [
        Property(
            "counts a convolution at every place of its output",
            2,
            lambda rng: [
                ([conv(2, 3)], 1, (4, 6)),
                ([conv(pick(rng, 4, 5), 3, 2, 1)], 3, (9, 6)),
                ([conv(4, 3, 1, 1), conv(pick(rng, 2, 3), 5, 1, 2)], 2, (5, 7)),
            ],
        ),
        Property(
            "counts nothing for a pooling, and less after it",
            1,
            lambda rng: [([pool(2, 2), conv(3, 3)], pick(rng, 2, 4), (9, 6))],
        ),
        Property(
            "counts groups and dense layers in a whole network",
            2,
            lambda rng: [
                ([dense(4), dense(3)], 2, (3, 5)),
                ([conv(6, 3, 1, 1, 2)], 4, (5, 3)),
                any_network(rng),
                any_network(rng),
            ],
        ),
    ],
)


@check.mistake(
    "the pixels of the input are counted, not those of the output",
    "With a stride of 2, at how many places does the kernel stand?",
)
def size_of_the_input(layers, channels, size):
    before = [(channels, *size), *shapes(layers, channels, size)[:-1]]
    return _at(layers, [H * W for _, H, W in before], weights(layers, channels, size))


@check.mistake(
    "the padding is forgotten",
    "A 3×3 kernel with padding 1 stands at every pixel, also at the border.",
)
def padding_forgotten(layers, channels, size):
    return reference(without_padding(layers), channels, size)


@check.mistake(
    "the parameters are counted, each once",
    "A weight is used again and again: at how many places?",
)
def every_weight_once(layers, channels, size):
    return int(weights(layers, channels, size).sum())


@check.mistake(
    "the biases are counted as well",
    "A bias is added without being multiplied by anything.",
)
def biases_counted(layers, channels, size):
    counts = weights(layers, channels, size) + biases(layers)
    return int((counts * positions(layers, channels, size)).sum())


@check.mistake(
    "a multiplication and its addition are counted as two",
    "One product and its place in the sum make one multiply-add.",
)
def counted_twice(layers, channels, size):
    return 2 * reference(layers, channels, size)


@check.mistake(
    "the groups of a convolution are ignored",
    "How many of the channels does one filter read, if there are g groups?",
)
def groups_ignored(layers, channels, size):
    counts = weights(layers, channels, size, groups=False)
    return int((counts * positions(layers, channels, size)).sum())


@check.mistake(
    "a dense layer reads one number of each channel, not every pixel",
    "How long is the vector when 2 maps of 3×5 are flattened?",
)
def dense_without_pixels(layers, channels, size):
    counts = weights(layers, channels, size, dense_pixels=False)
    return int((counts * positions(layers, channels, size)).sum())


@check.mistake(
    "a k×k kernel is taken to make k products",
    "How many pixels lie under a 3×3 kernel?",
)
def kernel_not_squared(layers, channels, size):
    counts = weights(layers, channels, size, root=True)
    return int((counts * positions(layers, channels, size)).sum())


@check.mistake(
    "the channels that go out are counted, not those that come in",
    "H and W are those of the output, C is that of the input. When does your loop change C?",
)
def channels_of_the_output(layers, channels, size):
    after = shapes(layers, channels, size)
    return int(
        sum(
            F * H * W * (C // g * k * k if kind == "conv" else C if kind == "dense" else 0)
            for (kind, F, k, _, _, g), (C, H, W) in zip(layers, after, strict=True)
        )
    )


@check.mistake(
    "a pooling is charged for its windows",
    "A maximum compares and multiplies nothing.",
)
def pooling_counted(layers, channels, size):
    count = reference(layers, channels, size)
    for (kind, _, k, *_), (C, H, W) in zip(layers, shapes(layers, channels, size), strict=True):
        count += int(C * H * W) * k * k if kind == "pool" else 0
    return count


@check.mistake(
    "the output is taken for a square as high as it is",
    "The picture need not be square: its width has a say in the number of places.",
)
def height_squared(layers, channels, size):
    places = shapes(layers, channels, size)[:, 1] ** 2
    return _at(layers, places, weights(layers, channels, size))


@check.style
def walk_through_the_table(layers, channels, size):
    C, (H, W), count = channels, size, 0
    for kind, F, k, s, p, g in layers:
        if kind == "dense":
            count += F * C * H * W
            C, H, W = F, 1, 1
            continue
        H, W = (H + 2 * p - k) // s + 1, (W + 2 * p - k) // s + 1
        if kind == "conv":
            count += F * (C // g) * k * k * H * W
            C = F
    return count


@check.style
def a_dense_layer_is_a_convolution(layers, channels, size):
    C, (H, W), count = channels, size, 0
    for kind, F, k, s, p, g in layers:
        if kind == "dense":
            C, H, W = C * H * W, 1, 1
        H, W = [(n + 2 * p - k) // s + 1 for n in (H, W)]
        count += H * W * F * k**2 * C // g  # nothing for a pooling, whose F is 0
        C = F or C
    return count


@check.style
def with_an_inner_function(layers, channels, size):
    def walk(rest, C, H, W):
        if not rest:
            return 0
        kind, F, k, s, p, g = rest[0]
        if kind == "dense":
            return F * C * H * W + walk(rest[1:], F, 1, 1)
        h, w = (len(range(0, n + 2 * p - k + 1, s)) for n in (H, W))
        mine = 0 if kind == "pool" else h * w * F * C * k * k // g
        return mine + walk(rest[1:], F or C, h, w)

    return walk(layers, channels, *size)
