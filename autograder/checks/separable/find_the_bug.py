"""A 3-D filter from three 1-D filters, with one slip: where, what, and when does nobody notice?"""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz


def broken(channel, column, row):
    """The program of the notebook: it adds where the outer product multiplies."""
    plane = np.outer(column, row)
    return np.array([value + plane for value in channel])


def right(channel, column, row):
    return np.einsum("c,a,b->cab", channel, column, row)


CHANNEL, COLUMN, ROW = np.array([3.0, -1.0]), np.array([1.0, 2.0, 1.0]), np.array([1.0, 0.0, 4.0])
PLACE = (0, 1, 2)
TWOS = np.full((3, 2), 2.0)  # a plane of twos, as a column of ones times a row of twos

check = quiz(
    "separable.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            4,
            {
                1: (
                    "you take the plane for wrong",
                    "Which shape has np.outer(column, row), and what does it hold at [1, 2]?",
                ),
                2: (
                    "you take the shape of the filter for wrong",
                    "One plane for each channel: how many planes, of which shape?",
                ),
                3: (
                    "you take the loop for wrong",
                    "The loop visits every channel once. Is one left out?",
                ),
            },
        ),
        Question(
            "right",
            "tells what a right program gives at that place",
            right(CHANNEL, COLUMN, ROW)[PLACE],
            {
                broken(CHANNEL, COLUMN, ROW)[PLACE]: (
                    "you write what the broken program gives",
                    "Three numbers meet at one place of the filter. What is done with them?",
                ),
                COLUMN[1] * ROW[2]: (
                    "you leave the channel out",
                    "That is the plane alone. Which number does channel 0 bring along?",
                ),
                CHANNEL[0] + COLUMN[1] + ROW[2]: (
                    "you add up all three numbers",
                    "An outer product is made of products.",
                ),
            },
        ),
        Question(
            "weights",
            "tells how many weights the three 1-D filters have together",
            3 + 5 + 7,
            {
                3 * 5 * 7: (
                    "you count the weights of the 3-D filter",
                    "That is the filter they stand for. How many numbers are written down?",
                ),
                3 + 5 * 7: (
                    "you count the plane as one filter",
                    "The plane is made of a column and a row as well.",
                ),
                3 * (5 + 7): (
                    "you give each channel a column and a row of its own",
                    "One column and one row serve all the channels here.",
                ),
            },
        ),
        Question(
            "unseen",
            "tells for which channel value nobody notices",
            next(
                c
                for c in range(-9, 10)
                if np.array_equal(
                    broken([c], np.ones(3), [2.0, 2.0]), right([c], np.ones(3), [2.0, 2.0])
                )
            ),
            {
                0: (
                    "you take the value that changes nothing in a sum",
                    "0 + 2 and 0 · 2 are not the same. Find c with c + 2 = c · 2.",
                ),
                1: (
                    "you take the value that changes nothing in a product",
                    "1 + 2 and 1 · 2 are not the same. Find c with c + 2 = c · 2.",
                ),
            },
        ),
    ],
)
