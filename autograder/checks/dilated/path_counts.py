"""On how many paths each input reaches one output of a stack of dilated layers."""

from __future__ import annotations

import itertools

import numpy as np

from autograder.exercise import Check, Property


def reference(kernels, dilations):
    """From the output backwards: each layer sends every path on to k places, d apart."""
    count = np.ones(1)
    for k, d in zip(kernels, dilations, strict=True):
        before = np.zeros(len(count) + d * (k - 1))
        for a in range(k):
            before[a * d : a * d + len(count)] += count
        count = before
    return count


def _draw(rng, low, high, count):
    return [int(number) for number in rng.integers(low, high + 1, size=count)]


check = Check(
    "dilated.path_counts",
    "path_counts(kernels, dilations)",
    reference,
    [
        Property(
            "marks the inputs of a single layer, and the gaps between them",
            1,
            lambda rng: [([3], [2]), ([int(rng.integers(2, 5))], [3])],
        ),
        Property(
            "counts one, two, three paths through layers without dilation",
            1,
            lambda rng: [([2, 2], [1, 1]), ([3, 3], [1, 1]), (_draw(rng, 2, 4, 3), [1, 1, 1])],
        ),
        Property(
            "finds the holes that a constant dilation leaves",
            1,
            lambda rng: [([3, 3], [2, 2]), ([2, 3, 2], [int(rng.integers(3, 5))] * 3)],
        ),
        Property(
            "counts the paths of any stack",
            2,
            lambda rng: [
                ([2, 2, 2], [1, 2, 4]),
                ([3, 2], [1, 4]),
                ([3, 3, 3], [1, 2, 5]),
                ([2, 4, 3], _draw(rng, 1, 5, 3)),
                ([*_draw(rng, 2, 4, 2), 2], [3, 1, 2]),
            ],
        ),
    ],
)


@check.mistake(
    "it only says whether there is a path, 0 or 1, not how many there are",
    "Through two layers of 3, the centre can be reached over three middle places.",
)
def seen_or_not(kernels, dilations):
    return np.minimum(reference(kernels, dilations), 1)


@check.mistake(
    "the dilations are ignored",
    "Where do the three weights of a kernel with d = 2 stand, if the first stands at 0?",
)
def dilations_ignored(kernels, dilations):
    return reference(kernels, [1] * len(kernels))


@check.mistake(
    "the gaps of a kernel are counted as if weights stood in them",
    "A kernel of 3 with d = 2 reaches over five inputs. How many of these does it read?",
)
def gaps_filled(kernels, dilations):
    reaches = [d * (k - 1) + 1 for k, d in zip(kernels, dilations, strict=True)]
    return reference(reaches, [1] * len(reaches))


@check.mistake(
    "d is taken for the number of zeros between two weights",
    "With d = 1 there are no holes. Does your function leave some?",
)
def d_counts_zeros(kernels, dilations):
    return reference(kernels, [d + 1 for d in dilations])


@check.mistake(
    "the layers are laid over each other and added, not chained",
    "An output reaches places of the layer below. From each of those the paths go on.",
)
def layers_added(kernels, dilations):
    count = np.zeros(1 + sum(d * (k - 1) for k, d in zip(kernels, dilations, strict=True)))
    for k, d in zip(kernels, dilations, strict=True):
        reach = d * (k - 1) + 1
        start = (len(count) - reach) // 2
        count[start : start + reach : d] += 1
    return count


@check.mistake(
    "only the last layer is looked at",
    "How long must the answer be? Compare it with the receptive field of the whole stack.",
)
def last_layer_only(kernels, dilations):
    return reference(kernels[-1:], dilations[-1:])


@check.mistake(
    "each layer spreads those after it as well, as a stride would",
    "On the map of a dilated layer, neighbours are still neighbours of the input.",
)
def dilations_multiplied(kernels, dilations):
    return reference(kernels, [int(d) for d in np.cumprod(dilations)])


@check.mistake(
    "kernels and dilations are swapped",
    "Which of the two says how many weights there are, and which how far apart they stand?",
)
def swapped(kernels, dilations):
    return reference(dilations, kernels)


@check.mistake(
    "the inputs without a path are left out of the answer",
    "The holes are what you look for. An input that is never read has the count 0.",
)
def holes_left_out(kernels, dilations):
    count = reference(kernels, dilations)
    return count[count > 0]


@check.mistake(
    "zeros follow the last weight of each kernel: it is taken to be d·k long",
    "Between k weights there are k − 1 gaps. What stands behind the last weight?",
)
def kernels_too_long(kernels, dilations):
    return np.pad(reference(kernels, dilations), (0, sum(d - 1 for d in dilations)))


@check.mistake(
    "the paths are shared out: the numbers add up to 1",
    "These are weights of averaging layers. How many paths is that, in whole numbers?",
)
def shares(kernels, dilations):
    count = reference(kernels, dilations)
    return count / count.sum()


@check.style
def send_every_path_on(kernels, dilations):
    count = np.ones(1)
    for k, d in zip(kernels, dilations, strict=True):
        before = np.zeros(len(count) + d * (k - 1))
        for place in range(len(count)):
            for a in range(k):
                before[place + a * d] += count[place]
        count = before
    return count


@check.style
def convolve_spread_ones(kernels, dilations):
    count = np.ones(1)
    for k, d in zip(kernels, dilations, strict=True):
        ones = np.zeros(d * (k - 1) + 1)
        ones[::d] = 1
        count = np.convolve(count, ones)
    return count


@check.style
def walk_every_path(kernels, dilations):
    steps = [range(0, d * k, d) for k, d in zip(kernels, dilations, strict=True)]
    return np.bincount([sum(path) for path in itertools.product(*steps)])


@check.style
def ask_each_input(kernels, dilations):
    def paths(place, layer):
        if layer == len(kernels):
            return int(place == 0)
        return sum(paths(place - a * dilations[layer], layer + 1) for a in range(kernels[layer]))

    reach = sum(d * (k - 1) for k, d in zip(kernels, dilations, strict=True))
    return [paths(place, 0) for place in range(reach + 1)]
