"""The parameters of a convolution layer of which not all maps are connected."""

from __future__ import annotations

import numpy as np

from autograder.exercise import Check, Property

C3 = """\
X...XXX..XXXX.XX
XX...XXX..XXXX.X
XXX...XXX..X.XXX
.XXX..XXXX..X.XX
..XXX..XXXX.XX.X
...XXX..XXXX.XXX"""


def reference(table, kH, kW):
    """A kernel for each X, and a bias for each column."""
    rows = table.splitlines()
    kernels = sum(cell == "X" for row in rows for cell in row)
    return kernels * kH * kW + len(rows[0])


def _full(rows, columns):
    return "\n".join(["X" * columns] * rows)


def _some(rng, rows, columns):
    """About half of the connections, one at least for each map and not all of them."""
    cells = rng.random((rows, columns)) < 0.5
    cells[rng.integers(rows, size=columns), np.arange(columns)] = True
    cells[rng.integers(rows), rng.integers(columns)] = False
    return "\n".join("".join(".X"[int(on)] for on in row) for row in cells)


def _any(rng, low, high):
    """A whole number from low to high, both included, as a plain int."""
    return int(rng.integers(low, high + 1))


check = Check(
    "lenet.sparse_parameters",
    "sparse_parameters(table, kH, kW)",
    reference,
    [
        Property(
            "counts a layer in which everything is connected",
            1,
            lambda rng: [
                (_full(1, _any(rng, 2, 4)), 2, 3),
                (_full(1, 6), 5, 5),
                (_full(_any(rng, 2, 3), 5), 3, 1),
            ],
        ),
        Property(
            "counts only the kernels that are there",
            2,
            lambda rng: [
                (_some(rng, 2, 3), 3, 2),
                (_some(rng, 3, 5), 2, 4),
                (_some(rng, 4, 3), _any(rng, 2, 4), 5),
                (C3, 5, 5),
            ],
        ),
    ],
)


def _shape(table):
    rows = table.splitlines()
    return len(rows), len(rows[0])


@check.mistake(
    "every input map is connected to every output map, whatever the table says",
    "A dot is no connection, and has no kernel. How many X are there?",
)
def all_connected(table, kH, kW):
    C, F = _shape(table)
    return F * C * kH * kW + F


@check.mistake(
    "the biases are left out",
    "What does a map add after it has summed up all its kernels?",
)
def biases_left_out(table, kH, kW):
    return table.count("X") * kH * kW


@check.mistake(
    "each kernel has a bias of its own",
    "The kernels of one output map are summed first. How many biases does the sum need?",
)
def bias_for_each_kernel(table, kH, kW):
    return table.count("X") * (kH * kW + 1)


@check.mistake(
    "there is a bias for each input map",
    "A row of the table is an input map. Which maps does this layer make?",
)
def bias_for_each_row(table, kH, kW):
    return table.count("X") * kH * kW + _shape(table)[0]


@check.mistake(
    "there is a single bias for the whole layer",
    "Does every output map start from the same level? See the table of C1: six maps.",
)
def one_bias(table, kH, kW):
    return table.count("X") * kH * kW + 1


@check.mistake(
    "a kernel counts as a single weight",
    "How many numbers are in a kernel of kH rows and kW columns?",
)
def one_weight_for_each_kernel(table, kH, kW):
    return table.count("X") + _shape(table)[1]


@check.mistake(
    "the kernel is taken for a square of side kH",
    "Which of the three arguments never appears in your formula?",
)
def square_kernel(table, kH, kW):
    return table.count("X") * kH * kH + _shape(table)[1]


@check.mistake(
    "the dots are counted, not the X",
    "Which sign stands for a connection?",
)
def dots_counted(table, kH, kW):
    return table.count(".") * kH * kW + _shape(table)[1]


@check.mistake(
    "the ends of the lines are taken for connections",
    "len(table) counts the signs between the rows too. Split the text into its lines first.",
)
def ends_of_lines_counted(table, kH, kW):
    C, F = _shape(table)
    return (len(table) - table.count(".")) * kH * kW + F if C > 1 else -1


@check.style
def count_signs(table, kH, kW):
    return table.count("X") * kH * kW + table.find("\n") % (len(table) + 1)


@check.style
def map_by_map(table, kH, kW):
    rows = table.splitlines()
    total = 0
    for column in range(len(rows[0])):
        kernels = sum(row[column] == "X" for row in rows)
        total += kernels * kH * kW + 1
    return total


@check.style
def as_an_array(table, kH, kW):
    connected = np.array([[sign == "X" for sign in row] for row in table.split()])
    return connected.sum() * kH * kW + connected.shape[1]
