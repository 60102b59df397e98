"""Weights, passes and shares, told before anything is run."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import count_parameters, kernel_rank

CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])

check = quiz(
    "separable.predict",
    [
        Question(
            "weights",
            "tells the number of weights of the depthwise separable layer",
            count_parameters(8, 8, 5, bias=False, groups=8)
            + count_parameters(8, 20, 1, bias=False),
            {
                8 * 20 * 25: (
                    "it is the number of an ordinary layer",
                    "There are two small layers in its place. How many weights has each?",
                ),
                8 * 25 + 20: (
                    "each of the pointwise filters is given one weight",
                    "A pointwise filter looks at one pixel, but at how many channels?",
                ),
                20 * 25 + 8 * 20: (
                    "the depthwise step has got a filter for each output channel",
                    "The first step knows nothing of the outputs: a filter for each channel of x.",
                ),
                25 + 8 * 20: (
                    "all channels share one filter",
                    "How many filters has the depthwise step?",
                ),
            },
        ),
        Question(
            "pairs",
            "tells how many pairs of column and row the cross needs",
            kernel_rank(CROSS),
            {
                1: (
                    "it is taken for separable, perhaps because it is symmetric",
                    "Is the second row a multiple of the first?",
                ),
                3: (
                    "each of its rows is counted",
                    "Two of the three rows are equal.",
                ),
            },
        ),
        Question(
            "share",
            "tells the share of the multiplications that is left in the limit",
            2 / 16,
            {
                1 / 16: (
                    "one of the two passes is forgotten",
                    "Each pass costs 16 multiplications for a pixel. How many passes are there?",
                ),
                1 / 8 + 1 / 256: (
                    "it is 1/F + 1/k², the formula of another layer",
                    "No channels here: a column and a row on one large picture.",
                ),
                16 / 2: (
                    "the share is turned upside down",
                    "Fewer multiplications are left than before. Is your number below 1?",
                ),
            },
        ),
    ],
)
