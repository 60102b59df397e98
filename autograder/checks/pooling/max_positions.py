"""Where the maximum of every window stands, counted as torch counts."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import max_pool2d


def reference(x, kernel_size, stride):
    return max_pool2d(x[None], kernel_size, stride, return_indices=True)[1][0]


def windows(x, kernel_size, stride):
    """oH × oW × kH·kW, each window written row by row."""
    seen = sliding_window_view(x, kernel_size)[:: stride[0], :: stride[1]]
    return seen.reshape(*seen.shape[:2], -1)


def rows_and_columns(x, kernel_size, stride, inside):
    """Row and column in the picture of a place inside each window."""
    i, j = np.indices(inside.shape)
    a, b = np.divmod(inside, kernel_size[1])
    return i * stride[0] + a, j * stride[1] + b


def _tied(rng, rows, columns):
    """Blocks of 2×3 with three equal maxima each: first by rows, by columns, and last differ."""
    x = numbers(rng, 2 * rows, 3 * columns)
    for i, j in np.ndindex(rows, columns):
        for a, b in ((0, 1), (1, 0), (1, 2)):
            x[2 * i + a, 3 * j + b] = 10
    return x


def _apart(rng, rows, columns):
    """Values of both signs, no two of them equal."""
    return rng.permutation(np.arange(rows * columns) - rows * columns // 2 + 0.0).reshape(
        rows, columns
    )


def _below(rng, rows, columns):
    """The maximum in the last row, but not at its end: counted otherwise, its number is another."""
    x = _apart(rng, rows, columns)
    place = -1, rng.integers(columns - 1)
    x[x == x.max()], x[place] = x[place], x.max()
    return x


check = Check(
    "pooling.max_positions",
    "max_positions(x, kernel_size, stride)",
    reference,
    [
        Property(
            "numbers the pixels row by row, from 0",
            1,
            lambda rng: [
                (_below(rng, 2, 3), (2, 3), (2, 3)),
                (_apart(rng, 4, 3), (4, 3), (1, 2)),
                (fractions(rng, 2, 4), (2, 4), (2, 1)),
            ],
        ),
        Property(
            "gives places in the picture, not in the window",
            2,
            lambda rng: [
                (_apart(rng, 4, 6), (2, 3), (2, 3)),
                (_apart(rng, 6, 4), (3, 2), (3, 2)),
                (_apart(rng, 5, 7), (2, 2), (2, 3)),
            ],
        ),
        Property(
            "takes the first of equal maxima, row by row",
            1,
            lambda rng: [
                (_tied(rng, 1, 1), (2, 3), (2, 3)),
                (_tied(rng, 2, 1), (2, 3), (2, 3)),
                (_tied(rng, 2, 3), (2, 3), (2, 3)),
            ],
        ),
        Property(
            "finds them in windows that overlap",
            1,
            lambda rng: [
                (_apart(rng, 4, 5), (2, 3), (1, 1)),
                (integers(rng, 6, 3), (3, 2), (2, 1)),
            ],
        ),
    ],
)


@check.mistake(
    "places are counted inside the window, not in the picture",
    "Every window of yours starts to count at 0 again. Where does this window begin in x?",
)
def place_in_the_window(x, kernel_size, stride):
    return windows(x, kernel_size, stride).argmax(axis=2)


@check.mistake(
    "the maxima themselves are returned, not their places",
    "What comes out of np.max, and what out of np.argmax?",
)
def values_returned(x, kernel_size, stride):
    return windows(x, kernel_size, stride).max(axis=2)


@check.mistake(
    "pixels are numbered column by column",
    "In x.ravel(), which number has the pixel on the right of pixel 0?",
)
def numbered_by_columns(x, kernel_size, stride):
    inside = windows(x, kernel_size, stride).argmax(axis=2)
    row, column = rows_and_columns(x, kernel_size, stride, inside)
    return column * x.shape[0] + row


@check.mistake(
    "a row is taken to be as long as the picture is high",
    "How far apart in x.ravel() are a pixel and the one below it?",
)
def row_times_height(x, kernel_size, stride):
    inside = windows(x, kernel_size, stride).argmax(axis=2)
    row, column = rows_and_columns(x, kernel_size, stride, inside)
    return row * x.shape[0] + column


@check.mistake(
    "the last of equal maxima is taken",
    "Does a value as large as the best so far replace it in yours? Compare > with >=.",
)
def last_of_equals(x, kernel_size, stride):
    seen = windows(x, kernel_size, stride)
    inside = seen.shape[2] - 1 - seen[:, :, ::-1].argmax(axis=2)
    row, column = rows_and_columns(x, kernel_size, stride, inside)
    return row * x.shape[1] + column


@check.mistake(
    "of equal maxima the first one column by column is taken",
    "Which loop is the outer one, that over rows or that over columns?",
)
def first_by_columns(x, kernel_size, stride):
    seen = sliding_window_view(x, kernel_size)[:: stride[0], :: stride[1]].swapaxes(2, 3)
    inside = seen.reshape(*seen.shape[:2], -1).argmax(axis=2)
    i, j = np.indices(inside.shape)
    b, a = np.divmod(inside, kernel_size[0])
    return (i * stride[0] + a) * x.shape[1] + j * stride[1] + b


@check.mistake(
    "the maximum is looked up in the whole picture, where an equal value may come earlier",
    "Two windows may have the same maximum. Where do you search for it?",
)
def searched_everywhere(x, kernel_size, stride):
    best = windows(x, kernel_size, stride).max(axis=2)
    return np.array([[np.flatnonzero(x.ravel() == value)[0] for value in line] for line in best])


@check.mistake(
    "pixels are counted from 1",
    "The first pixel has the number 0.",
)
def counted_from_one(x, kernel_size, stride):
    return reference(x, kernel_size, stride) + 1


@check.mistake(
    "every window is taken to begin at (i, j), in spite of the stride",
    "With stride 2, at which row of x does window number 1 begin?",
)
def stride_forgotten_in_the_place(x, kernel_size, stride):
    inside = windows(x, kernel_size, stride).argmax(axis=2)
    row, column = rows_and_columns(x, kernel_size, (1, 1), inside)
    return row * x.shape[1] + column


@check.mistake(
    "windows are taken to begin a whole window apart, whatever the stride",
    "The third argument says how far apart windows begin. What does your code multiply i by?",
)
def begins_a_window_on(x, kernel_size, stride):
    inside = windows(x, kernel_size, stride).argmax(axis=2)
    row, column = rows_and_columns(x, kernel_size, kernel_size, inside)
    return row * x.shape[1] + column


@check.mistake(
    "a row of the window is taken to be as long as the window is high",
    "In a window of 2×3 written row by row, which place is the first of the second row?",
)
def split_by_height(x, kernel_size, stride):
    inside = windows(x, kernel_size, stride).argmax(axis=2)
    i, j = np.indices(inside.shape)
    a, b = np.divmod(inside, kernel_size[0])
    return (i * stride[0] + a) * x.shape[1] + j * stride[1] + b


@check.mistake(
    "the value farthest from zero is looked for",
    "Which is larger, −9 or 2?",
)
def farthest_from_zero(x, kernel_size, stride):
    return reference(np.abs(x), kernel_size, stride)


@check.style
def loops(x, kernel_size, stride):
    (H, W), (kH, kW), (sH, sW) = x.shape, kernel_size, stride
    y = np.zeros(((H - kH) // sH + 1, (W - kW) // sW + 1), dtype=int)
    for i, j in np.ndindex(*y.shape):
        best = (i * sH, j * sW)
        for a in range(i * sH, i * sH + kH):
            for b in range(j * sW, j * sW + kW):
                if x[a, b] > x[best]:
                    best = (a, b)
        y[i, j] = best[0] * W + best[1]
    return y


@check.style
def pool_the_numbers(x, kernel_size, stride):
    def cut(picture):
        seen = sliding_window_view(picture, kernel_size)[:: stride[0], :: stride[1]]
        return seen.reshape(*seen.shape[:2], -1)

    inside = cut(x).argmax(axis=2)[..., None]
    return np.take_along_axis(cut(np.arange(x.size).reshape(x.shape)), inside, axis=2)[..., 0]


@check.style
def unravelled(x, kernel_size, stride):
    (kH, kW), (sH, sW) = kernel_size, stride
    answer = []
    for top in range(0, x.shape[0] - kH + 1, sH):
        line = []
        for left in range(0, x.shape[1] - kW + 1, sW):
            seen = x[top : top + kH, left : left + kW]
            a, b = np.unravel_index(seen.argmax(), seen.shape)
            line.append((top + a) * x.shape[1] + left + b)
        answer.append(line)
    return answer
