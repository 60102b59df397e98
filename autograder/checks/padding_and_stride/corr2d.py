"""Slide a kernel over a picture with zeros around it, in steps."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograder.draws import numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d


def reference(x, w, stride, padding):
    return conv2d(x[None, None], w[None, None], stride=stride, padding=padding)[0, 0]


def dense(x, w, padding=(0, 0)):
    """Every window, stride 1."""
    return reference(x, w, (1, 1), padding)


check = Check(
    "padding_and_stride.corr2d",
    "corr2d(x, w, stride, padding)",
    reference,
    [
        Property(
            "slides over every window, with stride 1 and no padding",
            1,
            lambda rng: [
                (numbers(rng, 3, 4), numbers(rng, 2, 2), (1, 1), (0, 0)),
                (numbers(rng, 6, 5), numbers(rng, 2, 3), (1, 1), (0, 0)),
            ],
        ),
        Property(
            "moves by the stride, down and across, and stops when the kernel no longer fits",
            2,
            lambda rng: [
                (numbers(rng, 4, 5), numbers(rng, 2, 2), (2, 3), (0, 0)),
                (numbers(rng, 8, 6), numbers(rng, 2, 3), (3, 2), (0, 0)),
                (numbers(rng, 6, 9), numbers(rng, 3, 2), (2, 2), (0, 0)),
                (numbers(rng, 5, 8), numbers(rng, 3, 2), (1, 4), (0, 0)),
            ],
        ),
        Property(
            "sees zeros on all four sides",
            2,
            lambda rng: [
                (numbers(rng, 2, 3), numbers(rng, 2, 2), (1, 1), (1, 1)),
                (numbers(rng, 4, 3), numbers(rng, 3, 2), (1, 1), (2, 1)),
                (numbers(rng, 3, 5), numbers(rng, 2, 3), (1, 1), (0, 2)),
            ],
        ),
        Property(
            "does both at once",
            1,
            lambda rng: [
                (numbers(rng, 5, 4), numbers(rng, 3, 2), (2, 3), (1, 2)),
                (numbers(rng, 7, 9), numbers(rng, 4, 3), (3, 2), (2, 1)),
            ],
        ),
    ],
)


@check.mistake(
    "the kernel is rotated by 180°, which is true convolution",
    "Work out y[0, 0] without padding: which value of the kernel meets the top left of the window?",
)
def rotated(x, w, stride, padding):
    return reference(x, w[::-1, ::-1], stride, padding)


@check.mistake(
    "every window begins at (i, j): this is the top left block of the dense answer",
    "With stride 2, at which row of x does output row 1 begin? And output row 2?",
)
def windows_begin_at_i(x, w, stride, padding):
    rows, columns = reference(x, w, stride, padding).shape
    return dense(x, w, padding)[:rows, :columns]


@check.mistake(
    "the answers stand apart with zeros between them, in an array as large as for stride 1",
    "The window moves in steps, but the output has no gaps. Where does window number 1 write?",
)
def gaps_between_answers(x, w, stride, padding):
    every = dense(x, w, padding)
    y = np.zeros_like(every)
    y[:: stride[0], :: stride[1]] = every[:: stride[0], :: stride[1]]
    return y


@check.mistake(
    "the stride is not used",
    "Print the shape of your output for stride (1, 1) and for stride (2, 3).",
)
def stride_ignored(x, w, stride, padding):
    return dense(x, w, padding)


@check.mistake(
    "the two strides have changed places",
    "stride is (sH, sW). Which of them moves the window down?",
)
def strides_swapped(x, w, stride, padding):
    return reference(x, w, stride[::-1], padding)


@check.mistake(
    "sH moves the window across as well",
    "How far does the window move to the right from one column of the output to the next?",
)
def one_stride_for_both(x, w, stride, padding):
    (s, _), (kH, kW) = stride, w.shape
    y = np.zeros(reference(x, w, stride, padding).shape)
    x = np.pad(x, [(p, p) for p in padding])
    for i, j in np.ndindex(*y.shape):
        y[i, j] = (x[i * s : i * s + kH, j * s : j * s + kW] * w).sum()
    return y


@check.mistake(
    "the number of a window and the place where it begins are taken for one another",
    "Window 1 begins in row sH. Which of the two, 1 or sH, stays below the height of the output?",
)
def number_and_place_confused(x, w, stride, padding):
    y, every = np.zeros(reference(x, w, stride, padding).shape), dense(x, w, padding)
    for i in range(0, every.shape[0], stride[0]):
        for j in range(0, every.shape[1], stride[1]):
            y[i, j] = every[i, j]
    return y


@check.mistake(
    "the stride spreads the kernel: every second value of a wider window is taken",
    "Within one window the values are neighbours. Only the windows themselves move by the stride.",
)
def stride_inside_the_window(x, w, stride, padding):
    return conv2d(x[None, None], w[None, None], padding=padding, dilation=stride)[0, 0]


@check.mistake(
    "the dense answer is averaged in blocks",
    "A stride leaves windows out; it does not mix them. Compare with the dense answer.",
)
def blocks_averaged(x, w, stride, padding):
    every = dense(x, w, padding)
    rows, columns = range(0, every.shape[0], stride[0]), range(0, every.shape[1], stride[1])
    return [[every[i : i + stride[0], j : j + stride[1]].mean() for j in columns] for i in rows]


@check.mistake(
    "the number of windows is rounded up: the last ones hang over the end",
    "A window that does not fit wholly is not computed. Which way does your division round?",
)
def last_windows_hang_over(x, w, stride, padding):
    sizes = zip(x.shape, w.shape, stride, padding, strict=True)
    missing = [-(n + 2 * p - k) % s for n, k, s, p in sizes]
    longer = np.pad(x, [(p, p + extra) for p, extra in zip(padding, missing, strict=True)])
    return reference(longer, w, stride, (0, 0))


@check.mistake(
    "the two paddings have changed places",
    "padding is (pH, pW). Which of them adds rows?",
)
def paddings_swapped(x, w, stride, padding):
    return reference(x, w, stride, padding[::-1])


@check.mistake(
    "all of the zeros lie below and to the right, so that the map is shifted",
    "With padding (1, 1), what does the top left value of the first window see?",
)
def zeros_at_the_end(x, w, stride, padding):
    return reference(np.pad(x, [(0, 2 * p) for p in padding]), w, stride, (0, 0))


@check.mistake(
    "the padding is read as the total of both sides",
    "padding = (2, 1) means two rows above and two rows below. How tall is the padded picture?",
)
def total_of_both_sides(x, w, stride, padding):
    return reference(np.pad(x, [(p - p // 2, p // 2) for p in padding]), w, stride, (0, 0))


@check.mistake(
    "the border repeats the nearest value of the picture",
    "The border holds zeros. Work out y[0, 0] by hand for padding (1, 1).",
)
def border_repeated(x, w, stride, padding):
    return reference(np.pad(x, [(p, p) for p in padding], mode="edge"), w, stride, (0, 0))


@check.mistake(
    "the zeros are laid around the output, not around the input",
    "Padding comes first, so that border windows get real sums. In which order do you work?",
)
def output_padded(x, w, stride, padding):
    return np.pad(reference(x, w, stride, (0, 0)), [(p, p) for p in padding])


@check.mistake(
    "the last row and the last column of the answer are never computed",
    "Which are the last i and j that your loops reach? The places of y that they miss stay 0.",
)
def last_row_and_column_left_at_zero(x, w, stride, padding):
    y = reference(x, w, stride, padding)
    y[-1], y[:, -1] = 0, 0
    return y


@check.style
def loops(x, w, stride, padding):
    (sH, sW), (pH, pW), (kH, kW) = stride, padding, w.shape
    x = np.pad(x, [(pH, pH), (pW, pW)])
    y = np.zeros(((x.shape[0] - kH) // sH + 1, (x.shape[1] - kW) // sW + 1))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = (x[i * sH : i * sH + kH, j * sW : j * sW + kW] * w).sum()
    return y


@check.style
def no_padding_at_all(x, w, stride, padding):
    """Skips the taps that fall outside, in place of adding zeros."""
    sizes = zip(x.shape, w.shape, stride, padding, strict=True)
    y = np.zeros([(n + 2 * p - k) // s + 1 for n, k, s, p in sizes])
    for i, j in np.ndindex(*y.shape):
        for a, b in np.ndindex(*w.shape):
            row, column = i * stride[0] + a - padding[0], j * stride[1] + b - padding[1]
            if 0 <= row < x.shape[0] and 0 <= column < x.shape[1]:
                y[i, j] += x[row, column] * w[a, b]
    return y


@check.style
def strided_views(x, w, stride, padding):
    windows = sliding_window_view(np.pad(x, [(p, p) for p in padding]), w.shape)
    return np.einsum("ijab,ab->ij", windows[:: stride[0], :: stride[1]], w)


@check.style
def lists(x, w, stride, padding):
    (sH, sW), (pH, pW), (kH, kW) = stride, padding, w.shape
    wide = [0.0] * (x.shape[1] + 2 * pW)
    rows = [[0.0] * pW + list(row) + [0.0] * pW for row in x]
    rows = [wide] * pH + rows + [wide] * pH
    tops, lefts = range(0, len(rows) - kH + 1, sH), range(0, len(wide) - kW + 1, sW)
    cells = [(a, b) for a in range(kH) for b in range(kW)]
    return [[sum(rows[i + a][j + b] * w[a, b] for a, b in cells) for j in lefts] for i in tops]
