"""How much of the input one output of a stack of layers can see."""

from __future__ import annotations

import numpy as np

from autograder.exercise import Check, Property
from autograder.reference import receptive_field as field_of


def reference(kernels, strides, dilations):
    return field_of(list(zip(kernels, strides, dilations, strict=True)))


def _draw(rng, low, high, count):
    return [int(number) for number in rng.integers(low, high + 1, size=count)]


check = Check(
    "dilated.receptive_field",
    "receptive_field(kernels, strides, dilations)",
    reference,
    [
        Property(
            "knows what a single layer sees",
            1,
            lambda rng: [
                ([3], [1], [2]),
                ([int(rng.integers(2, 6))], [2], [3]),
                ([5], [1], [int(rng.integers(2, 5))]),
            ],
        ),
        Property(
            "adds up the layers of a stack with different dilations",
            2,
            lambda rng: [
                ([3, 3], [1, 1], [1, 2]),
                ([2, 2, 2, 2], [1, 1, 1, 1], [1, 2, 4, 8]),
                ([3, 2, 4], [1, 1, 1], _draw(rng, 1, 5, 3)),
                (_draw(rng, 2, 5, 4), [1, 1, 1, 1], [2, 1, 5, 3]),
            ],
        ),
        Property(
            "lets every stride count for the layers after it",
            2,
            lambda rng: [
                ([3, 3], [2, 1], [1, 1]),
                ([3, 2, 5], [2, 3, 2], [1, 1, 1]),
                ([3, 5, 2], [3, 2, 2], [2, 1, 4]),
                ([*_draw(rng, 2, 5, 3), 3], [2, 3, 1, 2], [1, 3, *_draw(rng, 1, 4, 2)]),
            ],
        ),
    ],
)


def _sum(kernels, strides, dilations):
    """The right sum, for mistakes that change the numbers beforehand."""
    seen, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations, strict=True):
        seen += jump * d * (k - 1)
        jump *= s
    return seen


@check.mistake(
    "the + 1 for the pixel to begin with is missing",
    "How many pixels does an output see with no layer at all?",
)
def nothing_to_begin_with(kernels, strides, dilations):
    return _sum(kernels, strides, dilations) - 1


@check.mistake(
    "the dilations are left out",
    "How far apart are the first and the last weight of a dilated kernel?",
)
def dilations_forgotten(kernels, strides, dilations):
    return _sum(kernels, strides, [1] * len(kernels))


@check.mistake(
    "d is taken for the number of zeros between two weights",
    "With d = 1 neighbours are one pixel apart. How far apart are they in your sum?",
)
def d_counts_zeros(kernels, strides, dilations):
    return _sum(kernels, strides, [d + 1 for d in dilations])


@check.mistake(
    "the strides are left out",
    "After a stride of 2, neighbours of the next layer lie two pixels apart on the input.",
)
def strides_forgotten(kernels, strides, dilations):
    return _sum(kernels, [1] * len(kernels), dilations)


@check.mistake(
    "a layer's own stride counts for itself already",
    "A single layer sees k pixels, whatever its stride. Which layers feel the stride?",
)
def own_stride_counted(kernels, strides, dilations):
    seen, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations, strict=True):
        jump *= s
        seen += jump * d * (k - 1)
    return seen


@check.mistake(
    "strides count for the layers before them, not for those after",
    "Draw two layers, the first with stride 2. Which of the two has its windows further apart?",
)
def strides_backwards(kernels, strides, dilations):
    return _sum(kernels[::-1], strides[::-1], dilations[::-1])


@check.mistake(
    "the strides are added up instead of multiplied",
    "Two pixels apart after the first layer: how far apart are every third of those?",
)
def strides_added(kernels, strides, dilations):
    seen, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations, strict=True):
        seen += jump * d * (k - 1)
        jump += s - 1
    return seen


@check.mistake(
    "only the stride of the layer just below counts",
    "Three layers of stride 2: how far apart on the input are neighbours of the last map?",
)
def last_stride_only(kernels, strides, dilations):
    seen, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations, strict=True):
        seen += jump * d * (k - 1)
        jump = s
    return seen


@check.mistake(
    "the field so far is multiplied by the stride, going from the first layer to the last",
    "What the lower layers see does not grow by a stride above them. What does it move apart?",
)
def field_multiplied(kernels, strides, dilations):
    seen = 1
    for k, s, d in zip(kernels, strides, dilations, strict=True):
        seen = seen * s + d * (k - 1)
    return seen


@check.mistake(
    "the dilation spreads the later layers too, as a stride would",
    "Is the map of a dilated layer any smaller? Neighbours on it are how far apart on the input?",
)
def dilation_as_stride(kernels, strides, dilations):
    return _sum(kernels, [s * d for s, d in zip(strides, dilations, strict=True)], dilations)


@check.mistake(
    "whole kernels are added up, not what each adds to the first pixel",
    "Two layers of 3×3 see 5×5. Which two numbers add up to 5 here, beside the 1?",
)
def whole_kernels_added(kernels, strides, dilations):
    seen, jump = 0, 1
    for k, s, d in zip(kernels, strides, dilations, strict=True):
        seen += jump * (d * (k - 1) + 1)
        jump *= s
    return seen


@check.mistake(
    "a spread kernel is taken to be d·k long",
    "No zeros follow the last weight. How many gaps have k weights?",
)
def d_times_k(kernels, strides, dilations):
    seen, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations, strict=True):
        seen += jump * (d * k - 1)
        jump *= s
    return seen


@check.style
def from_the_first_layer(kernels, strides, dilations):
    seen, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations, strict=True):
        seen += jump * d * (k - 1)
        jump *= s
    return seen


@check.style
def from_the_last_layer(kernels, strides, dilations):
    seen = 1
    for k, s, d in list(zip(kernels, strides, dilations, strict=True))[::-1]:
        seen = (seen - 1) * s + d * (k - 1) + 1
    return seen


@check.style
def first_and_last_pixel(kernels, strides, dilations):
    first = last = 0
    for layer in reversed(range(len(kernels))):
        first = first * strides[layer]
        last = last * strides[layer] + (kernels[layer] - 1) * dilations[layer]
    return last - first + 1


@check.style
def running_product(kernels, strides, dilations):
    jumps = np.cumprod([1, *strides[:-1]])
    return 1 + int(np.sum(jumps * np.array(dilations) * (np.array(kernels) - 1)))
