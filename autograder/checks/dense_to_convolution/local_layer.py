"""A layer that is local but not shared: each place has a kernel and a bias of its own."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import locally_connected2d


def reference(x, w, bias):
    return locally_connected2d(x[None], w[None, None], bias[None])[0]


def _layer(draw, rng, oH, oW, kH, kW):
    """A picture, and for each of oH×oW places a kernel of kH×kW and a bias."""
    x = numbers(rng, oH + kH - 1, oW + kW - 1)
    return x, draw(rng, oH, oW, kH, kW), numbers(rng, oH, oW)


def _integers(rng, oH, oW, kH, kW):
    x, w, bias = _layer(fractions, rng, oH, oW, kH, kW)
    return integers(rng, *x.shape), w, bias


check = Check(
    "dense_to_convolution.local_layer",
    "local_layer(x, w, bias)",
    reference,
    [
        Property(
            "weighs a single window and adds its bias",
            1,
            lambda rng: [_layer(numbers, rng, 1, 1, 2, 3), _layer(numbers, rng, 1, 1, 3, 1)],
        ),
        Property(
            "moves along a row, with other weights at every place",
            1,
            lambda rng: [_layer(numbers, rng, 1, 3, 1, 2), _layer(numbers, rng, 1, 3, 2, 3)],
        ),
        Property(
            "moves down and across, and keeps fractions of integer pictures",
            2,
            lambda rng: [
                _layer(numbers, rng, 2, 3, 2, 2),
                _layer(numbers, rng, 3, 2, 2, 3),
                _layer(numbers, rng, 4, 2, 3, 2),
                _integers(rng, 2, 3, 2, 3),
            ],
        ),
    ],
)


@check.mistake(
    "the kernel of the first place is used at every place",
    "This layer shares nothing. Which kernel belongs to output (i, j)?",
)
def first_kernel_everywhere(x, w, bias):
    return reference(x, np.broadcast_to(w[0, 0], w.shape), bias)


@check.mistake(
    "the mean of all kernels is used at every place",
    "Nothing is averaged here: every output has a kernel of its own.",
)
def mean_kernel(x, w, bias):
    return reference(x, np.broadcast_to(w.mean(axis=(0, 1)), w.shape), bias)


@check.mistake(
    "every kernel looks at the top left corner of the picture",
    "Which pixels does output (1, 2) look at? Its window has moved.",
)
def window_does_not_move(x, w, bias):
    seen = x[: w.shape[2], : w.shape[3]]
    return (w * seen).sum(axis=(2, 3)) + bias


@check.mistake(
    "the kernels are turned round by 180°",
    "The top left weight of a kernel meets the top left pixel of its window.",
)
def kernels_turned(x, w, bias):
    return reference(x, w[:, :, ::-1, ::-1], bias)


@check.mistake(
    "the kernels are dealt out from the last place to the first",
    "The kernel of output (0, 0) is w[0, 0].",
)
def places_backwards(x, w, bias):
    return reference(x, w[::-1, ::-1], bias)


@check.mistake(
    "the kernels are dealt out column by column",
    "Which is the second output that you compute, and which kernel does it get?",
)
def kernels_by_columns(x, w, bias):
    oH, oW, kH, kW = w.shape
    return reference(x, w.reshape(oW, oH, kH, kW).swapaxes(0, 1), bias)


@check.mistake(
    "the bias of the first place is added everywhere",
    "Weights are not shared here, and neither is the bias.",
)
def first_bias_everywhere(x, w, bias):
    return reference(x, w, np.full_like(bias, bias[0, 0]))


@check.mistake(
    "the bias is left out",
    "One of the three arguments never appears in your function.",
)
def bias_forgotten(x, w, bias):
    return reference(x, w, np.zeros_like(bias))


@check.mistake(
    "the bias is added once for every weight of the kernel",
    "How often does your inner loop run for one output? The bias belongs outside of it.",
)
def bias_for_every_weight(x, w, bias):
    return reference(x, w, bias * w[0, 0].size)


@check.mistake(
    "sums are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill. With dtype=x.dtype it takes over the type of x.",
)
def integer_accumulator(x, w, bias):
    return reference(x, w, bias).astype(x.dtype)


@check.style
def two_loops(x, w, bias):
    oH, oW, kH, kW = w.shape
    y = np.zeros((oH, oW))
    for i in range(oH):
        for j in range(oW):
            y[i, j] = np.sum(w[i, j] * x[i : i + kH, j : j + kW]) + bias[i, j]
    return y


@check.style
def four_loops(x, w, bias):
    y = np.array(bias, dtype=float)
    for i, j, a, b in np.ndindex(*w.shape):
        y[i, j] += w[i, j, a, b] * x[i + a, j + b]
    return y


@check.style
def einsum(x, w, bias):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:])
    return np.einsum("ijab,ijab->ij", windows, w) + bias


@check.style
def weight_by_weight(x, w, bias):
    oH, oW, kH, kW = w.shape
    return bias + sum(
        w[:, :, a, b] * x[a : a + oH, b : b + oW] for a in range(kH) for b in range(kW)
    )
