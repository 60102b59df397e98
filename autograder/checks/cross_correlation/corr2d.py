"""Slide a kernel over a picture, without flipping it."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d


def reference(x, w):
    return conv2d(x[None, None], w[None, None])[0, 0]


check = Check(
    "cross_correlation.corr2d",
    "corr2d(x, w)",
    reference,
    [
        Property(
            "multiplies and adds over one window",
            1,
            lambda rng: [
                (numbers(rng, 2, 3), numbers(rng, 2, 3)),
                (numbers(rng, 3, 3), numbers(rng, 3, 3)),
            ],
        ),
        Property(
            "slides down and across, wide pictures and tall ones",
            2,
            lambda rng: [
                (numbers(rng, 4, 5), numbers(rng, 2, 2)),
                (numbers(rng, 4, 6), numbers(rng, 2, 3)),
                (numbers(rng, 7, 5), numbers(rng, 3, 2)),
            ],
        ),
        Property(
            "keeps fractions when the picture holds integers",
            1,
            lambda rng: [(integers(rng, 4, 6), fractions(rng, 2, 3))],
        ),
    ],
)


@check.mistake(
    "the kernel is rotated by 180°, which is true convolution",
    "Work out y[0, 0] by hand: the top left value of the window meets w[0, 0].",
)
def rotated(x, w):
    return reference(x, w[::-1, ::-1])


@check.mistake(
    "the kernel is flipped upside down",
    "Follow row 0 of the kernel: which row of the window does it meet?",
)
def rows_flipped(x, w):
    return reference(x, w[::-1])


@check.mistake(
    "the kernel is flipped left to right",
    "Follow column 0 of the kernel: which column of the window does it meet?",
)
def columns_flipped(x, w):
    return reference(x, w[:, ::-1])


@check.mistake(
    "the kernel is transposed",
    "Which index of w counts rows? Try a kernel with 2 rows and 3 columns by hand.",
)
def transposed(x, w):
    return reference(x, w.T)


@check.mistake(
    "the output gets its width from the height",
    "Check the number of columns of your output for a picture that is wider than tall.",
)
def width_from_height(x, w):
    h = x.shape[0] - w.shape[0] + 1
    y = np.zeros((h, h))
    for i in range(h):
        for j in range(h):
            y[i, j] = (x[i : i + w.shape[0], j : j + w.shape[1]] * w).sum()
    return y


@check.mistake(
    "the last row and the last column of windows are left out",
    "How many windows of height 2 fit into 2 rows? Put the numbers into your formula.",
)
def last_windows_missed(x, w):
    return reference(x, w)[:-1, :-1]


@check.mistake(
    "sums are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill. np.zeros_like(x) takes over the type of x.",
)
def integer_accumulator(x, w):
    y = np.zeros((x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1), dtype=x.dtype)
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = (x[i : i + w.shape[0], j : j + w.shape[1]] * w).sum()
    return y


@check.mistake(
    "window and kernel are multiplied as matrices",
    "Window and kernel are multiplied value by value. What does @ do, and what does * do?",
)
def matrix_product(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape)
    return (windows @ w.T).sum(axis=(2, 3))


@check.mistake(
    "each product overwrites the one before it, so that the last one alone is left",
    "y[i, j] is a sum over a and b. What does = do with the products that came before?",
)
def only_the_last_product(x, w):
    return reference(x[w.shape[0] - 1 :, w.shape[1] - 1 :], w[-1:, -1:])


@check.mistake(
    "the answer is laid out with columns first",
    "y[i, j] belongs to the window that begins in row i. How many rows has y, then?",
)
def answer_transposed(x, w):
    return reference(x, w).T


@check.mistake(
    "the sums are written into the picture, where later windows read them",
    "Print x before and after a call. Where should the results go instead?",
)
def written_into_the_picture(x, w):
    y = x[: x.shape[0] - w.shape[0] + 1, : x.shape[1] - w.shape[1] + 1]  # a view, not a copy
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = (x[i : i + w.shape[0], j : j + w.shape[1]] * w).sum()
    return y


@check.mistake(
    "the last row and the last column of the answer are never computed",
    "Which are the last i and j that your loops reach? The places of y that they miss stay 0.",
)
def last_row_and_column_left_at_zero(x, w):
    y = reference(x, w)
    y[-1], y[:, -1] = 0, 0
    return y


@check.style
def four_loops(x, w):
    y = np.zeros((x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            for a in range(w.shape[0]):
                for b in range(w.shape[1]):
                    y[i, j] += x[i + a, j + b] * w[a, b]
    return y


@check.style
def einsum(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape)
    return np.einsum("ijab,ab->ij", windows, w)


@check.style
def shifted_pictures(x, w):
    h, v = x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1
    return sum(
        w[a, b] * x[a : a + h, b : b + v] for a in range(w.shape[0]) for b in range(w.shape[1])
    )
