"""How many places there are for a kernel that is spread out."""

from __future__ import annotations

from autograder.exercise import Check, Property
from autograder.reference import output_size


def reference(n, k, stride, padding, dilation):
    return output_size(n, k, stride, padding, dilation)


def _any(rng, low, high):
    """A whole number from low to high, both included, as a plain int."""
    return int(rng.integers(low, high + 1))


check = Check(
    "dilated.dilated_output_size",
    "dilated_output_size(n, k, stride, padding, dilation)",
    reference,
    [
        Property(
            "counts the places of a spread kernel, one step apart",
            2,
            lambda rng: [
                (5, 3, 1, 0, 2),
                (_any(rng, 10, 15), 3, 1, 0, _any(rng, 2, 4)),
                (_any(rng, 15, 19), 4, 1, 0, _any(rng, 2, 4)),
                (_any(rng, 9, 12), 2, 1, 0, 5),
            ],
        ),
        Property(
            "is the ordinary size where the dilation is 1",
            1,
            lambda rng: [
                (_any(rng, 4, 9), 3, 1, 0, 1),
                (2 * _any(rng, 4, 6) + 1, 5, 2, 0, 1),  # the last place ends the row
            ],
        ),
        Property(
            "adds padding on both sides, steps by the stride and rounds down",
            2,
            lambda rng: [
                (9, 3, 3, 1, 2),
                (12, 4, 2, 3, 3),
                (2 * _any(rng, 8, 10), 3, 2, _any(rng, 1, 4), 4),  # one cell short of one more
                (_any(rng, 12, 16), 2, _any(rng, 2, 4), _any(rng, 1, 3), 6),
                (_any(rng, 12, 16), 5, 3, _any(rng, 1, 4), 2),
            ],
        ),
    ],
)


def _places(n, reach, stride, padding):
    return (n + 2 * padding - reach) // stride + 1


@check.mistake(
    "the dilation never enters: this is the size for an ordinary kernel",
    "How many cells lie between the first and the last weight, if neighbours are d cells apart?",
)
def dilation_forgotten(n, k, stride, padding, dilation):
    return _places(n, k, stride, padding)


@check.mistake(
    "d is taken for the number of zeros between two weights",
    "With d = 1 nothing may change. How many zeros does your kernel have between its weights then?",
)
def d_counts_zeros(n, k, stride, padding, dilation):
    return _places(n, (dilation + 1) * (k - 1) + 1, stride, padding)


@check.mistake(
    "the kernel is d·k long: zeros follow its last weight as well",
    "Zeros stand between weights only. How many gaps are there between k weights?",
)
def d_times_k(n, k, stride, padding, dilation):
    return _places(n, dilation * k, stride, padding)


@check.mistake(
    "the length of the spread kernel lacks its first cell",
    "k weights have k − 1 gaps. Count the cells from the first to the last weight, both included.",
)
def kernel_one_short(n, k, stride, padding, dilation):
    return _places(n, dilation * (k - 1), stride, padding)


@check.mistake(
    "the + 1 for the place at the very beginning is missing",
    "How many places has a kernel that is exactly as long as the row?",
)
def first_place_missing(n, k, stride, padding, dilation):
    return _places(n, dilation * (k - 1) + 1, stride, padding) - 1


@check.mistake(
    "the dilation is used as a stride",
    "Dilation moves the weights apart. Does the kernel take longer steps because of it?",
)
def dilation_as_stride(n, k, stride, padding, dilation):
    return _places(n, k, stride * dilation, padding)


@check.mistake(
    "the input is spread out instead of the kernel",
    "Zeros between the pixels belong to chapter 7. What is spread in this one?",
)
def input_spread(n, k, stride, padding, dilation):
    return _places((n - 1) * dilation + 1, k, stride, padding)


@check.mistake(
    "the padding is counted once",
    "Padding is per side. How many sides has a row?",
)
def padding_counted_once(n, k, stride, padding, dilation):
    return (n + padding - dilation * (k - 1) - 1) // stride + 1


@check.mistake(
    "the padding is multiplied by the dilation",
    "Which zeros does d put in, those inside the kernel or those round the input?",
)
def padding_dilated(n, k, stride, padding, dilation):
    return _places(n, dilation * (k - 1) + 1, stride, dilation * padding)


@check.mistake(
    "the division is rounded up",
    "A place where the kernel hangs over the end does not count.",
)
def rounded_up(n, k, stride, padding, dilation):
    return -(-(n + 2 * padding - dilation * (k - 1) - 1) // stride) + 1


@check.mistake(
    "the division is not rounded at all",
    "Can there be half a place? // divides and rounds down.",
)
def not_rounded(n, k, stride, padding, dilation):
    return (n + 2 * padding - dilation * (k - 1) - 1) / stride + 1


@check.style
def formula(n, k, stride, padding, dilation):
    reach = dilation * (k - 1) + 1
    return (n + 2 * padding - reach) // stride + 1


@check.style
def count_the_starts(n, k, stride, padding, dilation):
    last_weight = (k - 1) * dilation
    return len(range(0, n + 2 * padding - last_weight, stride))


@check.style
def walk(n, k, stride, padding, dilation):
    places, end = 0, (k - 1) * dilation
    while end < n + 2 * padding:
        places, end = places + 1, end + stride
    return places
