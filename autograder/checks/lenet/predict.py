"""Sizes, parameters and a gradient of LeNet, told before anything is run."""

from __future__ import annotations

import numpy as np

from autograder.checks.lenet.lenet_shapes import reference as shapes
from autograder.checks.lenet.sparse_parameters import C3
from autograder.checks.lenet.sparse_parameters import reference as parameters
from autograder.quiz import Question, quiz
from autograder.reference import count_parameters
from autograder.reference.layers import cross_entropy

check = quiz(
    "lenet.predict",
    [
        Question(
            "features",
            "tells how many numbers reach the first dense layer",
            int(np.prod(shapes((28, 28), (5, 5), (6, 16))[-1])),
            {
                400: (
                    "you start from 32×32",
                    "That is the size in the paper. Here the picture is 28×28 and is not padded.",
                ),
                784: (
                    "the two convolutions keep the size",
                    "Without padding, how many places has a kernel of 5 on 28 pixels?",
                ),
                16: (
                    "you write one number for each map",
                    "How many pixels are left in each of the 16 maps?",
                ),
            },
        ),
        Question(
            "saved",
            "tells how many parameters the table of C3 saves",
            count_parameters(6, 16, 5) - parameters(C3, 5, 5),
            {
                36: (
                    "you count kernels, not weights",
                    "36 kernels are missing. How many weights are in each?",
                ),
                parameters(C3, 5, 5): (
                    "you write how many there are",
                    "How many would there be if every map were connected to every other?",
                ),
                936: (
                    "each kernel that is missing takes a bias with it",
                    "All 16 maps are still there. Does one of them lose its bias?",
                ),
            },
        ),
        Question(
            "gradient",
            "tells the gradient of the right score",
            float(cross_entropy(np.zeros((1, 10)), [3])[1][0, 3]),
            {
                0.1: (
                    "you write the gradient of a wrong score",
                    "Ten equal probabilities. What is taken off at the right class?",
                ),
                0.9: (
                    "the sign is reversed",
                    "If the right score grows, does the loss grow?",
                ),
                -1: (
                    "the probability is left out",
                    "The truth is taken off. Off what?",
                ),
                -0.09: (
                    "you divide by the number of classes",
                    "The loss is a mean over pictures, and there is one picture.",
                ),
            },
        ),
    ],
)
