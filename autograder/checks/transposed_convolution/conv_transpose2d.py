"""Transposed convolution of a picture: every pixel stamps the kernel on the output."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d, conv_matrix
from autograder.reference import conv_transpose2d as conv_transpose2d_of


def reference(x, w, stride, padding):
    return conv_transpose2d_of(x[None, None], w[None, None], None, stride, padding)[0, 0]


def _uncropped(x, w, stride):
    return reference(x, w, stride, (0, 0))


check = Check(
    "transposed_convolution.conv_transpose2d",
    "conv_transpose2d(x, w, stride, padding)",
    reference,
    [
        Property(
            "stamps the kernel, the right way round, times the pixel",
            1,
            lambda rng: [
                (numbers(rng, 1, 1), numbers(rng, 2, 3), (1, 1), (0, 0)),
                (numbers(rng, 1, 1), numbers(rng, 3, 2), (2, 3), (0, 0)),
            ],
        ),
        Property(
            "moves each stamp by the stride, down and across",
            1,
            lambda rng: [
                (numbers(rng, 2, 2), numbers(rng, 1, 2), (2, 3), (0, 0)),
                (numbers(rng, 3, 2), numbers(rng, 2, 3), (2, 4), (0, 0)),
            ],
        ),
        Property(
            "adds where stamps overlap",
            1,
            lambda rng: [
                (numbers(rng, 2, 2), numbers(rng, 2, 2), (1, 1), (0, 0)),
                (numbers(rng, 3, 4), numbers(rng, 3, 2), (1, 1), (0, 0)),
                (numbers(rng, 4, 3), numbers(rng, 3, 4), (2, 3), (0, 0)),
            ],
        ),
        Property(
            "crops the padding from all four sides",
            1,
            lambda rng: [
                (numbers(rng, 2, 3), numbers(rng, 2, 3), (2, 3), (1, 0)),
                (numbers(rng, 3, 2), numbers(rng, 2, 3), (3, 4), (1, 2)),
            ],
        ),
        Property(
            "does all of it at once, and keeps fractions of integer pictures",
            2,
            lambda rng: [
                (numbers(rng, 3, 4), numbers(rng, 4, 3), (2, 1), (1, 2)),
                (numbers(rng, 4, 3), numbers(rng, 3, 5), (1, 2), (2, 1)),
                (integers(rng, 3, 2), fractions(rng, 3, 4), (2, 3), (0, 1)),
            ],
        ),
    ],
)


@check.mistake(
    "the kernel is rotated by 180°, or slid over inserted zeros without being rotated",
    "Feed it a single pixel of value 1. The kernel itself should come out, the right way round.",
)
def kernel_rotated(x, w, stride, padding):
    return reference(x, w[::-1, ::-1], stride, padding)


@check.mistake(
    "the kernel is transposed, its rows and columns swapped",
    "Feed it a single pixel of value 1 and a kernel with 2 rows and 3 columns. What comes out?",
)
def kernel_transposed(x, w, stride, padding):
    return reference(x, w.T, stride, padding)


@check.mistake(
    "a later stamp overwrites an earlier one instead of adding to it",
    "Look at a place that two stamps reach. Which of the two do you see in your output?",
)
def overlaps_assigned(x, w, stride, padding):
    (kH, kW), (sH, sW), (pH, pW) = w.shape, stride, padding
    y = np.zeros_like(_uncropped(x, w, stride))
    for i, j in np.ndindex(*x.shape):
        y[i * sH : i * sH + kH, j * sW : j * sW + kW] = x[i, j] * w
    return y[pH : y.shape[0] - pH, pW : y.shape[1] - pW]


@check.mistake(
    "the input is padded with zeros before it is stamped, and nothing is cropped",
    "Here padding means the opposite: the padding that the way back has to take off again.",
)
def input_padded(x, w, stride, padding):
    return _uncropped(np.pad(x, [(p, p) for p in padding]), w, stride)


@check.mistake(
    "zeros are put round the output",
    "Which map is larger, with padding or without? Compare with the formula for the output size.",
)
def output_padded(x, w, stride, padding):
    return np.pad(_uncropped(x, w, stride), [(p, p) for p in padding])


@check.mistake(
    "the padding is ignored",
    "Padding says how many rows and columns to take off each side of the output.",
)
def padding_ignored(x, w, stride, padding):
    return _uncropped(x, w, stride)


@check.mistake(
    "the output is cropped with y[p:-p], which is empty for p = 0",
    "Print y[0:-0]. Say where the slice ends in a way that also works for 0.",
)
def cropped_to_nothing(x, w, stride, padding):
    pH, pW = padding
    return _uncropped(x, w, stride)[pH:-pH, pW:-pW]


@check.mistake(
    "all the padding is cropped at the bottom and at the right",
    "The size is right, but look where the top left stamp is. Padding is per side.",
)
def cropped_at_the_end(x, w, stride, padding):
    y = _uncropped(x, w, stride)
    return y[: y.shape[0] - 2 * padding[0], : y.shape[1] - 2 * padding[1]]


@check.mistake(
    "the stamps lie stride + 1 places apart: one zero too many is inserted",
    "With stride 1, neighbours stamp one place apart, and no zero is inserted. Is it so in yours?",
)
def stride_zeros(x, w, stride, padding):
    return reference(x, w, (stride[0] + 1, stride[1] + 1), padding)


@check.mistake(
    "the two strides are swapped",
    "stride[0] moves a stamp down, stride[1] across. Follow pixel (0, 1).",
)
def strides_swapped(x, w, stride, padding):
    return reference(x, w, (stride[1], stride[0]), padding)


@check.mistake(
    "the two paddings are swapped",
    "padding[0] says how many rows go at the top and at the bottom, padding[1] is for the columns.",
)
def paddings_swapped(x, w, stride, padding):
    return reference(x, w, stride, (padding[1], padding[0]))


@check.mistake(
    "the stride is ignored",
    "Where should the stamp of pixel (1, 0) begin, if the stride is (2, 3)?",
)
def stride_ignored(x, w, stride, padding):
    return reference(x, w, (1, 1), padding)


@check.mistake(
    "it is an ordinary convolution with stride and padding",
    "The output should be larger than the input. Start from a pixel of x: where does it go?",
)
def ordinary_convolution(x, w, stride, padding):
    return conv2d(x[None, None], w[None, None], None, stride, padding)[0, 0]


@check.mistake(
    "the matrix of the convolution is inverted (pseudo-inverse), not transposed",
    "Nothing is undone here: no division, no solving. Which matrix is C.T, and which is pinv(C)?",
)
def pseudo_inverse(x, w, stride, padding):
    shape = reference(x, w, stride, padding).shape
    C = conv_matrix(w, shape, stride, padding)
    return (np.linalg.pinv(C) @ x.ravel()).reshape(shape)


@check.mistake(
    "sums are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill. With dtype=x.dtype it takes over the type of x.",
)
def integer_accumulator(x, w, stride, padding):
    (kH, kW), (sH, sW), (pH, pW) = w.shape, stride, padding
    y = np.zeros(_uncropped(x, w, stride).shape, dtype=x.dtype)
    for i, j in np.ndindex(*x.shape):
        stamp = (x[i, j] * w).astype(x.dtype)
        y[i * sH : i * sH + kH, j * sW : j * sW + kW] += stamp
    return y[pH : y.shape[0] - pH, pW : y.shape[1] - pW]


@check.mistake(
    "after the zeros are inserted, the border is p wide, where it should be k − 1 − p",
    "With padding 0, may the first window hang over the edge? By how much, at most?",
)
def border_of_p(x, w, stride, padding):
    (sH, sW), (pH, pW) = stride, padding
    z = np.zeros(((x.shape[0] - 1) * sH + 1, (x.shape[1] - 1) * sW + 1))
    z[::sH, ::sW] = x
    z = np.pad(z, [(pH, pH), (pW, pW)])
    windows = np.lib.stride_tricks.sliding_window_view(z, w.shape)
    return np.einsum("ijab,ab->ij", windows, w[::-1, ::-1])


@check.style
def scatter(x, w, stride, padding):
    (H, W), (kH, kW), (sH, sW), (pH, pW) = x.shape, w.shape, stride, padding
    y = np.zeros(((H - 1) * sH + kH, (W - 1) * sW + kW))
    for i in range(H):
        for j in range(W):
            y[i * sH : i * sH + kH, j * sW : j * sW + kW] += x[i, j] * w
    return y[pH : y.shape[0] - pH, pW : y.shape[1] - pW]


@check.style
def zero_insertion(x, w, stride, padding):
    (H, W), (kH, kW), (sH, sW), (pH, pW) = x.shape, w.shape, stride, padding
    z = np.zeros(((H - 1) * sH + 1, (W - 1) * sW + 1))
    z[::sH, ::sW] = x
    z = np.pad(z, ((kH - 1 - pH,) * 2, (kW - 1 - pW,) * 2))
    windows = np.lib.stride_tricks.sliding_window_view(z, w.shape)
    return np.einsum("ijab,ab->ij", windows, w[::-1, ::-1])


@check.style
def transposed_matrix(x, w, stride, padding):
    (H, W), (kH, kW), (sH, sW), (pH, pW) = x.shape, w.shape, stride, padding
    tall, wide = (H - 1) * sH + kH, (W - 1) * sW + kW
    C = np.zeros((H, W, tall, wide))
    for i, j in np.ndindex(H, W):
        C[i, j, i * sH : i * sH + kH, j * sW : j * sW + kW] = w
    y = (C.reshape(H * W, -1).T @ x.ravel()).reshape(tall, wide)
    return y[pH : tall - pH, pW : wide - pW]


@check.style
def tap_by_tap(x, w, stride, padding):
    (H, W), (kH, kW), (sH, sW), (pH, pW) = x.shape, w.shape, stride, padding
    y = np.zeros(((H - 1) * sH + kH, (W - 1) * sW + kW))
    for a, b in np.ndindex(kH, kW):
        y[a : a + (H - 1) * sH + 1 : sH, b : b + (W - 1) * sW + 1 : sW] += w[a, b] * x
    return y[pH : y.shape[0] - pH, pW : y.shape[1] - pW]
