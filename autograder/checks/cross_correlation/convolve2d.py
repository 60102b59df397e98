"""True convolution of a picture: the kernel rotated by 180°."""

from __future__ import annotations

import numpy as np

from autograder.checks.cross_correlation.corr2d import reference as corr2d
from autograder.draws import numbers
from autograder.exercise import Check, Property
from autograder.reference import convolve2d as convolve2d_in


def reference(x, w):
    return convolve2d_in(x, w, "valid")


check = Check(
    "cross_correlation.convolve2d",
    "convolve2d(x, w)",
    reference,
    [
        Property(
            "turns the kernel round before it multiplies",
            2,
            lambda rng: [
                (numbers(rng, 2, 3), numbers(rng, 2, 3)),
                (numbers(rng, 3, 3), numbers(rng, 3, 3)),
            ],
        ),
        Property(
            "keeps every window that fits wholly, and no other",
            2,
            lambda rng: [
                (numbers(rng, 4, 6), numbers(rng, 2, 3)),
                (numbers(rng, 7, 5), numbers(rng, 3, 2)),
                (numbers(rng, 6, 2), numbers(rng, 2, 1)),
                (numbers(rng, 2, 7), numbers(rng, 1, 3)),
            ],
        ),
    ],
)


@check.mistake(
    "the kernel is not flipped: this is cross-correlation",
    "Convolve a picture that is 1 in the middle, 0 elsewhere. Does the kernel come back as it is?",
)
def not_flipped(x, w):
    return corr2d(x, w)


@check.mistake(
    "only the rows of the kernel are flipped", "A rotation by 180° turns round both axes."
)
def only_rows_flipped(x, w):
    return corr2d(x, w[::-1])


@check.mistake(
    "only the columns of the kernel are flipped", "A rotation by 180° turns round both axes."
)
def only_columns_flipped(x, w):
    return corr2d(x, w[:, ::-1])


@check.mistake(
    "the kernel is transposed, not turned round",
    "Which of the two, w.T or half a turn, moves the last value of the kernel to the first place?",
)
def transposed(x, w):
    return corr2d(x, w.T)


@check.mistake(
    "the kernel is rotated by 90°",
    "np.rot90 turns by a quarter. What does the kernel look like after half a turn?",
)
def quarter_turn(x, w):
    return corr2d(x, np.rot90(w))


@check.mistake(
    "the result is turned round, not the kernel",
    "Turn the kernel first, then slide it. The map itself stays the right way up.",
)
def output_flipped(x, w):
    return corr2d(x, w)[::-1, ::-1]


@check.mistake(
    "the picture is turned round, not the kernel",
    "The picture stays as it is. Which of the two arrays did you index backwards?",
)
def input_flipped(x, w):
    return corr2d(x[::-1, ::-1], w)


@check.mistake(
    "windows that hang over the edge are kept too",
    "This function keeps the valid part only: the places where the kernel fits wholly inside.",
)
def full_length(x, w):
    return convolve2d_in(x, w, "full")


@check.style
def by_definition(x, w):
    kh, kw = w.shape
    y = np.zeros((x.shape[0] - kh + 1, x.shape[1] - kw + 1))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            for a in range(kh):
                for b in range(kw):
                    y[i, j] += x[i + kh - 1 - a, j + kw - 1 - b] * w[a, b]
    return y


@check.style
def flip_then_einsum(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape)
    return np.einsum("ijab,ab->ij", windows, np.flip(w))


@check.style
def fourier(x, w):
    shape = (x.shape[0] + w.shape[0] - 1, x.shape[1] + w.shape[1] - 1)
    full = np.fft.irfft2(np.fft.rfft2(x, shape) * np.fft.rfft2(w, shape), shape)
    return full[w.shape[0] - 1 : x.shape[0], w.shape[1] - 1 : x.shape[1]]
