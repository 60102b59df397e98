"""Reaches, paddings and holes of dilated layers, told before anything is run."""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import conv_transpose1d, output_size
from autograder.reference import receptive_field as field_of


def _field(*layers):
    """The receptive field along one axis, as a number."""
    field = field_of(layers)
    assert isinstance(field, int)
    return field


def _ways(kernel, dilations):
    """How many paths lead from each input to one output: layers of spread ones, stamped."""
    count = np.ones((1, 1, 1))
    for d in dilations:
        count = conv_transpose1d(count, np.ones((1, 1, kernel)), dilation=d)
    return count[0, 0]


check = quiz(
    "dilated.predict",
    [
        Question(
            "reach",
            "tells how many pixels the kernel spans",
            _field((5, 1, 3)),
            {
                15: (
                    "you count a gap behind the last weight",
                    "Five weights have four gaps between them.",
                ),
                17: (
                    "you put three zeros between two weights",
                    "With d = 1 there would be no zero. And with d = 3?",
                ),
                12: (
                    "you count the steps from the first weight to the last",
                    "Twelve steps lead from the first to the last. How many pixels is that?",
                ),
            },
        ),
        Question(
            "padding",
            "tells the padding that keeps the size",
            next(p for p in range(50) if output_size(100, 3, padding=p, dilation=8) == 100),
            {
                1: (
                    "it is the padding of an ordinary kernel",
                    "The spread kernel reaches further over the edge than its neighbours.",
                ),
                16: (
                    "you count both sides together",
                    "torch's padding is per side.",
                ),
                7: (
                    "you count the zeros between two weights",
                    "How far does the kernel hang over when its middle is on the first value?",
                ),
            },
        ),
        Question(
            "doubling",
            "tells how much of the sound the stack hears",
            _field(*[(3, 1, 2**layer) for layer in range(8)]),
            {
                510: (
                    "you leave out the sample to begin with",
                    "With no layer at all an output hears one sample.",
                ),
                17: (
                    "the dilations are left out",
                    "Eight layers of kernel 3 without dilation would hear that much.",
                ),
                256: (
                    "the kernel would have two weights",
                    "How many gaps has a kernel of three weights?",
                ),
            },
        ),
        Question(
            "holes",
            "tells how many inputs are never read",
            int((_ways(3, [1, 2, 10]) == 0).sum()),
            {
                0: (
                    "you take the whole field for seen",
                    "Dilations 1 and 2 read a stretch of 7. Where do three of these lie, 10 apart?",
                ),
                21: (
                    "you count the inputs that are read",
                    "That many are seen. The question is about the others.",
                ),
                3: (
                    "you count one hole",
                    "The layer with dilation 10 has three weights. How many gaps are between them?",
                ),
            },
        ),
    ],
)
