"""Spread the pixels of a picture apart, with zeros between them."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property


def reference(x, stride):
    """z[i·sH, j·sW] = x[i, j], and 0 elsewhere; the last pixel is the last value."""
    z = np.zeros([(n - 1) * s + 1 for n, s in zip(x.shape, stride, strict=True)])
    for i, j in np.ndindex(*x.shape):
        z[i * stride[0], j * stride[1]] = x[i, j]
    return z


check = Check(
    "transposed_convolution.insert_zeros",
    "insert_zeros(x, stride)",
    reference,
    [
        Property(
            "puts stride − 1 zeros between neighbours in a row",
            1,
            lambda rng: [(numbers(rng, 1, 2), (1, 2)), (numbers(rng, 1, 4), (1, 3))],
        ),
        Property(
            "spreads rows and columns, each by its own stride",
            2,
            lambda rng: [
                (numbers(rng, 2, 3), (3, 2)),
                (numbers(rng, 4, 3), (2, 4)),
                (numbers(rng, 3, 2), (2, 1)),
                (integers(rng, 3, 5), (2, 2)),
            ],
        ),
        Property("keeps fractions", 1, lambda rng: [(fractions(rng, 3, 2), (1, 2))]),
    ],
)


@check.mistake(
    "as many zeros as the stride are put between neighbours, one too many",
    "Stride 1 should change nothing. How many zeros does your function insert then?",
)
def stride_zeros(x, stride):
    return reference(x, (stride[0] + 1, stride[1] + 1))


@check.mistake(
    "zeros follow the last row and the last column too",
    "Zeros go between neighbours. Does the last pixel have a neighbour behind it?",
)
def zeros_at_the_end(x, stride):
    z = np.zeros((x.shape[0] * stride[0], x.shape[1] * stride[1]))
    z[:: stride[0], :: stride[1]] = x
    return z


@check.mistake(
    "zeros are put before the first row and the first column too",
    "The first pixel stays at index (0, 0). What does your slice start with?",
)
def zeros_at_the_start(x, stride):
    z = np.zeros((x.shape[0] * stride[0], x.shape[1] * stride[1]))
    z[stride[0] - 1 :: stride[0], stride[1] - 1 :: stride[1]] = x
    return z


@check.mistake(
    "each pixel is repeated instead of being followed by zeros",
    "Repeating pixels is another way to enlarge a picture. Here the new places hold 0.",
)
def pixels_repeated(x, stride):
    return x.repeat(stride[0], axis=0).repeat(stride[1], axis=1)


@check.mistake(
    "the two strides are swapped",
    "stride[0] belongs to the rows: it says how far apart they lie from top to bottom.",
)
def strides_swapped(x, stride):
    return reference(x, (stride[1], stride[0]))


@check.mistake(
    "the columns are spread, but not the rows",
    "Two axes, two strides. What happens to the first axis in your code?",
)
def only_columns(x, stride):
    return reference(x, (1, stride[1]))


@check.mistake(
    "pixels are left out: the picture gets smaller",
    "x[::s] reads every s-th row. You want to write to every s-th row, of which array?",
)
def pixels_left_out(x, stride):
    return x[:: stride[0], :: stride[1]]


@check.mistake(
    "the result is an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill.",
)
def integer_result(x, stride):
    return reference(x.astype(int), stride)


@check.style
def strided_assignment(x, stride):
    (H, W), (sH, sW) = x.shape, stride
    z = np.zeros(((H - 1) * sH + 1, (W - 1) * sW + 1))
    z[::sH, ::sW] = x
    return z


@check.style
def kronecker_then_cut(x, stride):
    corner = np.zeros(stride)
    corner[0, 0] = 1
    z = np.kron(x, corner)
    return z[: z.shape[0] - stride[0] + 1, : z.shape[1] - stride[1] + 1]


@check.style
def insert_along_each_axis(x, stride):
    rows = np.repeat(np.arange(1, x.shape[0]), stride[0] - 1)
    columns = np.repeat(np.arange(1, x.shape[1]), stride[1] - 1)
    return np.insert(np.insert(x, rows, 0, axis=0), columns, 0, axis=1)
