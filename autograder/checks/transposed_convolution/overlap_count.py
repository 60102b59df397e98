"""Count the kernel taps that reach each place of a transposed convolution's output."""

from __future__ import annotations

import numpy as np

from autograder.exercise import Check, Property


def reference(n, k, stride):
    """The transposed convolution of n ones with k ones."""
    count = np.zeros((n - 1) * stride + k)
    for i in range(n):
        count[i * stride : i * stride + k] += 1
    return count


def _any(rng, low, high):
    """A whole number from low to high, both included, as a plain int."""
    return int(rng.integers(low, high + 1))


check = Check(
    "transposed_convolution.overlap_count",
    "overlap_count(n, k, stride)",
    reference,
    [
        Property(
            "counts one stamp, and stamps side by side",
            1,
            lambda rng: [(1, 3, 2), (1, 1, 2), (_any(rng, 3, 5), 2, 2), (_any(rng, 3, 5), 3, 3)],
        ),
        Property(
            "counts every stamp where several overlap",
            2,
            lambda rng: [
                (3, 3, 2),
                (_any(rng, 4, 7), 3, 1),
                (_any(rng, 4, 7), 4, 2),
                (_any(rng, 4, 7), 5, _any(rng, 2, 3)),
                (_any(rng, 5, 7), 7, 2),
            ],
        ),
        Property(
            "counts nothing in the gaps of a kernel smaller than the stride",
            1,
            lambda rng: [(2, 1, 3), (_any(rng, 3, 6), 2, _any(rng, 3, 4))],
        ),
    ],
)


@check.mistake(
    "each stamp sets the count to 1 instead of adding to it",
    "Two stamps on one place should give 2. What does = do with what was there before?",
)
def assigned(n, k, stride):
    return np.minimum(reference(n, k, stride), 1)


@check.mistake(
    "the stride is ignored: every stamp begins one place further on",
    "Where does the stamp of input i begin, if the stride is 2?",
)
def stride_ignored(n, k, stride):
    return reference(n, k, 1)


@check.mistake(
    "the array is long enough for the stride, but every stamp begins one place after the last",
    "Where does the stamp of input i begin, if the stride is 2? Is it place i?",
)
def begins_at_i(n, k, stride):
    y = np.zeros((n - 1) * stride + k)
    for i in range(n):
        y[i : i + k] += 1
    return y


@check.mistake(
    "the stamps lie stride + 1 places apart",
    "With stride 1 the stamps of neighbours begin one place apart. Is it so in yours?",
)
def stride_plus_one(n, k, stride):
    return reference(n, k, stride + 1)


@check.mistake(
    "the output is cut off at n · stride places",
    "Where does the last stamp begin, and where does it end? Your array must reach that far.",
)
def cut_at_n_times_stride(n, k, stride):
    y = np.zeros(n * stride)
    for i in range(n):
        y[i * stride : i * stride + k] += 1
    return y


@check.mistake(
    "stamps that run past the end go on at the beginning",
    "The output is no ring. Make the array long enough for the last stamp, without %.",
)
def wraps_around(n, k, stride):
    y = np.zeros(n * stride)
    for i in range(n):
        for a in range(k):
            y[(i * stride + a) % len(y)] += 1
    return y


@check.mistake(
    "kernel size and stride are swapped",
    "Which number says how long a stamp is, and which how far the next one is moved?",
)
def swapped(n, k, stride):
    return reference(n, stride, k)


@check.mistake(
    "the average overlap k / stride is given for every place",
    "Count place by place: the ends get fewer stamps than the middle.",
)
def average(n, k, stride):
    return np.full((n - 1) * stride + k, k / stride)


@check.mistake(
    "the taps of an ordinary convolution are counted, on its input",
    "Here n is the size of the small map, and the count is about the large one.",
)
def forward_count(n, k, stride):
    count = np.zeros(n)
    for start in range(0, n - k + 1, stride):
        count[start : start + k] += 1
    return count


@check.mistake(
    "the output is n · stride + k places long",
    "The last stamp begins at (n − 1) · stride. How many places does it reach from there?",
)
def too_long(n, k, stride):
    return np.pad(reference(n, k, stride), (0, stride))


@check.style
def add_slices(n, k, stride):
    count = np.zeros((n - 1) * stride + k, dtype=int)
    for i in range(n):
        count[i * stride : i * stride + k] += 1
    return count


@check.style
def convolve_ones(n, k, stride):
    spread = np.zeros((n - 1) * stride + 1)
    spread[::stride] = 1
    return np.convolve(spread, np.ones(k))


@check.style
def ask_each_place(n, k, stride):
    return [
        sum(0 <= place - i * stride < k for i in range(n)) for place in range((n - 1) * stride + k)
    ]


@check.style
def bincount(n, k, stride):
    return np.bincount(np.add.outer(stride * np.arange(n), np.arange(k)).ravel(), minlength=1)
