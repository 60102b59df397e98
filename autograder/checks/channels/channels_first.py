"""From the order of a picture file, H×W×C, to the order of a layer, C×H×W."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property


def reference(picture):
    """y[c, i, j] = picture[i, j, c]."""
    H, W, C = picture.shape
    y = np.zeros((C, H, W))
    for c, i, j in np.ndindex(C, H, W):
        y[c, i, j] = picture[i, j, c]
    return y


check = Check(
    "channels.channels_first",
    "channels_first(picture)",
    reference,
    [
        Property(
            "takes one pixel apart, and a row of pixels",
            1,
            lambda rng: [(numbers(rng, 1, 1, 3),), (numbers(rng, 1, 4, 3),)],
        ),
        Property(
            "makes a whole picture of every channel, in the order in which they came",
            2,
            lambda rng: [
                (numbers(rng, 2, 3, 2),),
                (integers(rng, 2, 4, 3),),
                (fractions(rng, 3, 2, 4),),
            ],
        ),
    ],
)


@check.mistake(
    "the axes are named anew with reshape, and no value moves",
    "Follow the three numbers of the first pixel. They should end up in three channels.",
)
def reshaped(picture):
    H, W, C = picture.shape
    return picture.reshape(C, H, W)


@check.mistake(
    "all axes are reversed, so that rows and columns change places too",
    "Is the picture still upright? Its rows should stay rows.",
)
def all_axes_reversed(picture):
    return picture.T


@check.mistake(
    "the picture is left as it is",
    "What is the shape of the picture, and what should the shape of the result be?",
)
def unchanged(picture):
    return picture


@check.mistake(
    "the rows are moved to the end, where the channels should come to the front",
    "Which of the three axes counts channels, before and after?",
)
def rows_to_the_end(picture):
    return np.moveaxis(picture, 0, -1)


@check.mistake(
    "columns and channels are exchanged, so that the rows still come first",
    "The channels should be the first axis, not the second.",
)
def columns_and_channels_exchanged(picture):
    return picture.swapaxes(1, 2)


@check.mistake(
    "the channels come out in reverse order, blue before red",
    "Channel 0 of the result should be channel 0 of the picture.",
)
def channels_reversed(picture):
    return reference(picture[:, :, ::-1])


@check.mistake(
    "only the first channel is kept",
    "How many channels go in, and how many come out?",
)
def first_channel_only(picture):
    return picture[:, :, 0]


@check.mistake(
    "the channels are averaged into a grey picture",
    "No channel is to be lost. What is the shape of the result?",
)
def averaged(picture):
    return picture.mean(axis=2)[None]


@check.mistake(
    "the values are divided by 255",
    "Nobody asked for another scale. The values stay what they are; only their places change.",
)
def rescaled(picture):
    return reference(picture) / 255


@check.style
def loops(picture):
    H, W, C = picture.shape
    y = np.zeros((C, H, W))
    for i in range(H):
        for j in range(W):
            for c in range(C):
                y[c, i, j] = picture[i, j, c]
    return y


@check.style
def transpose(picture):
    return picture.transpose(2, 0, 1)


@check.style
def stack_of_channels(picture):
    return np.stack([picture[:, :, c] for c in range(picture.shape[2])])


@check.style
def einsum(picture):
    return np.einsum("ijc->cij", picture)
