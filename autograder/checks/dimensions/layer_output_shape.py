"""The shape of what a layer gives, whether its kernels slide along one axis, two or three."""

from __future__ import annotations

from math import ceil, prod

import numpy as np

from autograder.draws import numbers
from autograder.exercise import Check, Property
from autograder.reference import output_size


def reference(x, weight, stride, padding):
    """(N, F, o, …), with the size o of each axis that the kernel slides along."""
    return (
        x.shape[0],
        weight.shape[0],
        *output_size(x.shape[2:], weight.shape[2:], stride, padding),
    )


def _axes(x, weight, stride, padding):
    """(n, k, s, p) of each axis that the kernel slides along."""
    axes = x.ndim - 2
    s, p = (v if isinstance(v, tuple) else (v,) * axes for v in (stride, padding))
    return list(zip(x.shape[2:], weight.shape[2:], s, p, strict=True))


def _shape(x, weight, sizes):
    return (x.shape[0], weight.shape[0], *sizes)


check = Check(
    "dimensions.layer_output_shape",
    "layer_output_shape(x, weight, stride, padding)",
    reference,
    [
        Property(
            "counts the places along one axis, and the filters as channels",
            1,
            lambda rng: [
                (numbers(rng, 1, 4, 3), numbers(rng, 3, 4, 2), 1, 0),
                (numbers(rng, 2, 1, int(rng.integers(6, 10))), numbers(rng, 4, 1, 3), 1, 0),
            ],
        ),
        Property(
            "moves on by the stride, and leaves out what does not fit",
            1,
            lambda rng: [
                (numbers(rng, 1, 1, 8), numbers(rng, 2, 1, 3), 2, 0),
                (numbers(rng, 1, 1, 7), numbers(rng, 2, 1, 3), 2, 0),
                (numbers(rng, 2, 1, int(rng.integers(5, 8)) * 2), numbers(rng, 3, 1, 3), 2, 0),
            ],
        ),
        Property(
            "adds the padding at both ends",
            1,
            lambda rng: [
                (numbers(rng, 1, 1, 5), numbers(rng, 2, 1, 3), 1, 1),
                (numbers(rng, 3, 1, int(rng.integers(6, 10))), numbers(rng, 2, 1, 4), 1, 2),
            ],
        ),
        Property(
            "works for two axes and for three, each with its own stride and padding",
            2,
            lambda rng: [
                (numbers(rng, 1, 2, 7, 4), numbers(rng, 3, 2, 3, 2), (2, 1), (0, 1)),
                (numbers(rng, 2, 1, 6, 4, 7), numbers(rng, 3, 1, 2, 3, 1), (3, 1, 2), (0, 1, 2)),
                (numbers(rng, 1, 2, 3, 5, 4), numbers(rng, 1, 2, 3, 1, 2), (1, 2, 3), (2, 0, 1)),
            ],
        ),
        Property(
            "takes a single number for every axis",
            1,
            lambda rng: [
                (numbers(rng, 1, 1, 6, 8), numbers(rng, 2, 1, 3, 2), 2, 1),
                (numbers(rng, 2, 1, 5, 6, 4), numbers(rng, 3, 1, 3, 2, 3), 3, 2),
                (numbers(rng, 1, 1, 6, 5), numbers(rng, 2, 1, 2, 3), (1, 2), 1),
                (numbers(rng, 1, 1, 5, 7), numbers(rng, 2, 1, 3, 2), 2, (0, 1)),
            ],
        ),
    ],
)


@check.mistake(
    "the input channels are named instead of the filters",
    "The output has a channel for each filter. Which axis of weight counts the filters?",
)
def channels_kept(x, weight, stride, padding):
    return (*x.shape[:2], *reference(x, weight, stride, padding)[2:])


@check.mistake(
    "the axis of the batch is left out",
    "How many signals go in, and how many come out?",
)
def batch_left_out(x, weight, stride, padding):
    return reference(x, weight, stride, padding)[1:]


@check.mistake(
    "the batch and the filters are swapped",
    "Which axis comes first in x, and which in the output?",
)
def batch_and_filters_swapped(x, weight, stride, padding):
    N, F, *sizes = reference(x, weight, stride, padding)
    return (F, N, *sizes)


@check.mistake(
    "the number of places is rounded up",
    "A place at which the kernel hangs over the end does not count.",
)
def rounded_up(x, weight, stride, padding):
    axes = _axes(x, weight, stride, padding)
    return _shape(x, weight, [ceil((n + 2 * p - k) / s) + 1 for n, k, s, p in axes])


@check.mistake(
    "the number of places is kept with its fraction",
    "Can a kernel stand at half a place? The brackets ⌊ ⌋ say what to do with it.",
)
def not_rounded(x, weight, stride, padding):
    axes = _axes(x, weight, stride, padding)
    return _shape(x, weight, [(n + 2 * p - k) / s + 1 for n, k, s, p in axes])


@check.mistake(
    "the 1 is added before the division",
    "The 1 is the first place, where the kernel has not moved yet. Should the stride divide it?",
)
def one_before_the_division(x, weight, stride, padding):
    axes = _axes(x, weight, stride, padding)
    return _shape(x, weight, [(n + 2 * p - k + 1) // s for n, k, s, p in axes])


@check.mistake(
    "the first place is not counted",
    "If the kernel is as long as the signal, how many places are there?",
)
def one_too_few(x, weight, stride, padding):
    axes = _axes(x, weight, stride, padding)
    return _shape(x, weight, [(n + 2 * p - k) // s for n, k, s, p in axes])


@check.mistake(
    "the padding is counted at one end only",
    "How many ends has an axis?",
)
def padding_once(x, weight, stride, padding):
    axes = _axes(x, weight, stride, padding)
    return _shape(x, weight, [(n + p - k) // s + 1 for n, k, s, p in axes])


@check.mistake(
    "the padding is ignored",
    "One of the four arguments never appears in your formula.",
)
def padding_ignored(x, weight, stride, padding):
    axes = _axes(x, weight, stride, padding)
    return _shape(x, weight, [(n - k) // s + 1 for n, k, s, _ in axes])


@check.mistake(
    "the stride is ignored",
    "How many places are left, if the kernel moves by 2 each time?",
)
def stride_ignored(x, weight, stride, padding):
    return reference(x, weight, 1, padding)


@check.mistake(
    "the first of three axes is taken for channels, and the kernel does not slide along it",
    "Volumes have a depth besides their channels. Which axis is which?",
)
def depth_as_channels(x, weight, stride, padding):
    N, F, *sizes = reference(x, weight, stride, padding)
    return (N, F, *sizes[-2:])


@check.mistake(
    "the axes are given in the order W, H, D",
    "The output keeps the order of the axes of the input.",
)
def axes_reversed(x, weight, stride, padding):
    N, F, *sizes = reference(x, weight, stride, padding)
    return (N, F, *sizes[::-1])


@check.mistake(
    "a single number for the stride or the padding is used for the first axis only",
    "In torch, stride=2 means 2 along every axis.",
)
def number_for_one_axis(x, weight, stride, padding):
    rest = x.ndim - 3
    s = stride if isinstance(stride, tuple) else (stride,) + (1,) * rest
    p = padding if isinstance(padding, tuple) else (padding,) + (0,) * rest
    return reference(x, weight, s, p)


@check.mistake(
    "the number of values is returned, not the shape",
    "A shape has one entry for each axis.",
)
def number_of_values(x, weight, stride, padding):
    return prod(reference(x, weight, stride, padding))


@check.style
def axis_by_axis(x, weight, stride, padding):
    axes = x.ndim - 2
    if not isinstance(stride, tuple):
        stride = (stride,) * axes
    if not isinstance(padding, tuple):
        padding = (padding,) * axes
    shape = [len(x), len(weight)]
    for a in range(axes):
        room = x.shape[2 + a] + 2 * padding[a] - weight.shape[2 + a]
        shape.append(room // stride[a] + 1)
    return shape


@check.style
def broadcast(x, weight, stride, padding):
    n, k = np.array(x.shape[2:]), np.array(weight.shape[2:])
    o = (n + 2 * np.array(padding) - k) // np.array(stride) + 1
    return np.concatenate([[x.shape[0], weight.shape[0]], o])


@check.style
def by_walking(x, weight, stride, padding):
    axes = x.ndim - 2
    stride = np.broadcast_to(stride, axes)
    padding = np.broadcast_to(padding, axes)
    sizes = []
    for n, k, s, p in zip(x.shape[2:], weight.shape[2:], stride, padding, strict=True):
        sizes.append(len(range(-p, n + p - k + 1, s)))
    return x.shape[:1] + weight.shape[:1] + tuple(sizes)
