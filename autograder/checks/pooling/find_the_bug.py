"""A max pooling that begins its search at 0: where, what, and when does nobody notice?"""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import max_pool1d


def broken(x, k, stride):
    """The program of the notebook: nothing is smaller than 0 to it."""
    windows = (len(x) - k) // stride + 1
    return np.array([max([0, *x[i * stride : i * stride + k]]) for i in range(windows)])


def right(x, k, stride):
    return max_pool1d([x], k, stride)[0]


X = np.array([-4.0, -2.0, -7.0, 3.0, -1.0, -5.0])

check = quiz(
    "pooling.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            2,
            {
                1: (
                    "you take the number of windows for wrong",
                    "How many windows of 2 fit into 6 values, two apart?",
                ),
                3: (
                    "you take the loop over the window for wrong",
                    "The loop visits k values. Is one left out?",
                ),
                4: (
                    "you take the comparison for wrong",
                    "It keeps the larger of two numbers. What was there at the first comparison?",
                ),
            },
        ),
        Question(
            "first",
            "tells what a right program gives at place 0",
            right(X, 2, 2)[0],
            {
                broken(X, 2, 2)[0]: (
                    "you write what the broken program gives",
                    "Is this number in the first window at all?",
                ),
                -4: (
                    "you take the number farthest from zero",
                    "Which is larger, −4 or −2?",
                ),
                X.max(): (
                    "you take the maximum of everything",
                    "Place 0 belongs to the first window, the first two values.",
                ),
            },
        ),
        Question(
            "lucky",
            "tells how many of the three values are right all the same",
            int(np.sum(broken(X, 2, 2) == right(X, 2, 2))),
            {
                0: (
                    "you find no value right",
                    "Look at the window in the middle. What is its maximum?",
                ),
                2: (
                    "you find two values right",
                    "Two windows hold negative numbers only.",
                ),
                3: (
                    "you find every value right",
                    "Work out the maximum of −4 and −2 by hand.",
                ),
            },
        ),
        Question(
            "raise",
            "tells how much must be added to hide the slip",
            next(c for c in range(20) if np.array_equal(broken(X + c, 2, 2), right(X + c, 2, 2))),
            {
                7: (
                    "you lift every value to 0 or more",
                    "That is enough, but is it needed? Only the maxima have to be 0 or more.",
                ),
                1: (
                    "you lift the last window, but not the first",
                    "Two maxima are negative. Which of them is the lower?",
                ),
                3: (
                    "you lift every maximum above 0",
                    "What does the program give in a window whose maximum is exactly 0?",
                ),
            },
        ),
    ],
)
