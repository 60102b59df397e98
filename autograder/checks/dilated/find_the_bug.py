"""A dilated correlation with one slip: where is it, what does it cost, when does nobody notice?"""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import conv1d


def broken(x, w, dilation):
    """The program of the notebook: the spread kernel is taken to be d·k long."""
    k = len(w)
    reach = dilation * k
    y = np.zeros(max(0, len(x) - reach + 1))
    for i in range(len(y)):
        y[i] = sum(w[a] * x[i + a * dilation] for a in range(k))
    return y


def right(x, w, dilation):
    return conv1d([x], [[w]], dilation=dilation)[0]


X, W, DILATION = np.array([2.0, 0, 1, 5, 3, 1, 4, 2, 6, 1]), np.array([1.0, 10.0, 100.0]), 3

check = quiz(
    "dilated.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            2,
            {
                3: (
                    "you take the number of places for wrong",
                    "This line would be right, if its reach were. How long is the spread kernel?",
                ),
                4: (
                    "you take the loop for wrong",
                    "The loop goes through the places that there are. Who says how many?",
                ),
                5: (
                    "you take the reading of the input for wrong",
                    "At place 0, which three values of x does this line read? And which should it?",
                ),
            },
        ),
        Question(
            "right",
            "tells how many values a right program gives",
            len(right(X, W, DILATION)),
            {
                len(broken(X, W, DILATION)): (
                    "you write what the broken program gives",
                    "Lay the spread kernel on the row by hand and move it to the end.",
                ),
                len(X) - len(W) + 1: (
                    "you count the places of a kernel whose weights are neighbours",
                    "How many cells lie under the kernel, holes included?",
                ),
            },
        ),
        Question(
            "unseen",
            "tells for which dilation nobody notices",
            next(d for d in range(1, 4) if np.array_equal(broken(X, W, d), right(X, W, d))),
            {
                2: (
                    "you take a kernel with holes for safe",
                    "Work out both lengths for a dilation of 2. Are they the same?",
                ),
                0: (
                    "you let all weights stand at one place",
                    "A dilation is the distance of neighbours. Which is the smallest there is?",
                ),
            },
        ),
    ],
)
