"""An AdaGrad that remembers nothing."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference.optimisers import AdaGrad, after

W, GRADIENTS = 10.0, np.array([3.0, 4.0])


def broken(w, gradients):
    """The program of the notebook, with a learning rate of 1."""
    for g in gradients:
        s = g**2
        w = w - g / (np.sqrt(s) + 1e-10)
    return float(w)


def right(w, gradients):
    return round(float(after(AdaGrad, [w], gradients[:, None], lr=1.0)[0]), 8)


check = quiz(
    "training.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            2,
            {
                1: (
                    "you take the start of the memory for wrong",
                    "Nothing has been seen before the first step. Is 0 not a good start?",
                ),
                3: (
                    "you take the step for wrong",
                    "The step divides by the root of s, as it should. What is in s?",
                ),
                4: (
                    "you take the return for wrong",
                    "All gradients have been used before it. What went wrong earlier?",
                ),
            },
        ),
        Question(
            "right",
            "tells where a right program ends",
            right(W, GRADIENTS),
            {
                round(broken(W, GRADIENTS), 8): (
                    "you write what the broken program gives",
                    "Each of its steps has the length 1. Should the second one have it too?",
                ),
                3.0: (
                    "the gradients are not divided by anything",
                    "AdaGrad divides by the root of the sum of all squares so far.",
                ),
                9.8: (
                    "the first step is missing",
                    "Two gradients, two steps. How long is the first?",
                ),
            },
        ),
        Question(
            "unseen",
            "tells after how many steps nobody has noticed",
            next(
                n - 1
                for n in range(1, 9)
                if abs(broken(W, np.ones(n)) - right(W, np.ones(n))) > 1e-6
            ),
            {
                0: (
                    "you think that the first step is already wrong",
                    "What has a right program summed up when it makes its first step?",
                ),
                2: (
                    "you let the second step pass",
                    "Which squares are in the sum of a right program at its second step?",
                ),
            },
        ),
    ],
)
