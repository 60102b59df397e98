"""Small convolutions, told before anything is run."""

from __future__ import annotations

from autograder.quiz import Question, quiz
from autograder.reference import conv2d, convolve1d

SIGNAL, KERNEL = [1, 2, 4, 8], [-1, 1]

check = quiz(
    "cross_correlation.predict",
    [
        Question(
            "first",
            "tells the first value of a true convolution",
            convolve1d(SIGNAL, KERNEL, mode="valid")[0],
            {
                1: (
                    "the kernel is not flipped",
                    "A convolution turns the kernel round before it lays it on the signal.",
                ),
                -7: (
                    "the signal is turned round, not the kernel",
                    "Turning both would change nothing. Which one does the definition turn?",
                ),
            },
        ),
        Question(
            "wide",
            "tells the length of a wide convolution",
            len(convolve1d([1.0] * 9, [1.0] * 4)),
            {
                6: (
                    "only whole windows are counted",
                    "That is the narrow length. In the wide one a single common place is enough.",
                ),
                13: (
                    "both lengths are added up",
                    "Try a signal of length 1 and a kernel of length 1. How long is the result?",
                ),
                9: (
                    "the signal keeps its length",
                    "Let the kernel come in from the left until the two share one place.",
                ),
            },
        ),
        Question(
            "flat",
            "tells what an edge kernel says of a flat picture",
            conv2d([[[7] * 5] * 5], [[[[1, 0, -1]] * 3]])[0, 1, 1],
            {
                21: (
                    "the column of −1 is left out",
                    "Three times 7 on the left. And on the right?",
                ),
                42: (
                    "signs are left out",
                    "The right column is taken away from the left one.",
                ),
                7: (
                    "the kernel is taken for an average",
                    "What do the nine numbers of the kernel add up to?",
                ),
            },
        ),
    ],
)
