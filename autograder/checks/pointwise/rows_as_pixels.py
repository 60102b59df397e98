"""The way back: from a table with one row for each pixel to a batch of pictures."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property


def reference(rows, N, size):
    """Channel f of pixel (i, j) of picture n stands in row (n·H + i)·W + j, column f."""
    H, W = size
    y = np.zeros((N, rows.shape[1], H, W))
    for n, f, i, j in np.ndindex(y.shape):
        y[n, f, i, j] = rows[(n * H + i) * W + j, f]
    return y


check = Check(
    "pointwise.rows_as_pixels",
    "rows_as_pixels(rows, N, size)",
    reference,
    [
        Property(
            "puts each row of the table on its pixel",
            1,
            lambda rng: [(numbers(rng, 2, 3), 1, (1, 2)), (numbers(rng, 3, 2), 1, (3, 1))],
        ),
        Property(
            "fills a picture row by row",
            1,
            lambda rng: [(numbers(rng, 6, 2), 1, (3, 2)), (numbers(rng, 8, 3), 1, (2, 4))],
        ),
        Property(
            "goes on with the next picture of the batch",
            2,
            lambda rng: [
                (numbers(rng, 4, 3), 2, (1, 2)),
                (fractions(rng, 12, 2), 2, (3, 2)),
                (integers(rng, 18, 2), 3, (2, 3)),
            ],
        ),
    ],
)


@check.mistake(
    "the table is reshaped at once, without moving the channel axis",
    "The last axis of the table is the channels. Which axis is the last one of the result?",
)
def reshaped_at_once(rows, N, size):
    return rows.reshape(N, -1, *size)


@check.mistake(
    "the table is transposed and then reshaped, which works for a single picture only",
    "After .T, all the pixels of all pictures follow each other for channel 0. And in the result?",
)
def transposed_then_reshaped(rows, N, size):
    return rows.T.reshape(N, -1, *size)


@check.mistake(
    "the first two axes are the wrong way round: channels, then pictures",
    "Which axis comes first in a batch, and how long is it?",
)
def batch_second(rows, N, size):
    return rows.T.reshape(-1, N, *size)


@check.mistake(
    "the channels are left at the end",
    "A batch has its channels on axis 1. Where are they after your reshape?",
)
def channels_last(rows, N, size):
    return rows.reshape(N, *size, -1)


@check.mistake(
    "height and width are swapped",
    "size[0] is the number of rows of a picture. Which axis of the result is that?",
)
def size_swapped(rows, N, size):
    return reference(rows, N, size[::-1])


@check.mistake(
    "the pictures lie on their side, because the last axis was swapped and not moved",
    "Swapping channels and width brings the channels to axis 1, but where does it put the width?",
)
def axes_swapped(rows, N, size):
    return rows.reshape(N, *size, -1).swapaxes(1, 3)


@check.mistake(
    "the pictures are filled column by column",
    "The second row of the table belongs to the pixel at the right of the first.",
)
def column_by_column(rows, N, size):
    return rows.reshape(N, size[1], size[0], -1).transpose(0, 3, 2, 1)


@check.mistake(
    "only the first picture comes back",
    "The table has N times H·W rows. How many of them do you use?",
)
def only_the_first_picture(rows, N, size):
    return reference(rows[: size[0] * size[1]], 1, size)


@check.style
def reshape_then_move(rows, N, size):
    return np.moveaxis(rows.reshape(N, *size, rows.shape[1]), -1, 1)


@check.style
def pixel_by_pixel(rows, N, size):
    H, W = size
    y = np.zeros((N, rows.shape[1], H, W))
    for number, row in enumerate(rows):
        n, place = divmod(number, H * W)
        i, j = divmod(place, W)
        y[n, :, i, j] = row
    return y


@check.style
def column_of_the_table_by_column(rows, N, size):
    return np.stack([column.reshape(N, *size) for column in rows.T], axis=1)


@check.style
def picture_by_picture(rows, N, size):
    pixels = size[0] * size[1]
    parts = [rows[n * pixels : (n + 1) * pixels] for n in range(N)]
    return np.array([part.T.reshape(-1, *size) for part in parts])
