"""Parameters, kernels and costs of layers with channels, told before anything is run."""

from __future__ import annotations

from autograder.quiz import Question, quiz
from autograder.reference import count_macs, count_parameters

HALVED = count_macs(64, 128, 3, 16) // count_macs(32, 64, 3, 32)

check = quiz(
    "channels.predict",
    [
        Question(
            "parameters",
            "tells the parameters of a layer on a colour picture",
            count_parameters(3, 16, 5),
            {
                1200: (
                    "you leave out the biases",
                    "Each filter learns one number more.",
                ),
                1248: (
                    "you give every pair of channels a bias",
                    "The bias is added after the sum over the input channels.",
                ),
                416: (
                    "you take a filter for a single kernel",
                    "How many channels has the picture that the filter lies on?",
                ),
            },
        ),
        Question(
            "kernels",
            "tells the kernels in one filter of the second layer",
            64,
            {
                3: (
                    "you let the second layer look at the colours",
                    "What the second layer is shown is not the picture any more.",
                ),
                192: (
                    "you count the kernels of the first layer",
                    "The second layer sees maps. How many has the first layer made?",
                ),
                1: (
                    "you take a filter for a kernel",
                    "A filter is a stack of kernels, one for each channel that comes in.",
                ),
            },
        ),
        Question(
            "weights",
            "tells how the number of weights grows",
            count_parameters(64, 128, 3, bias=False) // count_parameters(32, 64, 3, bias=False),
            {
                2: (
                    "you double the channels on one side only",
                    "The layer has twice as many channels coming in, and twice as many going out.",
                ),
                8: (
                    "you let the kernel grow, too",
                    "The kernel stays 3×3. What is doubled, and how often?",
                ),
            },
        ),
        Question(
            "work",
            "tells how the number of multiply-adds grows",
            HALVED,
            {
                4: (
                    "you count the weights and forget the places",
                    "Each weight is used once for every place of the map. How many are left?",
                ),
                2: (
                    "you halve the places once",
                    "Half the height and half the width: which part of the area is that?",
                ),
                16: (
                    "you let the map grow along with the channels",
                    "Height and width are halved, not doubled.",
                ),
            },
        ),
    ],
)
