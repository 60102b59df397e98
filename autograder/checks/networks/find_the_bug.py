"""The head of a network with one slip: maps flattened in another order than the weights expect."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz


def broken(x, w, b):
    """The program of the notebook: channels are moved to the end before flattening."""
    features = np.maximum(x, 0).transpose(1, 2, 0).ravel()
    return float(w @ features + b)


def right(x, w, b):
    return float(w @ np.maximum(x, 0).ravel() + b)


X = np.array([[[1.0, 2.0]], [[3.0, -4.0]]])
W, B = np.array([1.0, 10.0, 100.0, 1000.0]), 5.0


def _pixels(side):
    """Whether a map of 2 channels and side x side pixels shows the slip."""
    x = np.arange(1.0, 2 * side**2 + 1).reshape(2, side, side)
    return broken(x, x.ravel(), 0) != right(x, x.ravel(), 0)


check = quiz(
    "networks.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            3,
            {
                2: (
                    "you take the ReLU for wrong",
                    "The last convolution is followed by one. What does the network before say?",
                ),
                4: (
                    "you take the dense layer for wrong",
                    "One row of weights times one vector, and a bias: is anything missing?",
                ),
            },
        ),
        Question(
            "right",
            "tells what a right program gives",
            right(X, W, B),
            {
                broken(X, W, B): (
                    "you write what the broken program gives",
                    "Write down the four features in the order in which the weights want them.",
                ),
                right(X, W, 0): (
                    "the bias is forgotten",
                    "One number is added at the very end.",
                ),
                float(W @ X.ravel() + B): (
                    "the ReLU is forgotten",
                    "One of the four values is negative. What is left of it?",
                ),
            },
        ),
        Question(
            "unseen",
            "tells for which size of maps nobody notices",
            next(side for side in (1, 2, 3) if not _pixels(side)),
            {
                2: (
                    "you take a map of four pixels for small enough",
                    "Write the numbers 1 to 8 into two maps of 2×2 and flatten them both ways.",
                ),
                7: (
                    "you name the size at which VGG flattens",
                    "With 512 maps of 7×7, the two orders have almost nothing in common.",
                ),
            },
        ),
    ],
)
