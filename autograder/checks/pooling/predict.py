"""Sizes, weights and a corner of pooling layers, told before anything is run."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import avg_pool2d, max_pool2d

LAYER = max_pool2d(np.zeros((24, 15, 20)), 3, 2, 1)

check = quiz(
    "pooling.predict",
    [
        Question(
            "channels",
            "tells the number of channels that come out",
            LAYER.shape[0],
            {
                8: (
                    "the channels are divided by the size of the window",
                    "The window is 3×3 in space. How deep is it?",
                ),
                1: (
                    "the channels are pooled, too",
                    "Each channel is pooled on its own. How many maps come out?",
                ),
                12: (
                    "the channels are halved by the stride",
                    "The stride moves the window in space.",
                ),
            },
        ),
        Question(
            "width",
            "tells the width of the maps that come out",
            LAYER.shape[2],
            {
                9: (
                    "the padding is forgotten",
                    "How wide is a line of 20 pixels with one more at each side?",
                ),
                11: (
                    "a window that does not fit is counted",
                    "The last window would need a pixel beyond the padding.",
                ),
                8: (
                    "it is the height",
                    "Which of the two sizes was asked for?",
                ),
            },
        ),
        Question(
            "weights",
            "tells how many weights the layer has",
            0,
            {
                9: (
                    "the window is counted as a kernel",
                    "Which number would stand in it, and who would learn it?",
                ),
                24 * 9: (
                    "every channel is given a kernel",
                    "A maximum needs to be told nothing.",
                ),
                24: (
                    "every channel is given one number",
                    "That was so in some old networks. Has torch's MaxPool2d a parameter?",
                ),
            },
        ),
        Question(
            "corner",
            "tells the value in the corner",
            avg_pool2d(np.full((1, 6, 6), 9), 3, 1, 1)[0, 0, 0],
            {
                9: (
                    "the padding does not count",
                    "Five of the nine values in the corner window are zeros that count.",
                ),
                6: (
                    "it is the value at an edge",
                    "How many pixels does a window in the very corner see?",
                ),
                1: (
                    "a single pixel is counted",
                    "The window is centred on the corner pixel. Which neighbours does it see?",
                ),
            },
        ),
    ],
)
