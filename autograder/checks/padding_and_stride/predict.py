"""Sizes and borders, told before anything is run."""

from __future__ import annotations

from autograder.quiz import Question, quiz
from autograder.reference import output_size

check = quiz(
    "padding_and_stride.predict",
    [
        Question(
            "size",
            "tells how many windows fit",
            output_size(28, 5, stride=2, padding=2),
            {
                13: (
                    "the padding is counted once",
                    "Padding is per side: 2 cells are added at the left. And at the right?",
                ),
                15: (
                    "a window that does not fit wholly is counted",
                    "Where does the last window begin, and does it end inside?",
                ),
                12: (
                    "the padding is forgotten",
                    "How long is the row once the padding is there?",
                ),
                13.5: (
                    "the steps are counted, half a one too, and not the windows",
                    "Half a step is not taken. And where does the window stand before the first?",
                ),
                14.5: (
                    "the division is not rounded",
                    "A step that is only half there is not taken.",
                ),
            },
        ),
        Question(
            "same",
            "tells the padding per side that keeps the size",
            next(p for p in range(9) if output_size(28, 7, padding=p) == 28),
            {
                6: (
                    "you count both sides together",
                    "A kernel of 7 takes 6 cells away. Share them between the two sides.",
                ),
                7: (
                    "you take the length of the kernel",
                    "A kernel of length 1 needs no padding at all. How much does one of 3 need?",
                ),
            },
        ),
        Question(
            "corner",
            "tells how many windows see a corner pixel",
            4,
            {
                1: (
                    "there would be no padding",
                    "With a border of one zero the window may also begin one row further up.",
                ),
                6: (
                    "you take the corner for a pixel in the middle of an edge",
                    "On an edge the window has three places side by side. And in the corner?",
                ),
                9: (
                    "you take the corner for a pixel in the middle",
                    "A window that begins two rows further up would hang over the border of zeros.",
                ),
            },
        ),
    ],
)
