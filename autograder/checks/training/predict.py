"""Steps, noise and rates, told before anything is run."""

from __future__ import annotations

from autograder.checks.training.batch_bounds import reference as bounds
from autograder.quiz import Question, quiz
from autograder.reference import optimisers

check = quiz(
    "training.predict",
    [
        Question(
            "iterations",
            "tells the number of steps in five epochs",
            5 * len(bounds(1000, 64)),
            {
                75: (
                    "the pictures that are left over are dropped",
                    "15 batches of 64 are 960 pictures. When do the other 40 have their turn?",
                ),
                79: (
                    "the batches go on over the end of an epoch",
                    "Each epoch ends with a batch of its own, however small.",
                ),
                16: (
                    "you counted one epoch",
                    "That is one pass over all the data. How many are there?",
                ),
                5: (
                    "you take an epoch for a single step",
                    "An epoch is a pass over all 1,000 pictures, 64 at a time.",
                ),
            },
        ),
        Question(
            "noise",
            "tells the noise of a gradient with four times the batch",
            0.8 / 4**0.5,
            {
                0.2: (
                    "the noise falls as the batch grows, without a root",
                    "The spread of a mean of n numbers falls with the root of n.",
                ),
                0.8: (
                    "the noise does not change",
                    "A mean of more numbers is steadier. By how much?",
                ),
                1.6: (
                    "the noise grows with the batch",
                    "Are the means of large batches further from the truth, or nearer?",
                ),
            },
        ),
        Question(
            "too_large",
            "tells the learning rate at which a quadratic begins to blow up",
            next(lr / 1000 for lr in range(1, 9999) if abs(1 - lr / 1000 * 8) >= 1),
            {
                0.125: (
                    "you write the rate that lands in the minimum at once",
                    "One step multiplies w by 1 − 8·lr. When is that as far from 0 as before?",
                ),
                4: (
                    "the fraction is upside down",
                    "A steeper valley bears only smaller steps.",
                ),
                8: (
                    "you write the curvature",
                    "One step multiplies w by 1 − 8·lr. When does the size of w grow?",
                ),
            },
        ),
        Question(
            "rate",
            "tells the learning rate in epoch 75",
            round(optimisers.stepwise(75, 0.1, 0.1, 30), 12),
            {
                0.01: (
                    "only one fall is counted",
                    "How many times 30 are over after 75 epochs?",
                ),
                0.0001: (
                    "you round up: three falls are counted",
                    "The third fall comes after 90 epochs.",
                ),
                0.1: (
                    "the rate has not fallen at all",
                    "It is divided by 10 after every 30 epochs.",
                ),
            },
        ),
    ],
)
