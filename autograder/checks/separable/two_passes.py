"""Cross-correlate a picture with a column, then what came out with a row."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d


def reference(x, column, row):
    """y = (x ⋆ column) ⋆ row: a kernel of kH×1, and after it one of 1×kW."""
    down = conv2d(x[None, None], column[None, None, :, None])
    return conv2d(down, row[None, None, None, :])[0, 0]


def whole(x, w):
    """One pass with a kernel of two axes."""
    return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w)


check = Check(
    "separable.two_passes",
    "two_passes(x, column, row)",
    reference,
    [
        Property(
            "runs a column down the picture",
            1,
            lambda rng: [
                (numbers(rng, 3, 2), numbers(rng, 2), numbers(rng, 1)),
                (numbers(rng, 5, 4), numbers(rng, 3), numbers(rng, 1)),
            ],
        ),
        Property(
            "runs a row across it",
            1,
            lambda rng: [
                (numbers(rng, 2, 4), numbers(rng, 1), numbers(rng, 2)),
                (numbers(rng, 3, 6), numbers(rng, 1), numbers(rng, 4)),
            ],
        ),
        Property(
            "does one after the other",
            2,
            lambda rng: [
                (numbers(rng, 4, 4), numbers(rng, 2), numbers(rng, 2)),
                (numbers(rng, 5, 7), numbers(rng, 3), numbers(rng, 4)),
                (numbers(rng, 7, 4), numbers(rng, 4), numbers(rng, 2)),
            ],
        ),
        Property(
            "keeps the fractions that arise in a picture of whole numbers",
            1,
            lambda rng: [(integers(rng, 4, 5), fractions(rng, 2), fractions(rng, 3))],
        ),
    ],
)


@check.mistake(
    "column and row have changed places: the kernel is transposed",
    "Along which axis of x must the column move? Try a column of 3 and a row of 1.",
)
def factors_swapped(x, column, row):
    return whole(x, np.outer(row, column))


@check.mistake(
    "the kernel is the sum of column and row, not their product",
    "Two passes in a row multiply their weights. What does the corner of the kernel hold then?",
)
def outer_sum(x, column, row):
    return whole(x, column[:, None] + row[None, :])


@check.mistake(
    "the two passes are made side by side on x, and added",
    "The second pass does not look at x any more. What does it look at?",
)
def passes_added(x, column, row):
    down, across = whole(x, column[:, None]), whole(x, row[None, :])
    return down[:, : across.shape[1]] + across[: down.shape[0]]


@check.mistake(
    "the row is forgotten: only the first pass is made",
    "How wide should the result be, if the row has three weights?",
)
def row_forgotten(x, column, row):
    return whole(x, column[:, None])


@check.mistake(
    "the second pass begins from x again, and the first is lost",
    "Which array does your second loop read?",
)
def first_pass_lost(x, column, row):
    return whole(x, row[None, :])


@check.mistake(
    "column and row are reversed, which is true convolution (np.convolve does that)",
    "Work out one value with pencil and paper: which weight meets the uppermost pixel?",
)
def both_reversed(x, column, row):
    return whole(x, np.outer(column[::-1], row[::-1]))


@check.mistake(
    "the row alone is reversed",
    "Is the first weight of the row on the left or on the right of its window?",
)
def row_reversed(x, column, row):
    return whole(x, np.outer(column, row[::-1]))


@check.mistake(
    "the picture has got zeros round it, so that the kernel may hang over the edge",
    "Only windows that lie wholly inside count here. How many of them are there?",
)
def padded_first(x, column, row):
    kH, kW = len(column), len(row)
    return whole(np.pad(x, [(kH - 1, kH - 1), (kW - 1, kW - 1)]), np.outer(column, row))


@check.mistake(
    "the last window of each pass is left out",
    "How many windows of 3 fit into 3 pixels? Put the numbers into your range.",
)
def last_windows_missed(x, column, row):
    return whole(x, np.outer(column, row))[:-1, :-1]


@check.mistake(
    "what the first pass gives is kept in an array of integers, which cuts off fractions",
    "Look at the dtype of the array between the two passes.",
)
def integers_between(x, column, row):
    return whole(whole(x, column[:, None]).astype(x.dtype), row[None, :])


@check.mistake(
    "both passes write into arrays of integers, which cut off fractions twice",
    "np.zeros_like(x) takes over the dtype of x. What becomes of 2.5 in such an array?",
)
def integers_throughout(x, column, row):
    return whole(whole(x, column[:, None]).astype(x.dtype), row[None, :]).astype(x.dtype)


@check.style
def loops(x, column, row):
    H, W = x.shape
    oH, oW = H - len(column) + 1, W - len(row) + 1
    down = np.zeros((oH, W))
    for i in range(oH):
        for j in range(W):
            for a in range(len(column)):
                down[i, j] += column[a] * x[i + a, j]
    y = np.zeros((oH, oW))
    for i in range(oH):
        for j in range(oW):
            for b in range(len(row)):
                y[i, j] += row[b] * down[i, j + b]
    return y


@check.style
def shifted_pictures(x, column, row):
    oH, oW = x.shape[0] - len(column) + 1, x.shape[1] - len(row) + 1
    down = sum(weight * x[a : a + oH] for a, weight in enumerate(column))
    return sum(weight * down[:, b : b + oW] for b, weight in enumerate(row))


@check.style
def numpy_line_by_line(x, column, row):
    down = np.array([np.correlate(line, column, "valid") for line in x.T.astype(float)]).T
    return np.array([np.correlate(line, row, "valid") for line in down])


@check.style
def two_matrices(x, column, row):
    def band(weights, n):
        rows = n - len(weights) + 1
        matrix = np.zeros((rows, n))
        for i in range(rows):
            matrix[i, i : i + len(weights)] = weights
        return matrix

    return band(column, x.shape[0]) @ x @ band(row, x.shape[1]).T
