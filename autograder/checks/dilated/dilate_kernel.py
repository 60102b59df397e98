"""Spread all kernels of a layer, with zeros between their weights."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property


def reference(w, dilation):
    """z[f, c, a·dH, b·dW] = w[f, c, a, b], and 0 elsewhere."""
    (F, C, kH, kW), (dH, dW) = w.shape, dilation
    z = np.zeros((F, C, dH * (kH - 1) + 1, dW * (kW - 1) + 1))
    for f, c, a, b in np.ndindex(*w.shape):
        z[f, c, a * dH, b * dW] = w[f, c, a, b]
    return z


check = Check(
    "dilated.dilate_kernel",
    "dilate_kernel(w, dilation)",
    reference,
    [
        Property(
            "puts d − 1 zeros between the weights of a kernel with one row",
            1,
            lambda rng: [
                (numbers(rng, 1, 1, 1, 2), (1, 3)),
                (numbers(rng, 1, 1, 1, 4), (1, 2)),
            ],
        ),
        Property(
            "spreads rows and columns, each by its own dilation",
            2,
            lambda rng: [
                (numbers(rng, 1, 1, 2, 3), (3, 2)),
                (numbers(rng, 1, 1, 3, 2), (2, 4)),
                (integers(rng, 1, 1, 2, 2), (3, 1)),
            ],
        ),
        Property(
            "treats every kernel of a layer alike, and keeps fractions",
            2,
            lambda rng: [
                (numbers(rng, 2, 3, 2, 1), (2, 3)),
                (numbers(rng, 3, 2, 2, 3), (3, 2)),
                (fractions(rng, 2, 3, 3, 2), (1, 2)),
            ],
        ),
    ],
)


@check.mistake(
    "d zeros stand between two weights, one too many",
    "Dilation 1 should change nothing. How many zeros does your function put in then?",
)
def d_zeros(w, dilation):
    return reference(w, (dilation[0] + 1, dilation[1] + 1))


@check.mistake(
    "zeros follow the last weight too",
    "Zeros go between neighbours. Does the last weight have a neighbour behind it?",
)
def zeros_at_the_end(w, dilation):
    (F, C, kH, kW), (dH, dW) = w.shape, dilation
    z = np.zeros((F, C, kH * dH, kW * dW))
    z[:, :, ::dH, ::dW] = w
    return z


@check.mistake(
    "weights are repeated where zeros belong",
    "A repeated weight would read pixels that the spread kernel is meant to skip.",
)
def weights_repeated(w, dilation):
    grown = w.repeat(dilation[0], axis=2).repeat(dilation[1], axis=3)
    return grown[:, :, : grown.shape[2] - dilation[0] + 1, : grown.shape[3] - dilation[1] + 1]


@check.mistake(
    "each weight has become a block of copies",
    "The cells between the weights are skipped. Which number skips a pixel?",
)
def blocks_of_copies(w, dilation):
    return w.repeat(dilation[0], axis=2).repeat(dilation[1], axis=3)


@check.mistake(
    "the filters and channels are spread, not the rows and columns",
    "w has four axes. Which two of them lie on the picture?",
)
def first_axes_spread(w, dilation):
    (F, C, kH, kW), (dH, dW) = w.shape, dilation
    z = np.zeros(((F - 1) * dH + 1, (C - 1) * dW + 1, kH, kW))
    z[::dH, ::dW] = w
    return z


@check.mistake(
    "the two dilations are swapped",
    "dilation[0] belongs to the rows: it says how far apart they lie from top to bottom.",
)
def dilations_swapped(w, dilation):
    return reference(w, (dilation[1], dilation[0]))


@check.mistake(
    "the columns are spread, but not the rows",
    "Two axes, two dilations. What happens to the rows in your code?",
)
def only_columns(w, dilation):
    return reference(w, (1, dilation[1]))


@check.mistake(
    "both axes are spread by the first dilation",
    "dilation is a pair. Where does its second number appear in your code?",
)
def first_dilation_for_both(w, dilation):
    return reference(w, (dilation[0], dilation[0]))


@check.mistake(
    "weights are left out: the kernel gets smaller",
    "w[..., ::d] reads every d-th column. You want to write to every d-th column, of which array?",
)
def weights_left_out(w, dilation):
    return w[:, :, :: dilation[0], :: dilation[1]]


@check.mistake(
    "only the first kernel of the layer is filled in",
    "Print your result for two filters. What stands in the second?",
)
def first_kernel_only(w, dilation):
    z = reference(w, dilation)
    z[1:], z[:, 1:] = 0, 0
    return z


@check.mistake(
    "the result is an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill.",
)
def integer_result(w, dilation):
    return reference(w.astype(int), dilation)


@check.style
def strided_assignment(w, dilation):
    (F, C, kH, kW), (dH, dW) = w.shape, dilation
    z = np.zeros((F, C, dH * (kH - 1) + 1, dW * (kW - 1) + 1))
    z[:, :, ::dH, ::dW] = w
    return z


@check.style
def kronecker_then_cut(w, dilation):
    (kH, kW), (dH, dW) = w.shape[2:], dilation
    corner = np.zeros((1, 1, dH, dW))
    corner[..., 0, 0] = 1
    return np.kron(w, corner)[:, :, : dH * (kH - 1) + 1, : dW * (kW - 1) + 1]


@check.style
def insert_along_each_axis(w, dilation):
    rows = np.repeat(np.arange(1, w.shape[2]), dilation[0] - 1)
    columns = np.repeat(np.arange(1, w.shape[3]), dilation[1] - 1)
    return np.insert(np.insert(w, rows, 0, axis=2), columns, 0, axis=3)


@check.style
def matrices_that_spread(w, dilation):
    (kH, kW), (dH, dW) = w.shape[2:], dilation
    down = np.eye(dH * (kH - 1) + 1)[:, ::dH]
    across = np.eye(dW * (kW - 1) + 1)[:, ::dW]
    return down @ w @ across.T
