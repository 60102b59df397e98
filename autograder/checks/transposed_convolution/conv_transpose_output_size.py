"""The size of a map after a transposed convolution, along one axis."""

from __future__ import annotations

from autograder.exercise import Check, Property
from autograder.reference import conv_transpose_output_size as output_size_of


def reference(n, k, stride, padding, output_padding):
    return output_size_of(n, k, stride, padding, output_padding)


def _any(rng, low, high):
    """A whole number from low to high, both included, as a plain int."""
    return int(rng.integers(low, high + 1))


check = Check(
    "transposed_convolution.conv_transpose_output_size",
    "conv_transpose_output_size(n, k, stride, padding, output_padding)",
    reference,
    [
        Property(
            "lets the kernel hang over at the end, for stride 1",
            1,
            lambda rng: [
                (1, _any(rng, 2, 5), 1, 0, 0),
                (_any(rng, 4, 9), _any(rng, 2, 3), 1, 0, 0),
            ],
        ),
        Property(
            "moves the inputs apart by the stride",
            1,
            lambda rng: [
                (2, 3, 2, 0, 0),
                (_any(rng, 4, 9), 4, _any(rng, 2, 3), 0, 0),
                (_any(rng, 3, 5), 2, 5, 0, 0),
            ],
        ),
        Property(
            "crops the padding on both sides",
            1,
            lambda rng: [
                (_any(rng, 4, 8), 3, 2, 1, 0),
                (_any(rng, 5, 9), 5, 3, 2, 0),
                (_any(rng, 6, 9), 4, 1, 1, 0),
            ],
        ),
        Property(
            "adds the output padding at one end only",
            1,
            lambda rng: [
                (_any(rng, 4, 8), 3, 2, 1, 1),
                (_any(rng, 4, 8), 5, 4, 2, _any(rng, 1, 2)),
                (_any(rng, 4, 8), 4, 5, 0, 3),
            ],
        ),
    ],
)


@check.mistake(
    "the formula of ordinary convolution is used, which makes maps smaller",
    "This one runs the other way: solve the formula of ordinary convolution for its input size.",
)
def forward_formula(n, k, stride, padding, output_padding):
    return (n + 2 * padding - k) // stride + 1 + output_padding


@check.mistake(
    "the size is multiplied by the stride, and nothing is left for the kernel",
    "That is right only where kernel and stride are alike. What does a single pixel stamp?",
)
def size_times_stride(n, k, stride, padding, output_padding):
    return n * stride - 2 * padding + output_padding


@check.mistake(
    "there are n steps from the first stamp to the last",
    "Two stamps are one step apart. How many steps lie between n of them?",
)
def one_step_too_many(n, k, stride, padding, output_padding):
    return n * stride + k - 2 * padding + output_padding


@check.mistake(
    "the result is one too small, as if the last stamp began at the end of the map",
    "Take n = 1: the answer is one whole kernel. Does yours give k?",
)
def one_too_small(n, k, stride, padding, output_padding):
    return (n - 1) * stride + k - 1 - 2 * padding + output_padding


@check.mistake(
    "the padding makes the result larger",
    "Here padding undoes the padding of an ordinary convolution. Should the map grow or shrink?",
)
def padding_added(n, k, stride, padding, output_padding):
    return (n - 1) * stride + k + 2 * padding + output_padding


@check.mistake(
    "the padding is taken off at one side only",
    "p counts per side. How many sides has an axis?",
)
def padding_once(n, k, stride, padding, output_padding):
    return (n - 1) * stride + k - padding + output_padding


@check.mistake(
    "the output padding is added on both sides",
    "Output padding chooses among neighbouring sizes, so it must be able to change the size by 1.",
)
def output_padding_twice(n, k, stride, padding, output_padding):
    return (n - 1) * stride + k - 2 * padding + 2 * output_padding


@check.mistake(
    "the output padding is forgotten",
    "One of the five arguments never appears in your formula.",
)
def output_padding_forgotten(n, k, stride, padding, output_padding):
    return (n - 1) * stride + k - 2 * padding


@check.style
def formula(n, k, stride, padding, output_padding):
    return (n - 1) * stride - 2 * padding + k + output_padding


@check.style
def last_tap(n, k, stride, padding, output_padding):
    last = [i * stride + a for i in range(n) for a in range(k)][-1]
    return last + 1 - 2 * padding + output_padding


@check.style
def step_by_step(n, k, stride, padding, output_padding):
    size = k
    for _ in range(n - 1):
        size += stride
    return size - padding - padding + output_padding
