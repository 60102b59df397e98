"""A 1×1 convolution by way of a table, with one slip: where, what does it do, who notices?"""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import pointwise_conv2d


def broken(x, weight):
    """The program of the notebook: the way back does not move the channel axis."""
    N, C, H, W = x.shape
    rows = np.moveaxis(x, 1, 3).reshape(N * H * W, C)
    return (rows @ weight.T).reshape(N, len(weight), H, W)


def right(x, weight):
    return pointwise_conv2d(x, weight[:, :, None, None])


X = np.array([[[[1, 2, 3]], [[10, 20, 30]]]])
WEIGHT = np.array([[1, 1], [0, 2]])
PLACE = (0, 1, 0, 0)  # filter 1 at the leftmost pixel


def unseen():
    """The smallest number of filters for which the slip changes nothing."""
    weights = {F: np.arange(1, 2 * F + 1).reshape(F, 2) for F in range(1, 6)}
    return next(F for F, w in weights.items() if np.array_equal(broken(X, w), right(X, w)))


check = quiz(
    "pointwise.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            4,
            {
                2: (
                    "you take the way to the table for wrong",
                    "Write the table down for the example. Does each row hold one pixel?",
                ),
                3: (
                    "you take the dense layer for wrong",
                    "A row of C channels times weight.T: how many numbers come out, and are they "
                    "the filters?",
                ),
                1: (
                    "you take the reading of the shape for wrong",
                    "A batch of pictures has the axes N, C, H, W. Which of them is misread?",
                ),
            },
        ),
        Question(
            "right",
            "tells what a right program gives at that place",
            right(X, WEIGHT)[PLACE],
            {
                broken(X, WEIGHT)[PLACE]: (
                    "you write what the broken program gives",
                    "What are the two channels of the leftmost pixel, and what is filter 1?",
                ),
                right(X, WEIGHT)[0, 0, 0, 0]: (
                    "you take filter 0 instead of filter 1",
                    "Filters are counted from zero. Which row of the weights is filter 1?",
                ),
                right(X, WEIGHT.T)[PLACE]: (
                    "you read the weights by columns",
                    "weight[1] holds the two weights of filter 1.",
                ),
            },
        ),
        Question(
            "unseen",
            "tells with how many filters nobody notices",
            unseen(),
            {
                2: (
                    "you take as many filters as channels for harmless",
                    "The example has two filters and two channels, and it goes wrong.",
                ),
                3: (
                    "you take as many filters as pixels for harmless",
                    "Write the table down for three filters and read it row by row. "
                    "Does filter 0 come first, pixel after pixel?",
                ),
            },
        ),
    ],
)
