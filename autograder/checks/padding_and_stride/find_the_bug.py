"""A strided cross-correlation whose window does not take the steps."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import conv1d

X, W, STRIDE = np.array([1.0, 2.0, 4.0, 8.0, 16.0]), np.array([1.0, 1.0]), 2


def broken(x, w, stride):
    """The program of the notebook, without padding: window i begins at i."""
    count = (len(x) - len(w)) // stride + 1
    return np.array([x[i : i + len(w)] @ w for i in range(count)])


right = conv1d([X], [[W]], stride=STRIDE)[0]

check = quiz(
    "padding_and_stride.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            5,
            {
                2: (
                    "you take the padding for wrong",
                    "np.pad with one number adds as much on both sides. Is that not what is asked?",
                ),
                3: (
                    "you take the number of windows for wrong",
                    "Put in n = 5, k = 2 and stride 2, and count the places with a finger.",
                ),
            },
        ),
        Question(
            "right",
            "tells what the second window gives in a right program",
            right[1],
            {
                broken(X, W, STRIDE)[1]: (
                    "you write what the broken program gives",
                    "With stride 2, how far has the window gone after one step?",
                ),
                24: (
                    "the window has skipped two values between itself and the first",
                    "The stride counts from where one window begins to where the next begins.",
                ),
            },
        ),
        Question(
            "unseen",
            "tells how many of its values are right all the same",
            int((broken(X, W, STRIDE) == right).sum()),
            {
                0: (
                    "the first window is taken for wrong too",
                    "Where does window 0 begin, in the program and in the definition?",
                ),
                2: (
                    "the second window is taken for right",
                    "Does the second window see 2 and 4, or 4 and 8?",
                ),
            },
        ),
    ],
)
