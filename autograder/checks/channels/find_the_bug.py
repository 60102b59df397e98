"""A layer with channels and one slip: the bias is added in the wrong loop."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import conv2d


def broken(x, w, bias):
    """The program of the notebook: the bias comes in once for each input channel."""
    (C, H, W), (F, _, kH, kW) = x.shape, w.shape
    y = np.zeros((F, H - kH + 1, W - kW + 1))
    for f, i, j in np.ndindex(*y.shape):
        for c in range(C):
            window = x[c, i : i + kH, j : j + kW]
            y[f, i, j] += np.sum(window * w[f, c])
            y[f, i, j] += bias[f]
    return y


def _layer(C):
    """Some picture with C channels, two filters of 2×2 and the biases 5 and 0."""
    values = np.arange(1.0, 1 + C * 9)
    return values.reshape(C, 3, 3), np.ones((2, C, 2, 2)), np.array([5.0, 0.0])


def excess(C):
    """How much the first map has too much, at every place alike."""
    x, w, bias = _layer(C)
    return (broken(x, w, bias) - conv2d(x, w, bias))[0, 0, 0]


check = quiz(
    "channels.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            4,
            {
                1: (
                    "you take the shape of the result for wrong",
                    "One map for each filter, without padding. Is that what the line says?",
                ),
                2: (
                    "you take the window for wrong",
                    "The window is as large as a kernel and lies in one channel. Is it not?",
                ),
                3: (
                    "you take the sum of products for wrong",
                    "Each channel has a kernel of its own, and all results are added up.",
                ),
            },
        ),
        Question(
            "excess",
            "tells by how much every value is too large",
            excess(3),
            {
                15: (
                    "you count all three times that the bias is added",
                    "Once would be right. How many times is it added besides?",
                ),
                5: (
                    "you count the bias once too often",
                    "How many channels does the inner loop visit?",
                ),
                55: (
                    "you let the bias come in for every weight",
                    "Is the line inside a loop over the cells of the kernel?",
                ),
            },
        ),
        Question(
            "unseen",
            "tells for how many input channels nobody notices",
            next(C for C in range(1, 9) if excess(C) == 0),
            {
                3: (
                    "you name the channels of a colour picture",
                    "For three channels the bias comes in three times.",
                ),
                0: (
                    "you take the channels away altogether",
                    "A picture has at least some channel. How often is the bias added then?",
                ),
            },
        ),
    ],
)
