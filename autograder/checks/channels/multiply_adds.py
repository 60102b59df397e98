"""What a layer costs: one multiply-add for each weight of a filter at each place of a map."""

from __future__ import annotations

from autograder.exercise import Check, Property
from autograder.reference import count_macs, output_size


def reference(in_channels, out_channels, kernel, size):
    return count_macs(in_channels, out_channels, kernel, output_size(size, kernel))


def _any(rng, low, high):
    """A whole number from low to high, both included, as a plain int."""
    return int(rng.integers(low, high + 1))


check = Check(
    "channels.multiply_adds",
    "multiply_adds(in_channels, out_channels, kernel, size)",
    reference,
    [
        Property(
            "counts the work of one kernel at one place",
            1,
            lambda rng: [(1, 1, (3, 2), (3, 2)), (1, 1, (2, 4), (2, 4))],
        ),
        Property(
            "counts the places where the kernel fits",
            1,
            lambda rng: [
                (1, 1, (3, 2), (_any(rng, 5, 7), _any(rng, 8, 9))),
                (1, 1, (2, 3), (_any(rng, 8, 9), _any(rng, 5, 7))),
            ],
        ),
        Property(
            "counts every pair of channels",
            2,
            lambda rng: [
                (3, 2, (3, 3), (6, 6)),
                (_any(rng, 4, 5), _any(rng, 2, 3), (2, 4), (5, 7)),
                (_any(rng, 2, 3), _any(rng, 4, 6), (4, 3), (7, 6)),
            ],
        ),
    ],
)


@check.mistake(
    "the places of the input are counted, not those of the output",
    "At how many places does a kernel of 3 stand on 5 pixels, without padding?",
)
def input_places(in_channels, out_channels, kernel, size):
    return in_channels * out_channels * kernel[0] * kernel[1] * size[0] * size[1]


@check.mistake(
    "one place is missing along each axis",
    "A kernel as large as the picture has one place. What does your formula say?",
)
def one_place_missing(in_channels, out_channels, kernel, size):
    (kH, kW), (H, W) = kernel, size
    return in_channels * out_channels * kH * kW * (H - kH) * (W - kW)


@check.mistake(
    "the kernel's own cells are not counted",
    "One value of the output is a sum of products. How many, for a kernel of 3×2?",
)
def kernel_forgotten(in_channels, out_channels, kernel, size):
    return reference(in_channels, out_channels, kernel, size) // (kernel[0] * kernel[1])


@check.mistake(
    "the input channels are not counted",
    "Every filter has a kernel for each channel of the input, and all of them work.",
)
def input_channels_forgotten(in_channels, out_channels, kernel, size):
    return reference(1, out_channels, kernel, size)


@check.mistake(
    "the work of a single filter is counted",
    "Each filter slides over the whole picture again. How many filters are there?",
)
def one_filter_only(in_channels, out_channels, kernel, size):
    return reference(in_channels, 1, kernel, size)


@check.mistake(
    "input and output channels are added, where each goes with each",
    "Three channels in and two out: draw a line for every kernel.",
)
def channels_added(in_channels, out_channels, kernel, size):
    return reference(1, 1, kernel, size) * (in_channels + out_channels)


@check.mistake(
    "products and sums are counted apart, which makes twice as many",
    "One multiplication together with one addition counts as one multiply-add.",
)
def products_and_sums(in_channels, out_channels, kernel, size):
    return 2 * reference(in_channels, out_channels, kernel, size)


@check.mistake(
    "a bias is counted at every place of the output",
    "The bias is added without a product. It does not count here.",
)
def bias_counted(in_channels, out_channels, kernel, size):
    places = reference(1, 1, kernel, size) // (kernel[0] * kernel[1])
    return reference(in_channels, out_channels, kernel, size) + out_channels * places


@check.mistake(
    "the weights are counted, without the places where each is used",
    "How often is one weight used, if the output has 4×5 places?",
)
def weights_only(in_channels, out_channels, kernel, size):
    return in_channels * out_channels * kernel[0] * kernel[1]


@check.style
def formula(in_channels, out_channels, kernel, size):
    (kH, kW), (H, W) = kernel, size
    return in_channels * out_channels * kH * kW * (H - kH + 1) * (W - kW + 1)


@check.style
def per_output_value(in_channels, out_channels, kernel, size):
    values = out_channels
    for n, k in zip(size, kernel, strict=True):
        values *= len(range(n - k + 1))
    for_each = in_channels * kernel[0] * kernel[1]
    return values * for_each


@check.style
def walk(in_channels, out_channels, kernel, size):
    total = 0
    for i in range(size[0]):
        for j in range(size[1]):
            if i + kernel[0] <= size[0] and j + kernel[1] <= size[1]:
                total += kernel[0] * kernel[1] * in_channels * out_channels
    return total
