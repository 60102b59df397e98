"""Count the positions of a window: kernel size, stride and padding per side."""

from __future__ import annotations

import math

from autograder import reference as kernels
from autograder.exercise import Check, Property


def reference(n, k, stride, padding):
    return kernels.output_size(n, k, stride, padding)


def remainder(rng, stride, left_over, padding=0):
    """A case in which exactly `left_over` values stay uncovered at the end."""
    k = int(rng.integers(2, 6))
    steps = int(rng.integers(2, 7))
    return k + steps * stride + left_over - 2 * padding, k, stride, padding


def padded(rng):
    """Two cases with stride 1 and different paddings."""
    n, k = int(rng.integers(6, 12)), int(rng.integers(2, 6))
    return [(n, k, 1, 1), (n + 1, k, 1, 2), (n, k + 2, 1, 3)]


check = Check(
    "padding_and_stride.output_size",
    "output_size(n, k, stride, padding)",
    reference,
    [
        Property(
            "counts the windows of a plain slide, stride 1 and no padding",
            1,
            lambda rng: [(5, 3, 1, 0), (4, 4, 1, 0), (int(rng.integers(7, 30)), 2, 1, 0)],
        ),
        Property("counts the padding of both sides", 1, padded),
        Property(
            "counts only the windows that fit wholly when the stride is larger than 1",
            2,
            lambda rng: [
                (6, 3, 2, 0),
                (8, 4, 3, 0),
                (6, 4, 5, 0),
                remainder(rng, 2, 0),
                remainder(rng, 3, 1),
                remainder(rng, 3, 2),
                remainder(rng, 5, 3),
            ],
        ),
        Property(
            "puts stride and padding together",
            1,
            lambda rng: [
                (224, 7, 2, 3),
                remainder(rng, 2, 1, padding=1),
                remainder(rng, 3, 2, padding=2),
                remainder(rng, 4, 0, padding=1),
            ],
        ),
    ],
)


@check.mistake(
    "the padding is counted once, though it lies on both sides",
    "Here padding means rows on each side. Draw 5 cells with padding 1 and count all cells.",
)
def padding_counted_once(n, k, stride, padding):
    return (n + padding - k) // stride + 1


@check.mistake(
    "the padding is left out of the sum",
    "Padding makes the input longer before the window moves. How long is it then?",
)
def padding_ignored(n, k, stride, padding):
    return (n - k) // stride + 1


@check.mistake(
    "steps are counted, not positions",
    "Count by hand for n = 4 and k = 4: the window cannot move, yet it has a place to stand.",
)
def steps_not_positions(n, k, stride, padding):
    return (n + 2 * padding - k) // stride


@check.mistake(
    "the division is rounded up, so that a window hangs over the end",
    "For n = 6, k = 3, stride 2, list the first index of every window. Does the last one fit?",
)
def rounded_up(n, k, stride, padding):
    return math.ceil((n + 2 * padding - k) / stride) + 1


@check.mistake(
    "the division is rounded to the nearest whole number",
    "A step that is three quarters there is not taken. Which way must every fraction go?",
)
def rounded_to_nearest(n, k, stride, padding):
    return round((n + 2 * padding - k) / stride) + 1


@check.mistake(
    "the division is not rounded at all",
    "A number of windows is whole. Look at your answer for n = 6, k = 3, stride 2.",
)
def not_rounded(n, k, stride, padding):
    return (n + 2 * padding - k) / stride + 1


@check.mistake(
    "the + 1 stands inside the division",
    "The stride divides the distance that the window travels. Is its first place part of that?",
)
def one_added_before_dividing(n, k, stride, padding):
    return (n + 2 * padding - k + 1) // stride


@check.mistake(
    "every term is divided and rounded on its own",
    "Take the whole distance first, then divide it once. Where do your brackets close?",
)
def each_term_divided(n, k, stride, padding):
    return n // stride + 2 * padding // stride - k // stride + 1


@check.mistake(
    "the stride is not used",
    "Double the stride of one of your examples. Roughly what should become of the answer?",
)
def stride_ignored(n, k, stride, padding):
    return n + 2 * padding - k + 1


@check.style
def walk(n, k, stride, padding):
    positions, start = 0, -padding
    while start + k <= n + padding:
        positions += 1
        start += stride
    return positions


@check.style
def length_of_a_range(n, k, stride, padding):
    return len(range(0, n + 2 * padding - k + 1, stride))


@check.style
def total_padding_formula(n, k, stride, padding):
    total = 2 * padding
    return math.floor((n - k + total + stride) / stride)
