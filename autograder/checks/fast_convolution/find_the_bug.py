"""A convolution by FFT with one slip: where is it, what does it do, how far does it reach?"""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import convolve1d


def broken(x, w):
    """The program of the notebook: the ring is only as long as the signal."""
    n = len(x)
    return np.fft.irfft(np.fft.rfft(x, n) * np.fft.rfft(w, n), n)


X, W = np.array([5.0, 2.0, 3.0, 4.0]), np.array([1.0, 10.0, 100.0])
RIGHT = convolve1d(X, W)

check = quiz(
    "fast_convolution.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            1,
            {
                2: (
                    "you take the transform of the signal for wrong",
                    "rfft(x, n) fills up with zeros to length n. Is n what it should be?",
                ),
                3: (
                    "you take the product for wrong",
                    "Multiplying transforms is convolving. On a line, or on a ring?",
                ),
                4: (
                    "you take the way back for wrong",
                    "irfft has to be told how long the result is. Was it told the right thing?",
                ),
            },
        ),
        Question(
            "first",
            "tells what a right program gives first",
            RIGHT[0],
            {
                round(broken(X, W)[0]): (
                    "you write what the broken program gives",
                    "At the first place only one value of the kernel touches the signal. Which?",
                ),
                X[0] * W[-1]: (
                    "you have turned the kernel round",
                    "In a convolution w[0] meets x[0] at the first place.",
                ),
            },
        ),
        Question(
            "length",
            "tells how many values a right program gives",
            len(RIGHT),
            {
                len(X): (
                    "you keep the length of the signal",
                    "The kernel may hang over at both ends. Count the places where they touch.",
                ),
                len(X) + len(W): (
                    "you add the two lengths",
                    "Try a signal and a kernel of one value each. How many values come out?",
                ),
            },
        ),
        Question(
            "spoilt",
            "tells how many values of the broken program are wrong",
            int(np.sum(~np.isclose(broken(X, W), RIGHT[: len(X)]))),
            {
                1: (
                    "you look at the first value alone",
                    "How many values run out at the right end, and where do they come in again?",
                ),
                3: (
                    "you count a place for each value of the kernel",
                    "A kernel of length 1 spoils nothing. And one of length 2?",
                ),
                4: (
                    "you give up every value",
                    "Compare the broken result with the first values of the right one.",
                ),
            },
        ),
    ],
)
