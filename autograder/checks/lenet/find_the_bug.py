"""A training step whose softmax runs along the wrong axis."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference.layers import cross_entropy

PICTURES, CLASSES = 4, 10


def broken(scores):
    """The second line of the notebook's program: probabilities down the columns."""
    e = np.exp(scores)
    return e / e.sum(axis=0, keepdims=True)


def right(scores):
    """Probabilities, from the gradient: p/N where the label is not, so with two labels all of p."""
    N, K = scores.shape
    first, second = (cross_entropy(scores, [k] * N)[1] * N for k in (0, K - 1))
    return np.where(np.arange(K) == 0, second, first)


EQUAL = np.zeros((PICTURES, CLASSES))

check = quiz(
    "lenet.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            2,
            {
                1: (
                    "you take the scores for wrong",
                    "x has a row for each picture, w one for each class. What shape is x @ w.T?",
                ),
                3: (
                    "you take the line for wrong that takes 1 off the right classes",
                    "p minus the truth is as it should be, as long as p is.",
                ),
                4: (
                    "you take the gradient of the weights for wrong",
                    "It has the shape of w, and sums over the batch. Check the line that made p.",
                ),
            },
        ),
        Question(
            "total",
            "tells what all the probabilities should add up to",
            round(float(right(EQUAL).sum())),
            {
                round(float(broken(EQUAL).sum())): (
                    "you write what the broken program gives",
                    "Each picture shows exactly one digit. How many pictures are there?",
                ),
                1: (
                    "you think of one picture alone",
                    "The rows of p belong to four pictures. Add up all rows.",
                ),
                EQUAL.size: (
                    "you count the numbers in p",
                    "Are they all 1? Which ones together are 1?",
                ),
            },
        ),
        Question(
            "unseen",
            "tells for how many pictures nobody notices",
            next(
                n
                for n in range(1, 99)
                if np.allclose(*(f(np.zeros((n, 10))) for f in (broken, right)))
            ),
            {
                1: (
                    "you think that a single picture is safe",
                    "With one row, each column has one number. What does the program divide it by?",
                ),
                4: (
                    "you take the batch of the question before",
                    "The program divides by the sum of a column. When is it that of a row?",
                ),
                20: (
                    "two rows for each class are one too many",
                    "All scores are 0. How many of them are in a row, and how many in a column?",
                ),
            },
        ),
    ],
)
