"""Parameters and multiply-adds of a layer in groups."""

from __future__ import annotations

import numpy as np

from autograder.exercise import Check, Property
from autograder.reference import count_macs, count_parameters


def reference(in_channels, out_channels, kernel_size, output_size, groups):
    return np.array(
        [
            count_parameters(in_channels, out_channels, kernel_size, groups=groups),
            count_macs(in_channels, out_channels, kernel_size, output_size, groups=groups),
        ]
    )


def _any(rng, low, high):
    """A whole number from low to high, both included, as a plain int."""
    return int(rng.integers(low, high + 1))


check = Check(
    "grouped.grouped_costs",
    "grouped_costs(in_channels, out_channels, kernel_size, output_size, groups)",
    reference,
    [
        Property(
            "counts an ordinary layer, which is a single group",
            1,
            lambda rng: [
                (2, 4, (2, 3), (5, 4), 1),
                (_any(rng, 2, 9), _any(rng, 10, 19), (3, 2), (6, 7), 1),
            ],
        ),
        Property(
            "lets each filter see the channels of its group alone",
            2,
            lambda rng: [
                (4, 6, (1, 2), (5, 3), 2),
                (12, 8, (3, 5), (6, _any(rng, 7, 9)), 4),
                (2 * _any(rng, 3, 9), 10, (5, 3), (_any(rng, 3, 9), 2), 2),
                (9, 3 * _any(rng, 4, 9), (1, 1), (4, 7), 3),
            ],
        ),
        Property(
            "counts a depthwise layer, with as many groups as channels",
            1,
            lambda rng: [
                (6, 6, (3, 2), (4, 5), 6),
                (5, 5 * _any(rng, 2, 4), (2, 3), (8, 6), 5),
            ],
        ),
    ],
)


def _counts(weights, biases, places):
    return np.array([weights + biases, weights * places])


@check.mistake(
    "the groups never enter: these are the costs of an ordinary layer",
    "How many input channels does one filter see, if there are two groups?",
)
def groups_ignored(in_channels, out_channels, kernel_size, output_size, groups):
    return reference(in_channels, out_channels, kernel_size, output_size, 1)


@check.mistake(
    "the groups are divided out twice, once for the input and once for the output",
    "One group has C/g inputs and F/g outputs. And how many groups are there?",
)
def divided_twice(in_channels, out_channels, kernel_size, output_size, groups):
    weights = in_channels // groups * (out_channels // groups) * np.prod(kernel_size)
    return _counts(weights, out_channels, np.prod(output_size))


@check.mistake(
    "the biases are divided by the groups too",
    "There is a bias for each output channel. Has the layer fewer of them in groups?",
)
def biases_divided(in_channels, out_channels, kernel_size, output_size, groups):
    weights = in_channels // groups * out_channels * np.prod(kernel_size)
    return _counts(weights, out_channels // groups, np.prod(output_size))


@check.mistake(
    "the biases are left out",
    "The layer adds a number to every output channel. That number is learned as well.",
)
def biases_forgotten(in_channels, out_channels, kernel_size, output_size, groups):
    weights = in_channels // groups * out_channels * np.prod(kernel_size)
    return _counts(weights, 0, np.prod(output_size))


@check.mistake(
    "there is a bias for every pair of channels",
    "The bias is added once, after the sum over the channels.",
)
def bias_for_every_pair(in_channels, out_channels, kernel_size, output_size, groups):
    pairs = in_channels // groups * out_channels
    return _counts(pairs * np.prod(kernel_size), pairs, np.prod(output_size))


@check.mistake(
    "every group has all the filters, so the weights multiply",
    "The filters are shared out among the groups. Which filters see channel 0?",
)
def multiplied_by_groups(in_channels, out_channels, kernel_size, output_size, groups):
    weights = in_channels * groups * out_channels * np.prod(kernel_size)
    return _counts(weights, out_channels, np.prod(output_size))


@check.mistake(
    "the multiply-adds are those of a single place",
    "How often is every weight used, while the kernel slides?",
)
def one_place_only(in_channels, out_channels, kernel_size, output_size, groups):
    weights = in_channels // groups * out_channels * np.prod(kernel_size)
    return _counts(weights, out_channels, 1)


@check.mistake(
    "the biases are counted as multiply-adds",
    "Adding a bias multiplies nothing. How many products has one output value?",
)
def biases_multiplied(in_channels, out_channels, kernel_size, output_size, groups):
    parameters = reference(in_channels, out_channels, kernel_size, output_size, groups)[0]
    return np.array([parameters, parameters * np.prod(output_size)])


@check.mistake(
    "the multiplications and the additions are both counted",
    "A multiply-add is one multiplication together with one addition.",
)
def counted_twice(in_channels, out_channels, kernel_size, output_size, groups):
    counts = reference(in_channels, out_channels, kernel_size, output_size, groups)
    return counts * np.array([1, 2])


@check.mistake(
    "the groups save weights here, but no multiply-adds",
    "A weight that is not there is not multiplied with anything.",
)
def products_not_divided(in_channels, out_channels, kernel_size, output_size, groups):
    counts = reference(in_channels, out_channels, kernel_size, output_size, groups)
    ordinary = reference(in_channels, out_channels, kernel_size, output_size, 1)
    return np.array([counts[0], ordinary[1]])


@check.mistake(
    "the kernel is taken to be square",
    "kernel_size is a pair. Is its second number in your formula?",
)
def square_kernel(in_channels, out_channels, kernel_size, output_size, groups):
    weights = in_channels // groups * out_channels * kernel_size[0] ** 2
    return _counts(weights, out_channels, np.prod(output_size))


@check.mistake(
    "parameters and multiply-adds have changed places",
    "Which of the two does the task name first?",
)
def wrong_order(in_channels, out_channels, kernel_size, output_size, groups):
    return reference(in_channels, out_channels, kernel_size, output_size, groups)[::-1]


@check.style
def formula(in_channels, out_channels, kernel_size, output_size, groups):
    (kH, kW), (oH, oW) = kernel_size, output_size
    weights = out_channels * (in_channels // groups) * kH * kW
    return np.array([weights + out_channels, weights * oH * oW])


@check.style
def group_by_group(in_channels, out_channels, kernel_size, output_size, groups):
    C, F = in_channels // groups, out_channels // groups
    parameters = multiply_adds = 0
    for _ in range(groups):
        filters = C * F * kernel_size[0] * kernel_size[1]
        parameters += filters + F
        multiply_adds += filters * output_size[0] * output_size[1]
    return [parameters, multiply_adds]


@check.style
def count_the_array(in_channels, out_channels, kernel_size, output_size, groups):
    weight = np.empty((out_channels, in_channels // groups, *kernel_size))
    return weight.size + len(weight), weight.size * int(np.prod(output_size))
