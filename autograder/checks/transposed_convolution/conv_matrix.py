"""A convolution of pictures written out as a matrix."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv_matrix as matrix_of


def reference(w, size):
    return matrix_of(w, size)


def _rows(w, size):
    """C as (oH, oW, H, W), for the mistakes that only lay it out wrongly."""
    oH, oW = size[0] - w.shape[0] + 1, size[1] - w.shape[1] + 1
    return reference(w, size).reshape(oH, oW, *size)


check = Check(
    "transposed_convolution.conv_matrix",
    "conv_matrix(w, size)",
    reference,
    [
        Property(
            "writes a kernel as large as the picture into a single row",
            1,
            lambda rng: [(numbers(rng, 2, 3), (2, 3)), (numbers(rng, 3, 2), (3, 2))],
        ),
        Property(
            "gives each window of a one-row picture a row of the matrix, one step further on",
            2,
            lambda rng: [(numbers(rng, 1, 2), (1, 4)), (fractions(rng, 1, 3), (1, 7))],
        ),
        Property(
            "finds each kernel value's pixel when the window has several rows",
            2,
            lambda rng: [
                (numbers(rng, 2, 2), (3, 4)),
                (numbers(rng, 3, 3), (4, 4)),
                (numbers(rng, 2, 3), (5, 4)),
                (numbers(rng, 3, 2), (4, 6)),
            ],
        ),
    ],
)


@check.mistake(
    "the matrix is already transposed",
    "C @ x.ravel() must make sense: how many columns must C have for that?",
)
def transposed(w, size):
    return reference(w, size).T


@check.mistake(
    "the kernel is rotated by 180°",
    "Row 0 of C belongs to the window in the top left corner. Which value of w meets pixel (0, 0)?",
)
def kernel_rotated(w, size):
    return reference(w[::-1, ::-1], size)


@check.mistake(
    "the kernel values stand side by side, without the gap to the next row of the picture",
    "Number the pixels of a small picture 0, 1, 2, … row by row and mark a 2×2 window. "
    "Are its four numbers neighbours?",
)
def no_gap(w, size):
    (H, W), (kH, kW) = size, w.shape
    C = np.zeros(((H - kH + 1) * (W - kW + 1), H * W))
    for i in range(H - kH + 1):
        for j in range(W - kW + 1):
            start = i * W + j
            C[i * (W - kW + 1) + j, start : start + w.size] = w.ravel()
    return C


@check.mistake(
    "pixels are numbered by the width of the output, not of the input",
    "How far apart in x.ravel() are a pixel and the one below it?",
)
def numbered_by_output_width(w, size):
    (H, W), (kH, kW) = size, w.shape
    oH, oW = H - kH + 1, W - kW + 1
    C = np.zeros((oH * oW, H * W))
    for i, j in np.ndindex(oH, oW):
        for a, b in np.ndindex(kH, kW):
            C[i * oW + j, (i + a) * oW + j + b] = w[a, b]
    return C


@check.mistake(
    "pixels are numbered by the height of the picture, not by its width",
    "Row 1 of the picture follows row 0 in x.ravel(). How many pixels came before it?",
)
def numbered_by_height(w, size):
    (H, W), (kH, kW) = size, w.shape
    oH, oW = H - kH + 1, W - kW + 1
    C = np.zeros((oH * oW, H * W))
    for i, j in np.ndindex(oH, oW):
        for a, b in np.ndindex(kH, kW):
            C[i * oW + j, (i + a) * H + j + b] = w[a, b]
    return C


@check.mistake(
    "windows are numbered by the height of the output, not by its width",
    "How many windows stand in the first row of the output? The next one gets that number.",
)
def windows_by_height(w, size):
    rows = _rows(w, size)
    oH, oW = rows.shape[:2]
    C = np.zeros((oH * oW, size[0] * size[1]))
    for i, j in np.ndindex(oH, oW):
        C[i * oH + j] = rows[i, j].ravel()
    return C


@check.mistake(
    "pixels are numbered column by column",
    "x.ravel() goes through the picture row by row. Which number does pixel (0, 1) get?",
)
def pixels_by_columns(w, size):
    rows = _rows(w, size)
    return rows.swapaxes(2, 3).reshape(rows.shape[0] * rows.shape[1], -1)


@check.mistake(
    "the windows are numbered column by column",
    "The second row of C belongs to the window one step to the right. Print y.ravel() beside y.",
)
def windows_by_columns(w, size):
    rows = _rows(w, size)
    return rows.swapaxes(0, 1).reshape(rows.shape[0] * rows.shape[1], -1)


@check.mistake(
    "every pixel starts a window, also where the kernel does not fit",
    "There is a row for each output value. How many windows fit wholly into the picture?",
)
def a_row_for_every_pixel(w, size):
    H, W = size
    padded = (H + w.shape[0] - 1, W + w.shape[1] - 1)
    rows = _rows(w, padded)
    return rows[:, :, :H, :W].reshape(H * W, H * W)


@check.mistake(
    "the last row and the last column of windows are left out",
    "How many windows of width 3 fit into 3 pixels? Put the numbers into your range.",
)
def last_windows_missed(w, size):
    oH, oW = size[0] - w.shape[0], size[1] - w.shape[1]
    return _rows(w, size)[:oH, :oW].reshape(oH * oW, size[0] * size[1])


@check.mistake(
    "the matrix holds integers, which cut off the fractions of the kernel",
    "Look at the dtype of the array that you fill. What becomes of 2.5 in it?",
)
def integer_matrix(w, size):
    return reference(w, size).astype(int)


@check.style
def four_loops(w, size):
    (H, W), (kH, kW) = size, w.shape
    oH, oW = H - kH + 1, W - kW + 1
    C = np.zeros((oH * oW, H * W))
    for i in range(oH):
        for j in range(oW):
            for a in range(kH):
                for b in range(kW):
                    C[i * oW + j, (i + a) * W + (j + b)] = w[a, b]
    return C


@check.style
def one_picture_for_each_window(w, size):
    rows = []
    for i in range(size[0] - w.shape[0] + 1):
        for j in range(size[1] - w.shape[1] + 1):
            picture = np.zeros(size)
            picture[i : i + w.shape[0], j : j + w.shape[1]] = w
            rows.append(picture.ravel())
    return np.stack(rows)


@check.style
def columns_by_probing(w, size):
    columns = []
    for pixel in np.eye(size[0] * size[1]):
        windows = np.lib.stride_tricks.sliding_window_view(pixel.reshape(size), w.shape)
        columns.append(np.einsum("ijab,ab->ij", windows, w).ravel())
    return np.array(columns).T
