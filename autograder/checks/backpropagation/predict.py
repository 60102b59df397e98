"""Gradients that can be told from the picture, before anything is run."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import avg_pool2d_backward, conv2d_backward, max_pool2d_backward

ONES = np.ones((4, 1, 5, 6))  # a batch of 4, one filter, a map of 5×6
PEAK = np.array([[[1.0, 2.0, 3.0], [4.0, 9.0, 5.0], [6.0, 7.0, 8.0]]])  # largest in the middle
FIVES = np.full((1, 2, 2), 5.0)


def unseen(n, k, stride):
    """How many of n inputs no window has looked at."""
    outputs = (n - k) // stride + 1
    dy, x, w = np.ones((1, 1, outputs)), np.zeros((1, 1, n)), np.ones((1, 1, 1, k))
    return int((conv2d_backward(dy, x, w, (1, stride))[0] == 0).sum())


check = quiz(
    "backpropagation.predict",
    [
        Question(
            "bias",
            "tells the gradient of the bias",
            conv2d_backward(ONES, np.zeros((4, 1, 5, 6)), np.ones((1, 1, 1, 1)))[2][0],
            {
                30: (
                    "the batch is left out",
                    "The same bias was added for all four pictures.",
                ),
                4: (
                    "the places of the map are left out",
                    "At how many places of one map was the bias added?",
                ),
                1: (
                    "an average is taken, where a sum belongs",
                    "Nudge the bias by 1. How many outputs move by 1, all maps together?",
                ),
            },
        ),
        Question(
            "unseen",
            "tells how many inputs have the gradient 0",
            unseen(12, 3, 4),
            {
                1: (
                    "the gaps between the windows are left out",
                    "A kernel of 3 that moves by 4: draw the first two windows.",
                ),
                2: (
                    "the end of the row is left out",
                    "Where does the last window end, and what comes after it?",
                ),
                0: (
                    "every input would be seen",
                    "A kernel of 3 that moves by 4: draw the first two windows.",
                ),
            },
        ),
        Question(
            "max",
            "tells what the middle gets from max pooling",
            max_pool2d_backward(FIVES, PEAK, 2, 1)[0, 1, 1],
            {
                5: (
                    "the last window overwrites the others",
                    "Of how many windows is the middle the maximum? Each one sends its 5.",
                ),
                9: (
                    "the value of the pixel is taken for its gradient",
                    "How much the pixel gets is said by what arrives from above.",
                ),
            },
        ),
        Question(
            "mean",
            "tells what the middle gets from mean pooling",
            avg_pool2d_backward(FIVES, PEAK, 2, 1)[0, 1, 1],
            {
                20: (
                    "the gradient is not divided",
                    "One value of a window of four moves its mean by a quarter as much.",
                ),
                1.25: (
                    "one window alone is counted",
                    "How many windows have the middle in them?",
                ),
            },
        ),
    ],
)
