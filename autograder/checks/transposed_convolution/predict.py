"""Sizes and overlaps of transposed convolutions, told before anything is run."""

from __future__ import annotations

from autograder.quiz import Question, quiz
from autograder.reference import conv_transpose1d, conv_transpose_output_size

check = quiz(
    "transposed_convolution.predict",
    [
        Question(
            "size",
            "tells the size after one layer",
            conv_transpose_output_size(6, 5, stride=3, padding=1),
            {
                20: (
                    "the padding is not taken off",
                    "Six stamps cover twenty places. What does padding do in this chapter?",
                ),
                19: (
                    "the padding is taken off at one end only",
                    "Padding counts places at each end. How many ends has a row?",
                ),
                21: (
                    "there are as many steps as stamps",
                    "How far is it from the beginning of the first stamp to that of the sixth?",
                ),
                22: (
                    "the padding is added, not cropped",
                    "Padding made a picture larger on the way there. And on the way back?",
                ),
                2: (
                    "it is the size of an ordinary convolution",
                    "Does this layer make a picture smaller or larger?",
                ),
            },
        ),
        Question(
            "twice",
            "tells the size after two such layers",
            conv_transpose_output_size(18, 5, stride=3, padding=1),
            {
                30: (
                    "each layer adds 12 places",
                    "The second layer has more values to stamp than the first.",
                ),
                18: (
                    "you name the size after the first layer again",
                    "What came out of the first layer goes into the second.",
                ),
            },
        ),
        Question(
            "stamps",
            "tells how many stamps reach one place in the middle",
            conv_transpose1d([[1.0] * 9], [[[1.0] * 6]], stride=3)[0][12],
            {
                3: (
                    "you name the stride",
                    "A stamp of 6 begins every 3 places. How many have begun and not yet ended?",
                ),
                6: (
                    "you name the length of the kernel",
                    "Each stamp is 6 long, but the next one begins only 3 places later.",
                ),
                1: (
                    "the stamps would lie edge to edge",
                    "For that the kernel would have to be as long as the stride.",
                ),
            },
        ),
    ],
)
