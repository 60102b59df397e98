"""A batch of pictures as a table: one row for each pixel, one column for each channel."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property


def reference(x):
    """Row (n·H + i)·W + j holds the channels of pixel (i, j) of picture n."""
    N, C, H, W = x.shape
    rows = np.zeros((N * H * W, C))
    for n, c, i, j in np.ndindex(x.shape):
        rows[(n * H + i) * W + j, c] = x[n, c, i, j]
    return rows


check = Check(
    "pointwise.pixels_as_rows",
    "pixels_as_rows(x)",
    reference,
    [
        Property(
            "puts the channels of a pixel side by side",
            1,
            lambda rng: [(numbers(rng, 1, 2, 1, 3),), (numbers(rng, 1, 3, 2, 1),)],
        ),
        Property(
            "takes the pixels of one picture row by row",
            1,
            lambda rng: [(numbers(rng, 1, 2, 3, 2),), (numbers(rng, 1, 3, 2, 4),)],
        ),
        Property(
            "goes on with the next picture of the batch",
            2,
            lambda rng: [
                (numbers(rng, 2, 3, 1, 3),),
                (fractions(rng, 2, 3, 3, 2),),
                (integers(rng, 3, 2, 2, 4),),
            ],
        ),
    ],
)


@check.mistake(
    "the array is reshaped at once, without moving the channel axis to the end",
    "The shape is right, so look at the first row: are its numbers the channels of one pixel?",
)
def reshaped_at_once(x):
    return x.reshape(-1, x.shape[1])


@check.mistake(
    "the channels are taken to the front by a reshape, which works for a single picture only",
    "With two pictures, which numbers follow the last pixel of channel 0 in memory?",
)
def batch_reshaped_away(x):
    return x.reshape(x.shape[1], -1).T


@check.mistake(
    "the pixels of a picture are taken column by column",
    "Row 1 of the table belongs to the pixel at the right of the first one, not below it.",
)
def column_by_column(x):
    return x.transpose(0, 3, 2, 1).reshape(-1, x.shape[1])


@check.mistake(
    "the table is lying on its side, with a row for each channel",
    "How many rows should the table have, and how many columns?",
)
def lying_on_its_side(x):
    return reference(x).T


@check.mistake(
    "all axes are reversed by .T before the reshape",
    "x.T turns the order of four axes round, not of two. Which order do you want?",
)
def all_axes_reversed(x):
    return x.T.reshape(-1, x.shape[1])


@check.mistake(
    "the pictures take turns: pixel (0, 0) of each, then pixel (0, 1) of each",
    "All the pixels of picture 0 come first. Which axis has to be the slowest?",
)
def pictures_take_turns(x):
    return x.transpose(2, 3, 0, 1).reshape(-1, x.shape[1])


@check.mistake(
    "only the first picture of the batch is used",
    "How many rows does a batch of two pictures make?",
)
def only_the_first_picture(x):
    return reference(x[:1])


@check.mistake(
    "each picture becomes a single row",
    "That is what comes before an ordinary dense layer. Here every pixel is a row of its own.",
)
def picture_as_a_row(x):
    return x.reshape(len(x), -1)


@check.mistake(
    "each picture is averaged over its pixels",
    "No pixel is lost here: the table holds as many numbers as the pictures.",
)
def averaged_over_pixels(x):
    return x.mean(axis=(2, 3))


@check.style
def move_then_reshape(x):
    return np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])


@check.style
def pixel_by_pixel(x):
    N, _, H, W = x.shape
    rows = []
    for n in range(N):
        for i in range(H):
            for j in range(W):
                rows.append(x[n, :, i, j])
    return np.array(rows)


@check.style
def channel_by_channel(x):
    columns = [x[:, c].ravel() for c in range(x.shape[1])]
    return np.stack(columns, axis=1)


@check.style
def picture_by_picture(x):
    return np.concatenate([picture.reshape(len(picture), -1).T for picture in x])
