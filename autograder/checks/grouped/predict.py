"""Costs, shuffles and reach of layers in groups, told before anything is run."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import channel_shuffle, conv1d, count_parameters


def _goes_to(channels, groups, channel):
    shuffled = channel_shuffle(np.arange(channels)[None, :, None], groups).ravel()
    return int(np.argwhere(shuffled == channel)[0, 0])


def _layers_until_all(channels, groups):
    """Layers of ones, with shuffles between, until every output has heard of channel 0."""
    x = np.eye(channels)[:1, :, None]
    weight = np.ones((channels, channels // groups, 1))
    for layers in range(1, 20):
        x = (conv1d(x, weight, groups=groups) > 0).astype(float)
        if x.all():
            return layers
        x = channel_shuffle(x, groups)
    raise AssertionError("never")


check = quiz(
    "grouped.predict",
    [
        Question(
            "weights",
            "tells the weights of the layer in eight groups",
            count_parameters(96, 64, 3, bias=False, groups=8),
            {
                55296: (
                    "it is the number of an ordinary layer",
                    "How many of the 96 channels does one filter see?",
                ),
                864: (
                    "you divide by the groups twice",
                    "That is one group. How many of them are there?",
                ),
                442368: (
                    "you multiply by the groups",
                    "Are there more filters than before, or do they see less?",
                ),
            },
        ),
        Question(
            "depthwise",
            "tells the parameters of the depthwise layer",
            count_parameters(32, 32, 5, groups=32),
            {
                800: (
                    "the biases are missing",
                    "Every output channel has a bias, grouped or not.",
                ),
                25632: (
                    "it is the number of an ordinary layer",
                    "In a depthwise layer a filter sees a single channel.",
                ),
                801: (
                    "you give the whole layer a single bias",
                    "A bias belongs to an output channel. How many of those are there?",
                ),
            },
        ),
        Question(
            "shuffle",
            "tells where channel 5 goes",
            _goes_to(15, 5, 5),
            {
                5: (
                    "the channel stays where it is",
                    "Only the first and the last channel are sure to stay.",
                ),
                1: (
                    "you tell which channel comes to place 5, or undo a shuffle",
                    "Write five rows of three. Where is 5, when you read down the columns?",
                ),
            },
        ),
        Question(
            "layers",
            "tells after how many layers every output has heard of every input",
            _layers_until_all(64, 16),
            {
                2: (
                    "you let one shuffle be enough",
                    "After two layers an output knows 4 · 4 channels. Are these all?",
                ),
                4: (
                    "you count a layer too many",
                    "4, then 4 · 4, then? Compare with 64.",
                ),
                16: (
                    "you take one layer for each group",
                    "Each layer multiplies what an output knows, it does not add.",
                ),
            },
        ),
    ],
)
