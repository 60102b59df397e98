"""Weights and biases of a layer with channels."""

from __future__ import annotations

from autograder.exercise import Check, Property
from autograder.reference import count_parameters


def reference(in_channels, out_channels, kernel):
    return count_parameters(in_channels, out_channels, kernel)


def _any(rng, low, high):
    """A whole number from low to high, both included, as a plain int."""
    return int(rng.integers(low, high + 1))


check = Check(
    "channels.layer_parameters",
    "layer_parameters(in_channels, out_channels, kernel)",
    reference,
    [
        Property(
            "counts one kernel and its bias",
            1,
            lambda rng: [(1, 1, (2, 4)), (1, 1, (5, _any(rng, 2, 4)))],
        ),
        Property(
            "counts a kernel for every input channel of a filter",
            1,
            lambda rng: [(3, 1, (3, 2)), (_any(rng, 4, 7), 1, (1, 4))],
        ),
        Property(
            "counts every filter, and one bias for each",
            1,
            lambda rng: [
                (3, 10, (3, 3)),
                (1, _any(rng, 2, 4), (2, 3)),
                (_any(rng, 2, 4), _any(rng, 5, 9), (4, 2)),
                (_any(rng, 6, 9), _any(rng, 3, 5), (1, 1)),
            ],
        ),
    ],
)


@check.mistake(
    "the biases are left out",
    "After the sum over all channels a number is added. It is learned, too.",
)
def biases_forgotten(in_channels, out_channels, kernel):
    return reference(in_channels, out_channels, kernel) - out_channels


@check.mistake(
    "there is a bias for every pair of channels",
    "The bias is added once, after the sum over the input channels. To how many maps?",
)
def a_bias_for_every_pair(in_channels, out_channels, kernel):
    return reference(in_channels, out_channels, kernel) + (in_channels - 1) * out_channels


@check.mistake(
    "there is a bias for every input channel",
    "The bias is added to what comes out. Which channels are these?",
)
def a_bias_for_every_input_channel(in_channels, out_channels, kernel):
    return reference(in_channels, out_channels, kernel) - out_channels + in_channels


@check.mistake(
    "the whole layer has a single bias",
    "Each filter adds a number of its own.",
)
def one_bias(in_channels, out_channels, kernel):
    return reference(in_channels, out_channels, kernel) - out_channels + 1


@check.mistake(
    "a filter is taken for a single kernel",
    "How many kernels are there in one filter, if the picture has three channels?",
)
def one_kernel_per_filter(in_channels, out_channels, kernel):
    return reference(1, out_channels, kernel)


@check.mistake(
    "input and output channels are added, where each goes with each",
    "Three channels in and two out: draw a line for every kernel.",
)
def channels_added(in_channels, out_channels, kernel):
    kH, kW = kernel
    return (in_channels + out_channels) * kH * kW + out_channels


@check.mistake(
    "a kernel is taken for a square",
    "kernel has two numbers. How many cells has a kernel of 2 rows and 3 columns?",
)
def square_kernel(in_channels, out_channels, kernel):
    return reference(in_channels, out_channels, (kernel[0], kernel[0]))


@check.mistake(
    "the sides of the kernel are added, not multiplied",
    "How many cells has a kernel of 2 rows and 3 columns?",
)
def sides_added(in_channels, out_channels, kernel):
    return in_channels * out_channels * sum(kernel) + out_channels


@check.style
def formula(in_channels, out_channels, kernel):
    kH, kW = kernel
    return out_channels * (in_channels * kH * kW + 1)


@check.style
def count_them_all(in_channels, out_channels, kernel):
    total = 0
    for _ in range(out_channels):
        for _ in range(in_channels):
            total += kernel[0] * kernel[1]
        total += 1
    return total


@check.style
def sizes_of_arrays(in_channels, out_channels, kernel):
    weight = (out_channels, in_channels, *kernel)
    number = 1
    for length in weight:
        number *= length
    return number + out_channels
