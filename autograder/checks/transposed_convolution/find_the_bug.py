"""A transposed convolution with one slip: where is it, what does it do, when does nobody notice?"""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import conv_transpose1d


def broken(x, w, stride):
    """The program of the notebook: a later stamp overwrites an earlier one."""
    y = np.zeros((len(x) - 1) * stride + len(w))
    for i in range(len(x)):
        y[i * stride : i * stride + len(w)] = x[i] * w
    return y


def right(x, w, stride):
    return conv_transpose1d([x], [[w]], stride=stride)[0]


X, W = np.array([2.0, 1.0, 3.0]), np.array([1.0, 10.0, 100.0])
PLACE = 2

check = quiz(
    "transposed_convolution.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            4,
            {
                2: (
                    "you take the size of the output for wrong",
                    "Three stamps of length 3, two places apart: how many places do they cover?",
                ),
                3: (
                    "you take the loop for wrong",
                    "The loop visits every value of x once. Is one left out?",
                ),
            },
        ),
        Question(
            "right",
            "tells what a right program gives at that place",
            right(X, W, 2)[PLACE],
            {
                broken(X, W, 2)[PLACE]: (
                    "you write what the broken program gives",
                    "Which two stamps reach place 2, and what does each bring along?",
                ),
                X[0] * W[2]: (
                    "you count the first stamp alone",
                    "The second stamp begins at place 2. What does it bring along?",
                ),
            },
        ),
        Question(
            "unseen",
            "tells from which stride on nobody notices",
            next(s for s in range(1, 9) if np.array_equal(broken(X, W, s), right(X, W, s))),
            {
                2: (
                    "you let the stamps share one place",
                    "With stride 2, where does one stamp end, and where does the next begin?",
                ),
                4: (
                    "you leave a gap between the stamps",
                    "A slip shows only where two stamps meet. When do they lie edge to edge?",
                ),
            },
        ),
    ],
)
