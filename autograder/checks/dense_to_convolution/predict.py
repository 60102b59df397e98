"""Weights of dense, shared and stacked layers, told before anything is run."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import conv_matrix, convolve1d, count_parameters

SMALL = np.ones(3)  # a kernel; three of them, one after the other, are one larger kernel

check = quiz(
    "dense_to_convolution.predict",
    [
        Question(
            "dense",
            "tells the weights of a dense layer between two pictures",
            (20 * 10) * (20 * 10),
            {
                200: (
                    "you count the weights of a single output",
                    "That is one output. How many of them has a map of 20×10?",
                ),
                400: (
                    "you add inputs and outputs",
                    "Draw three inputs, two outputs and a line for each weight.",
                ),
            },
        ),
        Question(
            "longer",
            "tells the parameters of a shared layer on a longer signal",
            count_parameters(1, 1, (5,)),
            {
                5: (
                    "you leave out the bias",
                    "Five weights are learned, and one number more.",
                ),
                12: (
                    "you let the layer grow with the signal",
                    "The kernel has more places to stand on now. Has it more weights?",
                ),
                2001: (
                    "you count a weight for each input",
                    "That would be a dense layer with a single output.",
                ),
            },
        ),
        Question(
            "entries",
            "tells how many entries of the matrix are not zero",
            int(np.count_nonzero(conv_matrix(np.ones((1, 3)), (1, 8)))),
            {
                3: (
                    "you count different numbers, not entries",
                    "Each of the three weights stands in the matrix many times. How many?",
                ),
                24: (
                    "you give every input a row",
                    "At how many places does a kernel of 3 fit on 8 values?",
                ),
                48: (
                    "you count all entries",
                    "How many values does one window have? The rest of its row is zero.",
                ),
            },
        ),
        Question(
            "stack",
            "tells how far three small kernels see",
            len(convolve1d(convolve1d(SMALL, SMALL), SMALL)),
            {
                9: (
                    "you add up the kernels as if they lay side by side",
                    "The windows of neighbours overlap. By how much does one more layer reach out?",
                ),
                27: (
                    "you multiply the sizes of the kernels",
                    "Follow one output back: 3 places in the layer before. And what do those see?",
                ),
                5: (
                    "you stop after two layers",
                    "One layer sees 3, two see 5. And three?",
                ),
            },
        ),
    ],
)
