"""Sizes and weights of 1-D and 3-D convolutions, told before anything is run."""

from __future__ import annotations

from autograder.quiz import Question, quiz
from autograder.reference import count_parameters, output_size

check = quiz(
    "dimensions.predict",
    [
        Question(
            "frames",
            "tells the number of answers for a second of sound",
            output_size(16_000, 400, stride=160),
            {
                100: (
                    "the length is divided by the stride, and the kernel forgotten",
                    "The last window has to lie wholly inside the recording.",
                ),
                97: (
                    "the first place is not counted",
                    "How many places has a kernel of 400 in a recording of 400 samples?",
                ),
                99: (
                    "a place at which the window hangs over is counted",
                    "Where does your last window begin, and where does it end?",
                ),
            },
        ),
        Question(
            "weights",
            "tells how many numbers the 3-D layer has to learn",
            count_parameters(3, 16, (3, 3, 3)),
            {
                count_parameters(3, 16, (3, 3)): (
                    "the depth of the kernel is forgotten",
                    "How many cells has a kernel of 3×3×3?",
                ),
                count_parameters(3, 16, (3, 3, 3), bias=False): (
                    "the biases are left out",
                    "Each filter adds one more number to its sum.",
                ),
                count_parameters(1, 16, (3, 3, 3)): (
                    "the channels are taken for the depth",
                    "Colour and time are two axes. How many kernels of 3×3×3 has one filter?",
                ),
            },
        ),
        Question(
            "depth",
            "tells the depth of the result of a kernel as deep as the volume",
            output_size(60, 60),
            {
                60: (
                    "the depth is taken to stay as it is",
                    "How many places has a kernel of depth 60 along an axis of 60?",
                ),
                0: (
                    "no place is left along the depth",
                    "A kernel as long as its axis fits, if barely.",
                ),
            },
        ),
    ],
)
