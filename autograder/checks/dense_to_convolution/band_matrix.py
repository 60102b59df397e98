"""The weight matrix of a 1-D cross-correlation: a band of equal diagonals, zeros elsewhere."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv_matrix


def reference(w, n):
    return conv_matrix(w[None], (1, n))


check = Check(
    "dense_to_convolution.band_matrix",
    "band_matrix(w, n)",
    reference,
    [
        Property(
            "writes a kernel as long as the signal into a single row",
            1,
            lambda rng: [(numbers(rng, 3), 3)],
        ),
        Property(
            "gives every place of the kernel a row, one column further on each time",
            2,
            lambda rng: [
                (numbers(rng, 2), 3),
                (numbers(rng, 3), 5),
                (numbers(rng, 4), int(rng.integers(6, 9))),
                (numbers(rng, 2), int(rng.integers(5, 8))),
            ],
        ),
        Property(
            "fills in the fractions of a kernel, and integers too",
            1,
            lambda rng: [(fractions(rng, 2), 4), (integers(rng, 3), 6)],
        ),
    ],
)


@check.mistake(
    "the matrix is transposed: a row for each input",
    "The matrix times x gives y. How many columns must it have, if x has n values?",
)
def transposed(w, n):
    return reference(w, n).T


@check.mistake(
    "the kernel is written from the last weight to the first",
    "The first output is w[0]·x[0] + w[1]·x[1] + … What stands in the first column then?",
)
def kernel_reversed(w, n):
    return reference(w[::-1], n)


@check.mistake(
    "the band runs from the top right to the bottom left",
    "Row 1 belongs to the second place of the kernel. Is that further right, or further left?",
)
def band_to_the_left(w, n):
    return reference(w, n)[::-1]


@check.mistake(
    "every row is the same: the kernel does not move",
    "Row i belongs to the kernel at place i. At which column does it begin?",
)
def rows_not_shifted(w, n):
    C = np.zeros((n - len(w) + 1, n))
    C[:, : len(w)] = w
    return C


@check.mistake(
    "the matrix has a row for every input, and the kernel runs over the end",
    "At how many places does a kernel of 3 fit on 5 values?",
)
def a_row_for_every_input(w, n):
    return reference(w, n + len(w) - 1)[:, :n]


@check.mistake(
    "the kernel that runs over the end goes on at the beginning",
    "The signal is no ring. How many places are there at which the kernel fits?",
)
def ring(w, n):
    first = np.zeros(n)
    first[: len(w)] = w
    return np.array([np.roll(first, i) for i in range(n)])


@check.mistake(
    "the last place of the kernel is left out",
    "A kernel as long as the signal has one place. How many rows does yours have then?",
)
def last_place_missed(w, n):
    return reference(w, n)[:-1]


@check.mistake(
    "the kernel jumps by its own length from row to row",
    "From one output to the next the kernel moves by one place.",
)
def jumps_by_its_length(w, n):
    C = np.zeros((n - len(w) + 1, n))
    for i in range(len(C)):
        begin = i * len(w)
        C[i, begin : begin + len(w)] = w[: max(0, n - begin)]
    return C


@check.mistake(
    "the matrix holds integers, which cut off the fractions of the kernel",
    "Look at the dtype of the array that you fill. What becomes of 2.5 in it?",
)
def integer_matrix(w, n):
    return reference(w, n).astype(int)


@check.style
def row_by_row(w, n):
    m = len(w)
    C = np.zeros((n - m + 1, n))
    for i in range(n - m + 1):
        C[i, i : i + m] = w
    return C


@check.style
def diagonal_by_diagonal(w, n):
    o = n - len(w) + 1
    return sum(w[a] * np.eye(o, n, k=a) for a in range(len(w)))


@check.style
def padded_rows(w, n):
    free = n - len(w)
    return np.array([np.pad(w, (i, free - i)) for i in range(free + 1)])


@check.style
def by_probing(w, n):
    columns = [np.correlate(unit, w, mode="valid") for unit in np.eye(n)]
    return np.stack(columns, axis=1)
