"""The gradient of a row of inputs with one slip: where, with what effect, and when unseen?"""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import conv2d_backward


def broken(dy, w, n, stride):
    """The program of the notebook: the kernel slides over the zeros without being turned."""
    spread = np.zeros((len(dy) - 1) * stride + 1)
    spread[::stride] = dy
    dx = np.correlate(np.pad(spread, len(w) - 1), w)
    return np.pad(dx, (0, n - len(dx)))


def right(dy, w, n, stride):
    return conv2d_backward([[dy]], np.zeros((1, 1, n)), [[[w]]], (1, stride))[0][0, 0]


def same(w):
    """Whether the slip leaves no trace with these weights."""
    return np.array_equal(broken(DY, np.array(w), N, STRIDE), right(DY, w, N, STRIDE))


DY, W, N, STRIDE = np.array([2.0, 1.0]), np.array([1.0, 10.0, 100.0]), 6, 2
PLACE = 2

check = quiz(
    "backpropagation.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            3,
            {
                1: (
                    "you take the zeros between the values for wrong",
                    "Neighbours should end up one stride apart. With two values, are they?",
                ),
                2: (
                    "you take the border for wrong",
                    "The first input was seen by the first weight alone. May the kernel hang over?",
                ),
                4: (
                    "you take the zeros at the end for wrong",
                    "The windows reach places 0 to 4. What is the gradient of the sixth input?",
                ),
            },
        ),
        Question(
            "right",
            "tells what a right program gives at that place",
            right(DY, W, N, STRIDE)[PLACE],
            {
                broken(DY, W, N, STRIDE)[PLACE]: (
                    "you write what the broken program gives",
                    "By which weight did input 2 reach output 0, and by which output 1?",
                ),
                DY[0] * W[2]: (
                    "you count the first output alone",
                    "The second window begins at place 2. It has looked at this input too.",
                ),
                DY[1] * W[0]: (
                    "you count the second output alone",
                    "The first window ends at place 2. It has looked at this input too.",
                ),
            },
        ),
        Question(
            "unseen",
            "tells with which last weight nobody notices",
            next(v for v in range(1, 10) if same([5.0, 7.0, v])),
            {
                7: (
                    "you repeat the middle weight",
                    "Turn 5, 7, 7 round. Is it the same row as before?",
                ),
                -5: (
                    "you turn the sign as well",
                    "Turn 5, 7, −5 round: the first weight is then −5.",
                ),
                0: (
                    "you take the weight away",
                    "Turn 5, 7, 0 round. Is it the same row as before?",
                ),
            },
        ),
    ],
)
