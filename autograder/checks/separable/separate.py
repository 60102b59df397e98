"""Take a kernel of rank 1 apart into a column and a row."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, numbers
from autograder.exercise import Check, Property
from autograder.reference import separable_factors


def reference(w):
    return np.concatenate(separable_factors(w))


def _factors(w):
    """Column and row with the right product, scaled as asked."""
    i, j = np.argwhere(w)[0]
    return w[:, j] / w[i, j], w[i]


def _row(rng, kW, draw=numbers):
    """Numbers, none of them ±1: a row that begins with 1 would hide how the factors are scaled."""
    values = draw(rng, kW)
    return values + np.sign(values)


def _column(rng, kH, draw=numbers):
    """1, then numbers of a larger size, with signs in turn: the largest is not the first."""
    sizes = np.abs([1, *_row(rng, kH - 1, draw)])
    return sizes * (-1.0) ** np.arange(kH)


def _kernel(rng, kH, kW):
    """A column times a row. All rows are whole multiples of the first."""
    return np.outer(_column(rng, kH), _row(rng, kW))


def _halves(rng, length):
    """Numbers such as 2.5."""
    return rng.integers(-4, 5, length) + 0.5


check = Check(
    "separable.separate",
    "separate(w)",
    reference,
    [
        Property(
            "takes a kernel apart that is a single row or a single column",
            1,
            lambda rng: [(_kernel(rng, 1, 3),), (_kernel(rng, 3, 1),), (_kernel(rng, 1, 2),)],
        ),
        Property(
            "finds the column and the row of a larger kernel, the column beginning with 1",
            2,
            lambda rng: [
                (_kernel(rng, 2, 2),),
                (_kernel(rng, 3, 3),),
                (_kernel(rng, 4, 2),),
                (_kernel(rng, 2, 5),),
            ],
        ),
        Property(
            "goes on where the first row or the first column is zero",
            2,
            lambda rng: [
                (np.outer(_column(rng, 3), np.insert(_row(rng, 2), 0, 0)),),
                (np.outer(np.insert(_column(rng, 2), [0, 1], 0), _row(rng, 3)),),
                (np.outer(np.insert(_column(rng, 2), 0, 0), np.insert(_row(rng, 2), [0, 1], 0)),),
                # below zero: the line of zeros has the largest sum, and is still no line to use
                (-np.abs(np.outer(np.insert(_column(rng, 2), 0, 0), _row(rng, 2))),),
            ],
        ),
        Property(
            "keeps fractions, also those that whole numbers give",
            1,
            lambda rng: [
                (np.outer(_column(rng, 3, _halves), 2 * _row(rng, 2)).astype(int),),
                (np.outer(_column(rng, 2, fractions), fractions(rng, 4)),),
            ],
        ),
    ],
)


@check.mistake(
    "the row stands before the column",
    "The first kH numbers are the column. How many numbers has each of the two?",
)
def row_before_column(w):
    column, row = _factors(w)
    return np.concatenate([row, column])


@check.mistake(
    "one column and one row of the kernel are returned as they are",
    "Multiply your two factors. By how much is each value of the product too large?",
)
def scale_left_in(w):
    i, j = np.argwhere(w)[0]
    return np.concatenate([w[:, j], w[i]])


@check.mistake(
    "everything is divided by the top left value, which may be zero",
    "Which value of w can you divide by, if the whole first row is zero?",
)
def top_left_value(w):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.concatenate([w[:, 0] / w[0, 0], w[0]])


@check.mistake(
    "the column has length 1, as the SVD gives it",
    "Which value of the column has to be 1? Multiply one factor, divide the other.",
)
def unit_column(w):
    left, sizes, right = np.linalg.svd(w)
    return np.concatenate([left[:, 0], sizes[0] * right[0]])


@check.mistake(
    "the row has length 1, as the SVD gives it",
    "Which factor begins with a 1 under our agreement? Divide that one, multiply the other.",
)
def unit_row(w):
    left, sizes, right = np.linalg.svd(w)
    return np.concatenate([left[:, 0] * sizes[0], right[0]])


@check.mistake(
    "column and row share the size of the kernel evenly",
    "The product is right. Move a factor from one to the other until the column begins as asked.",
)
def size_shared(w):
    left, sizes, right = np.linalg.svd(w)
    share = np.sqrt(sizes[0])
    return np.concatenate([left[:, 0] * share, right[0] * share])


@check.mistake(
    "the largest value of the column is 1, not its first one",
    "The product is right. Read once more which value of the column is to be 1.",
)
def largest_is_one(w):
    column, row = _factors(w)
    largest = column[np.abs(column).argmax()]
    return np.concatenate([column / largest, row * largest])


@check.mistake(
    "the row begins with 1, not the column",
    "The product is right. Which of the two factors is to be the simple one?",
)
def row_begins_with_one(w):
    column, row = _factors(w)
    first = row[row != 0][0]
    return np.concatenate([column * first, row / first])


@check.mistake(
    "the signs of the column are lost",
    "Compare the second row of your product with the second row of w, sign by sign.",
)
def signs_lost(w):
    column, row = _factors(w)
    return np.concatenate([np.abs(column), row])


@check.mistake(
    "the quotients are rounded down to whole numbers",
    "What does // do with the fraction of a quotient?",
)
def whole_quotients(w):
    i, j = np.argwhere(w)[0]
    return np.concatenate([w[:, j] // w[i, j], w[i]])


@check.mistake(
    "the kernel is divided by its corner twice: column and row both begin with 1",
    "Both factors begin with 1 in yours. What is the first value of their product?",
)
def both_begin_with_one(w):
    column, row = _factors(w)
    return np.concatenate([column, row / row[row != 0][0]])


@check.style
def first_value_that_is_not_zero(w):
    for i in range(w.shape[0]):
        for j in range(w.shape[1]):
            if w[i, j] != 0:
                return [*(w[:, j] / w[i, j]), *w[i]]
    raise ValueError("w is zero everywhere")


@check.style
def singular_vectors(w):
    left, sizes, right = np.linalg.svd(w)
    column, row = left[:, 0], sizes[0] * right[0]
    first = column[np.abs(column) > 1e-6][0]
    return np.concatenate([column / first, row * first])


@check.style
def longest_row(w):
    row = w[(w**2).sum(axis=1).argmax()].astype(float)
    column = w @ row / (row @ row)
    first = column[np.abs(column) > 1e-6 * np.abs(column).max()][0]
    return np.concatenate([column / first, row * first])


@check.style
def largest_value(w):
    j = np.abs(w).max(axis=0).argmax()
    top = np.flatnonzero(w[:, j])[0]
    return np.concatenate([w[:, j] / w[top, j], w[top]])
