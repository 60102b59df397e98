"""Depth and multiply-adds of an Inception block, with and without bottlenecks."""

from __future__ import annotations

import numpy as np

from autograder.checks.networks._tables import pick
from autograder.exercise import Check, Property


def _count(channels, size, f1, f3, f5, reduce, one=1, three=1, squared=True, pool=0):
    """Depth and multiply-adds; `one`: how often each 1x1 in front counts, `three`: the 3x3."""
    pixels = size[0] * size[1]
    seen = reduce or channels
    k3, k5 = (9, 25) if squared else (3, 5)
    each = f1 * channels + three * f3 * k3 * seen + f5 * k5 * seen + pool * 9 * channels
    each += (2 * one + 1) * reduce * channels
    return np.array([f1 + f3 + f5 + seen, each * pixels])


def reference(channels, size, f1, f3, f5, reduce):
    """With reduce, 1x1 layers stand before the 3x3 and the 5x5 and behind the pooling."""
    return _count(channels, size, f1, f3, f5, reduce)


def _naive(rng):
    return pick(rng, 5, 6, 7), pick(rng, (2, 3), (4, 3), (3, 5)), pick(rng, 3, 4), 6, 2, 0


def _reduced(rng):
    return pick(rng, 8, 9), pick(rng, (3, 4), (5, 2), (4, 6)), 4, pick(rng, 5, 7), 6, 3


check = Check(
    "networks.inception_macs",
    "inception_macs(channels, size, f1, f3, f5, reduce)",
    reference,
    [
        Property(
            "counts depth and multiply-adds of the plain block",
            2,
            lambda rng: [(2, (1, 2), 1, 1, 1, 0), _naive(rng), (256, (28, 28), 128, 192, 96, 0)],
        ),
        Property(
            "counts the block with bottlenecks and a projection behind the pooling",
            2,
            lambda rng: [
                (4, (2, 1), 1, 1, 1, 2),
                _reduced(rng),
                _reduced(rng),
                (256, (28, 28), 128, 192, 96, 64),
            ],
        ),
    ],
)


@check.mistake(
    "the bottlenecks in front of the 3×3 and the 5×5 cost nothing",
    "A 1×1 convolution is cheap, but it is not free. Which layers does your sum leave out?",
)
def bottlenecks_free(channels, size, f1, f3, f5, reduce):
    return _count(channels, size, f1, f3, f5, reduce, one=0)


@check.mistake(
    "one of the three 1×1 layers with `reduce` filters costs nothing",
    "Draw the block. How many 1×1 layers are there, and how many of them does your sum count?",
)
def one_of_three_free(channels, size, f1, f3, f5, reduce):
    depth, macs = reference(channels, size, f1, f3, f5, reduce)
    return np.array([depth, macs - reduce * channels * size[0] * size[1]])


@check.mistake(
    "the pooling branch keeps all its channels in spite of the projection",
    "Which layer writes last in that branch, and how many filters has it?",
)
def projection_forgotten_in_depth(channels, size, f1, f3, f5, reduce):
    macs = reference(channels, size, f1, f3, f5, reduce)[1]
    return np.array([f1 + f3 + f5 + channels, macs])


@check.mistake(
    "the pooling branch is missing in the depth",
    "Four branches are joined. The pooling writes maps too.",
)
def pooling_forgotten_in_depth(channels, size, f1, f3, f5, reduce):
    macs = reference(channels, size, f1, f3, f5, reduce)[1]
    return np.array([f1 + f3 + f5, macs])


@check.mistake(
    "the large kernels still read all channels, in spite of the bottlenecks",
    "How many channels come out of a bottleneck? The 3×3 reads those.",
)
def bottlenecks_useless(channels, size, f1, f3, f5, reduce):
    depth = reference(channels, size, f1, f3, f5, reduce)[0]
    plain = _count(channels, size, f1, f3, f5, 0)[1]
    return np.array([depth, plain + 3 * reduce * channels * size[0] * size[1]])


@check.mistake(
    "the branch with nothing but a 1×1 is reduced as well",
    "The first branch reads the input itself.",
)
def first_branch_reduced(channels, size, f1, f3, f5, reduce):
    depth, macs = reference(channels, size, f1, f3, f5, reduce)
    seen = reduce or channels
    return np.array([depth, macs - f1 * (channels - seen) * size[0] * size[1]])


@check.mistake(
    "the 3×3 behind its bottleneck is counted twice",
    "Write down the convolutions of the block, one to a line, and add once more.",
)
def three_by_three_twice(channels, size, f1, f3, f5, reduce):
    return _count(channels, size, f1, f3, f5, reduce, three=2 if reduce else 1)


@check.mistake(
    "the pooling is charged nine products for each of its values",
    "A maximum compares, and multiplies nothing.",
)
def pooling_counted(channels, size, f1, f3, f5, reduce):
    return _count(channels, size, f1, f3, f5, reduce, pool=1)


@check.mistake(
    "a k×k kernel is taken to make k products",
    "How many pixels lie under a 5×5 kernel?",
)
def kernels_not_squared(channels, size, f1, f3, f5, reduce):
    return _count(channels, size, f1, f3, f5, reduce, squared=False)


@check.mistake(
    "the map is taken for a square as high as it is",
    "size is (H, W), and the two may differ.",
)
def height_squared(channels, size, f1, f3, f5, reduce):
    return _count(channels, (size[0], size[0]), f1, f3, f5, reduce)


@check.mistake(
    "reduce = 0 is taken for bottlenecks without channels",
    "With reduce = 0 there is no bottleneck. What do the 3×3 and the 5×5 read then?",
)
def nothing_left_to_read(channels, size, f1, f3, f5, reduce):
    each = f1 * channels + (9 * f3 + 25 * f5) * reduce + 3 * reduce * channels
    return np.array([f1 + f3 + f5 + reduce, each * size[0] * size[1]])


@check.style
def line_by_line(channels, size, f1, f3, f5, reduce):
    pixels = size[0] * size[1]
    macs = pixels * channels * f1
    if reduce == 0:
        macs += pixels * channels * 9 * f3
        macs += pixels * channels * 25 * f5
        return f1 + f3 + f5 + channels, macs
    macs += pixels * channels * reduce + pixels * reduce * 9 * f3
    macs += pixels * channels * reduce + pixels * reduce * 25 * f5
    macs += pixels * channels * reduce
    return f1 + f3 + f5 + reduce, macs


@check.style
def a_list_of_layers(channels, size, f1, f3, f5, reduce):
    seen = reduce or channels
    layers = [(channels, f1, 1), (seen, f3, 3), (seen, f5, 5)] + 3 * [(channels, reduce, 1)]
    macs = sum(C * F * k**2 for C, F, k in layers) * np.prod(size)
    return [f1 + f3 + f5 + seen, macs]


@check.style
def as_a_scalar_product(channels, size, f1, f3, f5, reduce):
    read = np.array([channels, *[reduce or channels] * 2, channels])
    weights = read @ np.array([f1, 9 * f3, 25 * f5, 3 * reduce])
    return np.array([f1 + f3 + f5 + read[1], weights * size[0] * size[1]])
