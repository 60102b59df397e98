"""From the pixel that a weight belongs to, to its offset: v[i, j, a, b] = w[i, j, i+a, j+b]."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property


def reference(w):
    """a runs from −(H−1) to H−1 and stands at index a + H−1; where i+a leaves the picture, 0."""
    H, W = w.shape[:2]
    v = np.zeros((H, W, 2 * H - 1, 2 * W - 1))
    for i, j, k, m in np.ndindex(*w.shape):
        a, b = k - i, m - j
        v[i, j, a + H - 1, b + W - 1] = w[i, j, k, m]
    return v


check = Check(
    "dense_to_convolution.reindex",
    "reindex(w)",
    reference,
    [
        Property(
            "finds the offsets in a picture of a single row",
            1,
            lambda rng: [(numbers(rng, 1, 2, 1, 2),), (numbers(rng, 1, 4, 1, 4),)],
        ),
        Property(
            "finds the offsets in a picture of a single column",
            1,
            lambda rng: [(numbers(rng, 3, 1, 3, 1),)],
        ),
        Property(
            "finds the offsets down and across together, and keeps fractions",
            2,
            lambda rng: [
                (numbers(rng, 2, 3, 2, 3),),
                (fractions(rng, 3, 2, 3, 2),),
                (integers(rng, 2, 4, 2, 4),),
            ],
        ),
    ],
)


@check.mistake(
    "the sign of the offset is turned round: a is i − k, not k − i",
    "Output 0 looks at pixel 1, one place to its right. Is its offset 1 or −1?",
)
def sign_turned(w):
    return reference(w)[:, :, ::-1, ::-1]


@check.mistake(
    "input and output change places",
    "w[i, j, k, l] leads from pixel (k, l) to output (i, j). Which two indices stay as they are?",
)
def roles_swapped(w):
    return reference(w.transpose(2, 3, 0, 1))


@check.mistake(
    "offsets that leave the picture come in again on the other side",
    "w[0, -1] is the last weight of row 0. Does output 0 have a neighbour on its left?",
)
def wraps_around(w):
    H, W = w.shape[:2]
    v = np.zeros((H, W, 2 * H - 1, 2 * W - 1))
    for i, j, a, b in np.ndindex(*v.shape):
        v[i, j, a, b] = w[i, j, (i + a - H + 1) % H, (j + b - W + 1) % W]
    return v


@check.mistake(
    "negative indices count from the end: offsets to the left and up find the last pixels",
    "What is w[0, -1] in Python? Output 0 has no pixel on its left: ask whether i + a < 0.",
)
def negative_indices(w):
    H, W = w.shape[:2]
    v = reference(w)
    for i, j, a, b in np.ndindex(*v.shape):
        k, m = i + a - H + 1, j + b - W + 1
        if k < H and m < W:
            v[i, j, a, b] = w[i, j, k, m]
    return v


@check.mistake(
    "the weights move to the right from one output to the next, not to the left",
    "Output 1 sees the same pixel one place further to its left than output 0 does. Which way do "
    "its weights move?",
)
def moved_the_wrong_way(w):
    H, W = w.shape[:2]
    v = np.zeros((H, W, 2 * H - 1, 2 * W - 1))
    for i, j in np.ndindex(H, W):
        v[i, j, i : i + H, j : j + W] = w[i, j]
    return v


@check.mistake(
    "the weights are copied without a shift: the last two axes still count pixels",
    "The weight from a pixel to the output at the same place has offset (0, 0). Where is it?",
)
def not_shifted(w):
    H, W = w.shape[:2]
    v = np.zeros((H, W, 2 * H - 1, 2 * W - 1))
    v[:, :, :H, :W] = w
    return v


@check.mistake(
    "only the columns are shifted, not the rows",
    "There are two offsets, one down and one across. Which of them does your code compute?",
)
def rows_not_shifted(w):
    H, W = w.shape[:2]
    v = np.zeros((H, W, 2 * H - 1, 2 * W - 1))
    for i, j, k, m in np.ndindex(*w.shape):
        v[i, j, k, m - j + W - 1] = w[i, j, k, m]
    return v


@check.mistake(
    "only offsets down and to the right are kept",
    "From the last pixel one looks back. Is there room for negative offsets in your v?",
)
def no_negative_offsets(w):
    H, W = w.shape[:2]
    return reference(w)[:, :, H - 1 :, W - 1 :]


@check.mistake(
    "negative offsets are used as indices, so that they count from the end",
    "Which index has offset −1 in your v, and which has offset 0? The smallest comes first.",
)
def zero_offset_first(w):
    return np.fft.ifftshift(reference(w), axes=(2, 3))


@check.mistake(
    "there is room for an offset of H rows, which no two pixels have",
    "Three pixels in a row: how far are the first and the last apart?",
)
def one_offset_too_many(w):
    return np.pad(reference(w), [(0, 0), (0, 0), (1, 1), (1, 1)])


@check.mistake(
    "the result holds integers, which cut off fractions",
    "Look at the dtype of the array that you fill. What becomes of 2.5 in it?",
)
def integer_result(w):
    return reference(w).astype(int)


@check.style
def four_loops(w):
    H, W = w.shape[:2]
    v = np.zeros((H, W, 2 * H - 1, 2 * W - 1))
    for i in range(H):
        for j in range(W):
            for a in range(-H + 1, H):
                for b in range(-W + 1, W):
                    if 0 <= i + a < H and 0 <= j + b < W:
                        v[i, j, a + H - 1, b + W - 1] = w[i, j, i + a, j + b]
    return v


@check.style
def whole_pictures_at_once(w):
    H, W = w.shape[:2]
    v = np.zeros((H, W, 2 * H - 1, 2 * W - 1))
    for i in range(H):
        for j in range(W):
            v[i, j, H - 1 - i : 2 * H - 1 - i, W - 1 - j : 2 * W - 1 - j] = w[i, j]
    return v


@check.style
def windows_of_a_padded_weight(w):
    H, W = w.shape[:2]
    padded = np.pad(w, [(0, 0), (0, 0), (H - 1, H - 1), (W - 1, W - 1)])
    return [
        [padded[i, j, i : i + 2 * H - 1, j : j + 2 * W - 1] for j in range(W)] for i in range(H)
    ]


@check.style
def index_arrays(w):
    H, W = w.shape[:2]
    i, j, k, m = np.indices(w.shape)
    v = np.zeros((H, W, 2 * H - 1, 2 * W - 1))
    v[i, j, k - i + H - 1, m - j + W - 1] = w
    return v
