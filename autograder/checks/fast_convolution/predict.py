"""Sizes and counts of the fast methods, told before anything is run."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import convolve1d, output_size
from autograder.reference.winograd import TRANSFORMS

_across = output_size((8, 10), 5)

check = quiz(
    "fast_convolution.predict",
    [
        Question(
            "rows",
            "tells the number of rows of the matrix",
            3 * 5 * 5,
            {
                25: (
                    "you count one channel",
                    "A column holds the window of every channel.",
                ),
                15: (
                    "you multiply by the kernel's width once",
                    "A window has rows and columns.",
                ),
            },
        ),
        Question(
            "columns",
            "tells the number of columns of the matrix",
            int(np.prod(_across)),
            {
                80: (
                    "every pixel begins a window",
                    "How many places are there for a kernel of 5 in a row of 10?",
                ),
                15: (
                    "the last windows are left out",
                    "A kernel of 5 has more than 5 places in a row of 10.",
                ),
            },
        ),
        Question(
            "saving",
            "tells how many times fewer multiplications there are",
            (4 * 4 * 3 * 3) / len(TRANSFORMS[4].BT) ** 2,
            {
                2.25: (
                    "it is the saving of F(2×2, 3×3)",
                    "That was 36 against 16. How many outputs does a tile of 6×6 give?",
                ),
                2: (
                    "the saving is counted along one axis only",
                    "Along one axis, 6 in the place of 12. Both axes save.",
                ),
                9: (
                    "you compare with one multiplication for each output",
                    "A tile of 6×6 costs one product for each of its places.",
                ),
            },
        ),
        Question(
            "length",
            "tells how long the transforms have to be",
            len(convolve1d(np.ones(100), np.ones(29))),
            {
                129: (
                    "you add the two lengths",
                    "Try a signal and a kernel of one value each.",
                ),
                100: (
                    "the ring is only as long as the signal",
                    "What runs out at the end would come in again at the beginning.",
                ),
                72: (
                    "you name the number of places inside the signal",
                    "Those are the valid ones. The kernel also hangs over at both ends.",
                ),
            },
        ),
    ],
)
