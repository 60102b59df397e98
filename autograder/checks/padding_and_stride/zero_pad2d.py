"""Lay zeros around the last two axes of an array."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, numbers
from autograder.exercise import Check, Property


def pad(x, rows, columns, **how):
    """np.pad on the last two axes; rows and columns are (before, after)."""
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [rows, columns], **how)


def reference(x, padding):
    pH, pW = padding
    return pad(x, (pH, pH), (pW, pW))


check = Check(
    "padding_and_stride.zero_pad2d",
    "zero_pad2d(x, padding)",
    reference,
    [
        Property(
            "lays zeros on all four sides and keeps the values",
            1,
            lambda rng: [(fractions(rng, 2, 3), (1, 1)), (fractions(rng, 5, 3), (2, 2))],
        ),
        Property(
            "pads height and width each by its own amount",
            1,
            lambda rng: [
                (numbers(rng, 2, 3), (1, 2)),
                (numbers(rng, 4, 3), (3, 1)),
                (numbers(rng, 3, 5), (2, 4)),
            ],
        ),
        Property(
            "leaves the channel and batch axes alone",
            2,
            lambda rng: [
                (numbers(rng, 2, 2, 3), (1, 1)),
                (numbers(rng, 3, 4, 2), (2, 1)),
                (numbers(rng, 2, 3, 4, 5), (1, 1)),
                (numbers(rng, 1, 2, 5, 3), (1, 3)),
            ],
        ),
        Property(
            "adds nothing where the padding is 0",
            1,
            lambda rng: [
                (numbers(rng, 2, 3), (0, 0)),
                (numbers(rng, 3, 2), (0, 2)),
                (numbers(rng, 2, 4), (2, 0)),
            ],
        ),
    ],
)


@check.mistake(
    "the border repeats the nearest value",
    "The border holds zeros. Which value does your padding start from?",
)
def border_repeated(x, padding):
    pH, pW = padding
    return pad(x, (pH, pH), (pW, pW), mode="edge")


@check.mistake(
    "the border mirrors the picture",
    "The border holds zeros. Which mode does your padding use?",
)
def border_mirrored(x, padding):
    pH, pW = padding
    return pad(x, (pH, pH), (pW, pW), mode="reflect")


@check.mistake(
    "all of the zeros lie below and to the right",
    "In which row of the result should row 0 of x stand, with pH = 1?",
)
def zeros_at_the_end(x, padding):
    pH, pW = padding
    return pad(x, (0, 2 * pH), (0, 2 * pW))


@check.mistake(
    "the padding is read as the total of both sides",
    "padding = (1, 2) means one row above and one row below. How much taller is the result?",
)
def total_of_both_sides(x, padding):
    pH, pW = padding
    return pad(x, (pH - pH // 2, pH // 2), (pW - pW // 2, pW // 2))


@check.mistake(
    "rows and columns have changed places: pW is used for the height",
    "padding is (pH, pW). Which axis of x is the height, counted from the end?",
)
def height_and_width_swapped(x, padding):
    pH, pW = padding
    return pad(x, (pW, pW), (pH, pH))


@check.mistake(
    "np.pad takes the pair for the zeros before and after, on every axis",
    "np.pad wants a pair for each axis. How many rows does yours add above, and how many below?",
)
def before_and_after(x, padding):
    return np.pad(x, padding)


@check.mistake(
    "pH is used for the width too",
    "Which of the two numbers in padding never appears in your program?",
)
def height_for_both(x, padding):
    return pad(x, (padding[0], padding[0]), (padding[0], padding[0]))


@check.mistake(
    "only the height is padded",
    "Compare the number of columns before and after, for padding (1, 1).",
)
def only_the_height(x, padding):
    return pad(x, (padding[0], padding[0]), (0, 0))


@check.mistake(
    "the first two axes are padded, whatever they are",
    "Pad an array of shape (2, 3, 4, 5) and print the new shape. Which axes may grow?",
)
def first_two_axes(x, padding):
    pH, pW = padding
    return np.pad(x, [(pH, pH), (pW, pW)] + [(0, 0)] * (x.ndim - 2))


@check.mistake(
    "the channel and batch axes are padded too",
    "Pad an array of shape (2, 3, 4, 5) and print the new shape. Which axes may grow?",
)
def every_axis(x, padding):
    pH, pW = padding
    return np.pad(x, [(pH, pH)] * (x.ndim - 1) + [(pW, pW)])


@check.mistake(
    "the outer rows and columns are overwritten, not surrounded",
    "Zeros are added outside; no value of x may be lost. What shape has the result?",
)
def border_overwritten(x, padding):
    pH, pW = padding
    H, W = x.shape[-2:]
    y = np.zeros_like(x)
    y[..., pH : H - pH, pW : W - pW] = x[..., pH : H - pH, pW : W - pW]
    return y


@check.mistake(
    "the slice ends at −pH or −pW, which is empty when that is 0",
    "Try a[0:-0] on a small list. Can you give the end of the slice without counting backwards?",
)
def minus_zero(x, padding):
    pH, pW = padding
    y = np.zeros((*x.shape[:-2], x.shape[-2] + 2 * pH, x.shape[-1] + 2 * pW))
    y[..., pH:-pH, pW:-pW] = x
    return y


@check.mistake(
    "the zeros are integers, and the array that holds them cuts off fractions",
    "Look at the dtype of the array of zeros that you fill, and at the dtype of x.",
)
def integer_zeros(x, padding):
    return reference(x, padding).astype(int)


@check.style
def into_zeros(x, padding):
    (pH, pW), (H, W) = padding, x.shape[-2:]
    y = np.zeros((*x.shape[:-2], H + 2 * pH, W + 2 * pW), dtype=x.dtype)
    y[..., pH : pH + H, pW : pW + W] = x
    return y


@check.style
def glue(x, padding):
    pH, pW = padding
    rows = np.zeros((*x.shape[:-2], pH, x.shape[-1]))
    x = np.concatenate([rows, x, rows], axis=-2)
    columns = np.zeros((*x.shape[:-1], pW))
    return np.concatenate([columns, x, columns], axis=-1)


@check.style
def identity_matrices(x, padding):
    (pH, pW), (H, W) = padding, x.shape[-2:]
    return np.eye(H + 2 * pH, H, -pH) @ x @ np.eye(W, W + 2 * pW, pW)


@check.style
def value_by_value(x, padding):
    (pH, pW), (H, W) = padding, x.shape[-2:]
    y = np.zeros((*x.shape[:-2], H + 2 * pH, W + 2 * pW))
    for i in range(H):
        for j in range(W):
            y[..., i + pH, j + pW] = x[..., i, j]
    return y
