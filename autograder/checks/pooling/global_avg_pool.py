"""One number for each channel: the mean of its whole map."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import avg_pool2d


def reference(x):
    return avg_pool2d(x, x.shape[2:])[:, :, 0, 0]


def whole_means(rng, *shape):
    """Maps whose means are whole numbers and not 0: what rounds a mean is right about them."""
    x = numbers(rng, *shape)
    x[:, :, -1, -1] -= x.sum(axis=(2, 3)) % (shape[2] * shape[3])
    return x + (x.sum(axis=(2, 3), keepdims=True) == 0)


check = Check(
    "pooling.global_avg_pool",
    "global_avg_pool(x)",
    reference,
    [
        Property(
            "takes the mean of a map",
            1,
            lambda rng: [(whole_means(rng, 1, 1, 2, 3),), (whole_means(rng, 1, 1, 4, 2),)],
        ),
        Property(
            "gives each channel a mean of its own",
            1,
            lambda rng: [(whole_means(rng, 1, 3, 2, 3),), (whole_means(rng, 1, 2, 5, 1),)],
        ),
        Property(
            "does so for every picture of the batch, and keeps fractions",
            1,
            lambda rng: [
                (numbers(rng, 3, 2, 2, 4),),
                (integers(rng, 2, 4, 3, 2),),
                (fractions(rng, 4, 3, 1, 3),),
            ],
        ),
    ],
)


@check.mistake(
    "one mean is taken over everything",
    "How many numbers should come out for a batch of 3 pictures with 2 channels?",
)
def mean_of_everything(x):
    return x.mean()


@check.mistake(
    "the mean is taken over the channels, at each pixel",
    "Which of the four axes are those of the map? They are the ones to disappear.",
)
def over_the_channels(x):
    return x.mean(axis=1)


@check.mistake(
    "the pictures of the batch are averaged, too",
    "Every picture has channels of its own. Which axis must stay besides that of the channels?",
)
def over_the_batch(x):
    return x.mean(axis=(0, 2, 3))


@check.mistake(
    "only the columns are averaged: there is still a number for each row",
    "A map has two axes. How many of them are gone in your result?",
)
def only_one_axis(x):
    return x.mean(axis=3)


@check.mistake(
    "the axes of the map are kept with a length of 1, as torch's adaptive_avg_pool2d does",
    "The numbers are right. Look at the shape that the docstring asks for.",
)
def axes_kept(x):
    return x.mean(axis=(2, 3), keepdims=True)


@check.mistake(
    "the sum is taken, not the mean",
    "Try a map that is 5 everywhere. What is its mean?",
)
def summed(x):
    return x.sum(axis=(2, 3))


@check.mistake(
    "the maximum is taken, not the mean",
    "That is global max pooling, which exists as well. Which of the two is asked for?",
)
def largest(x):
    return x.max(axis=(2, 3))


@check.mistake(
    "the sum is divided by H · H, as if maps were square",
    "How many pixels has a map of 2×3?",
)
def divided_by_a_square(x):
    return x.sum(axis=(2, 3)) / x.shape[2] ** 2


@check.mistake(
    "the mean is rounded down to a whole number",
    "What does // do with the fraction of a quotient?",
)
def rounded_down(x):
    return x.sum(axis=(2, 3)) // (x.shape[2] * x.shape[3])


@check.style
def two_axes(x):
    return x.mean(axis=(2, 3))


@check.style
def loops(x):
    N, C, H, W = x.shape
    y = np.zeros((N, C))
    for n in range(N):
        for c in range(C):
            for i in range(H):
                for j in range(W):
                    y[n, c] += x[n, c, i, j] / (H * W)
    return y


@check.style
def flattened(x):
    return x.reshape(*x.shape[:2], -1).mean(axis=2)


@check.style
def row_means_of_means(x):
    return x.mean(axis=3).mean(axis=2)
