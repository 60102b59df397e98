"""A layer that looks at its neighbours, with one slip at the border."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import conv1d


def broken(x, v, delta):
    """The program of the notebook: it asks whether k is too large, and not whether it is < 0."""
    y = np.zeros(len(x))
    for i in range(len(x)):
        for a in range(-delta, delta + 1):
            k = i + a
            if k < len(x):
                y[i] += v[a + delta] * x[k]
    return y


def right(x, v, delta):
    return conv1d([x], [[v]], padding=delta)[0]


X, V = np.array([2.0, 1.0, 3.0, 4.0]), np.array([10.0, 1.0, 100.0])
LONG, WIDE = np.arange(1.0, 21.0), np.arange(1.0, 12.0)

check = quiz(
    "dense_to_convolution.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            3,
            {
                1: (
                    "you take the length of the output for wrong",
                    "There is one output for each input. How many does the program make?",
                ),
                2: (
                    "you take the index for wrong",
                    "Offset a leads from output i to input i + a. Is that what the line says?",
                ),
                4: (
                    "you take the sum for wrong",
                    "v begins with the offset −Δ, at index 0. Put a = −Δ into the line.",
                ),
            },
        ),
        Question(
            "right",
            "tells what a right program gives at place 0",
            right(X, V, 1)[0],
            {
                broken(X, V, 1)[0]: (
                    "you write what the broken program gives",
                    "Which input does the weight 10 meet at place 0? Is there one?",
                ),
                V[1:] @ X[1::-1]: (
                    "you swap the weights of the place itself and of its right neighbour",
                    "The middle weight belongs to the place itself.",
                ),
                X[0]: (
                    "you leave out the neighbour on the right",
                    "Place 0 has no neighbour on its left. It has one on its right.",
                ),
            },
        ),
        Question(
            "wrong",
            "tells how many outputs are wrong",
            np.sum(broken(LONG, WIDE, 5) != right(LONG, WIDE, 5)),
            {
                1: (
                    "you count the first output alone",
                    "With Δ = 5, can output 1 look five places to its left?",
                ),
                10: (
                    "you count both ends",
                    "Try the last output. Which of its neighbours does the program skip?",
                ),
                6: (
                    "you count one output too many",
                    "Output 5 looks as far as input 0. Is anything wrong with that?",
                ),
            },
        ),
    ],
)
