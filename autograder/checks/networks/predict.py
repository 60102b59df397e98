"""Weights, depth and fields of view of blocks, told before anything is run."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import count_parameters, receptive_field
from autograder.reference.architectures import inception
from autograder.reference.networks import network_cost

check = quiz(
    "networks.predict",
    [
        Question(
            "weights",
            "tells the weights of the stack of three",
            3 * count_parameters(10, 10, 3, bias=False),
            {
                4900: (
                    "it is the single 7×7 that you count",
                    "The stack sees as much as a 7×7. Is it made of one?",
                ),
                900: (
                    "you count one layer of the three",
                    "How many such layers are there in the stack?",
                ),
                270: (
                    "each filter reads a single channel",
                    "Ten filters, each reading ten channels: how many kernels are in one layer?",
                ),
            },
        ),
        Question(
            "sees",
            "tells how wide the stack sees",
            int(np.max(receptive_field([(3, 1)] * 3))),
            {
                9: (
                    "you add up the widths of the kernels",
                    "The first layer sees 3 pixels. How many more does the next one add?",
                ),
                5: (
                    "you stop after two layers",
                    "A stack of two sees 5 pixels. There is one more.",
                ),
            },
        ),
        Question(
            "depth",
            "tells the channels that leave the Inception block",
            network_cost([inception(64, 96, 128, 16, 32, 32)], (192, 28, 28)).shape[0],
            {
                416: (
                    "the pooling branch keeps the channels of the input",
                    "There is a 1×1 convolution behind the pooling.",
                ),
                368: (
                    "the bottlenecks are joined as well",
                    "Only what a branch writes last leaves the block.",
                ),
                128: (
                    "you take the widest branch for the whole",
                    "The four branches are laid behind one another.",
                ),
            },
        ),
        Question(
            "bottleneck",
            "tells the weights of the bottleneck",
            count_parameters(256, 64, 1, bias=False)
            + count_parameters(64, 64, 3, bias=False)
            + count_parameters(64, 256, 1, bias=False),
            {
                36864: (
                    "the two 1×1 layers are taken for free",
                    "A 1×1 convolution from 256 channels to 64 has a weight for each pair.",
                ),
                53248: (
                    "the way back to 256 channels is missing",
                    "Three layers: down, across and up again.",
                ),
                589824: (
                    "the 3×3 reads and writes all 256 channels",
                    "What is the first 1×1 good for? Count the channels behind it.",
                ),
            },
        ),
    ],
)
