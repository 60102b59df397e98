"""Parameters, multiply-adds and sight of 1×1 convolutions, told before anything is run."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import count_macs, count_parameters, receptive_field

SIGHT = np.max(receptive_field([(1, 1)] * 10))  # the same along both axes
NARROW = count_macs(64, 16, 1, 1)
LARGE = count_macs(16, 64, 3, 1)

check = quiz(
    "pointwise.predict",
    [
        Question(
            "parameters",
            "tells how many numbers the layer has to learn",
            count_parameters(200, 1, 1),
            {
                200: (
                    "the bias is left out",
                    "One weight for each channel, and what else?",
                ),
                400: (
                    "there is a bias for every input channel",
                    "The bias is added after the channels are summed. How many sums are there?",
                ),
                1: (
                    "a 1×1 kernel is taken for a single number",
                    "One by one is its height and width. How many channels does the filter see?",
                ),
            },
        ),
        Question(
            "cost",
            "tells the multiply-adds of the bottleneck at one pixel",
            NARROW + LARGE,
            {
                count_macs(64, 64, 3, 1): (
                    "it is the cost of the direct layer",
                    "That is 64 to 64 channels in one step. The detour passes through 16.",
                ),
                LARGE: (
                    "the 1×1 layer is left out",
                    "The 1×1 layer has a weight for every pair of channels, too.",
                ),
                NARROW: (
                    "the 3×3 layer is left out",
                    "Two layers stand one after the other. Which of them have you counted?",
                ),
            },
        ),
        Question(
            "sight",
            "tells how wide the part of the picture is that one output pixel sees",
            SIGHT,
            {
                10: (
                    "every layer is taken to add a pixel",
                    "How many pixels does the first layer see? And the second, of that one?",
                ),
                21: (
                    "the layers are taken for 3×3 layers",
                    "A 3×3 kernel reaches one pixel further on each side. How far does 1×1 reach?",
                ),
            },
        ),
    ],
)
