"""A dense layer on feature maps: flatten, multiply, add."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property


def reference(x, w, b):
    """y[n, o] = b[o] + Σ w[o, m] · x[n].ravel()[m]"""
    return np.array([w @ maps.ravel() + b for maps in x])


def _below_zero(draw):
    """Drawn until a result is negative: a ReLU would change it."""
    while True:
        case = draw()
        if reference(*case).min() < 0:
            return case


check = Check(
    "lenet.dense_forward",
    "dense_forward(x, w, b)",
    reference,
    [
        Property(
            "weighs and adds up the values of one small map, and adds the bias",
            1,
            lambda rng: [
                _below_zero(
                    lambda: (numbers(rng, 1, 1, 1, 3), numbers(rng, 2, 3), numbers(rng, 2))
                ),
                (numbers(rng, 1, 1, 2, 1), numbers(rng, 4, 2), fractions(rng, 4)),
            ],
        ),
        Property(
            "flattens channel after channel and row after row",
            2,
            lambda rng: [
                _below_zero(
                    lambda: (numbers(rng, 1, 1, 2, 3), numbers(rng, 1, 6), numbers(rng, 1))
                ),
                (numbers(rng, 1, 3, 2, 2), numbers(rng, 2, 12), numbers(rng, 2)),
                (integers(rng, 1, 2, 3, 2), fractions(rng, 3, 12), numbers(rng, 3)),
            ],
        ),
        Property(
            "does so for every picture of a batch",
            1,
            lambda rng: [
                _below_zero(
                    lambda: (numbers(rng, 3, 1, 1, 2), numbers(rng, 2, 2), numbers(rng, 2))
                ),
                (numbers(rng, 2, 2, 3, 2), fractions(rng, 3, 12), numbers(rng, 3)),
            ],
        ),
    ],
)


@check.mistake(
    "the channels come last in the flattened row",
    "x[n].ravel() takes the axes as they stand, channel first. Did you move one of them?",
)
def channels_last(x, w, b):
    return reference(x.transpose(0, 2, 3, 1), w, b)


@check.mistake(
    "each map is flattened column by column",
    "Pixel (0, 1) of a map comes right after pixel (0, 0).",
)
def columns_first(x, w, b):
    return reference(x.swapaxes(2, 3), w, b)


@check.mistake(
    "the values are flattened in the opposite order of the axes (order='F')",
    "In which order does ravel go through an array, if you ask for nothing else?",
)
def fortran_order(x, w, b):
    return np.array([w @ maps.ravel(order="F") + b for maps in x])


@check.mistake(
    "the bias is left out",
    "Which of the three arguments never appears in your program?",
)
def bias_left_out(x, w, b):
    return reference(x, w, 0 * b)


@check.mistake(
    "the bias is taken away, not added",
    "Look at the sign in front of b.",
)
def bias_subtracted(x, w, b):
    return reference(x, w, -b)


@check.mistake(
    "the weights are reshaped to (in, out) in place of being transposed",
    "Row o of w holds the weights of output o. After a reshape, does a column hold them?",
)
def weights_reshaped(x, w, b):
    return x.reshape(len(x), -1) @ w.reshape(w.shape[::-1]) + b


@check.mistake(
    "the whole batch is flattened with everything else",
    "Each picture has a row of its own in the result. Which axis must stay?",
)
def batch_flattened(x, w, b):
    return w @ x.ravel() + b


@check.mistake(
    "all pictures of the batch are put into one row",
    "reshape(1, -1) makes a single row of everything. How many rows should there be?",
)
def batch_in_one_row(x, w, b):
    return x.reshape(1, -1) @ w.T + b


@check.mistake(
    "the result is that of the first picture alone",
    "How many rows should the result have for two pictures?",
)
def first_picture_only(x, w, b):
    return reference(x[:1], w, b)


@check.mistake(
    "the result is turned round: a column for each picture",
    "The batch is the first axis of the input. Which axis is it in yours?",
)
def result_transposed(x, w, b):
    return reference(x, w, b).T


@check.mistake(
    "negative results are set to zero",
    "A dense layer is linear. The ReLU is a layer of its own.",
)
def relu_included(x, w, b):
    return np.maximum(reference(x, w, b), 0)


@check.mistake(
    "each row is divided by the number of values in it",
    "A dense layer takes a weighted sum. Who asked for a mean?",
)
def averaged(x, w, b):
    return reference(x / x[0].size, w, b)


@check.style
def matrix_product(x, w, b):
    return x.reshape(len(x), -1) @ w.T + b


@check.style
def loops(x, w, b):
    N, C, H, W = x.shape
    y = np.zeros((N, len(w)))
    for n in range(N):
        for o in range(len(w)):
            m = 0
            for c in range(C):
                for i in range(H):
                    for j in range(W):
                        y[n, o] += w[o, m] * x[n, c, i, j]
                        m += 1
            y[n, o] += b[o]
    return y


@check.style
def kernels_as_large_as_the_map(x, w, b):
    kernels = w.reshape(len(w), *x.shape[1:])
    return np.einsum("ncij,ocij->no", x, kernels) + b
