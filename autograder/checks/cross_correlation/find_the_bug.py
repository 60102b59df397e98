"""A cross-correlation that works on square pictures alone."""

from __future__ import annotations

from autograder.quiz import Question, quiz
from autograder.reference import output_size

HEIGHT, WIDTH, KERNEL_WIDTH = 4, 6, 2

check = quiz(
    "cross_correlation.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            3,
            {
                2: (
                    "you take the number of rows for wrong",
                    "A kernel of 3 rows on a picture of 4: in how many places does it fit?",
                ),
                5: (
                    "you take the window for wrong",
                    "From row i on it has kH rows, from column j on kW columns. Is that not so?",
                ),
            },
        ),
        Question(
            "columns",
            "tells how many columns there should be",
            output_size(WIDTH, KERNEL_WIDTH),
            {
                output_size(HEIGHT, KERNEL_WIDTH): (
                    "you write what the broken program makes",
                    "The kernel is 2 wide and the picture 6. Count its places, one by one.",
                ),
                WIDTH - KERNEL_WIDTH: (
                    "the last window is left out",
                    "In how many places would a kernel of width 6 fit?",
                ),
                WIDTH: (
                    "the result keeps the width of the picture",
                    "No zeros are added here. May the kernel hang over the edge?",
                ),
            },
        ),
        Question(
            "unseen",
            "tells for which width nobody notices",
            7,
            {
                3: (
                    "you ask for a picture as wide as the kernel",
                    "Write the wrong line and the right one side by side. When are they equal?",
                ),
                9: (
                    "you take the kernel's width into account",
                    "Both lines take kW away. What is left to compare?",
                ),
            },
        ),
    ],
)
