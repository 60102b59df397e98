"""A layer in groups with one slip: where is it, what does it do, when does nobody notice?"""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import conv1d


def broken(x, w, groups):
    """The program of the notebook, at one pixel: filters are dealt out like cards."""
    size = len(x) // groups
    return np.array([w[f] @ x[f % groups * size :][:size] for f in range(len(w))])


def right(x, w, groups):
    return conv1d(x[:, None], w[:, :, None], groups=groups)[:, 0]


X, W, GROUPS = np.array([1.0, 2.0, 3.0, 4.0]), np.tile([1.0, 10.0], (6, 1)), 2


def _agree(per_group):
    """Whether the slip goes unseen with that many filters in each of three groups."""
    w = np.arange(1.0, 6 * per_group + 1).reshape(3 * per_group, 2)
    x = np.array([1.0, -2.0, 3.0, 5.0, -7.0, 11.0])
    return np.array_equal(broken(x, w, 3), right(x, w, 3))


check = quiz(
    "grouped.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            4,
            {
                1: (
                    "you take the number of channels in a group for wrong",
                    "Four channels in two groups: does this line give the right number?",
                ),
                5: (
                    "you take the block of channels for wrong",
                    "With g = 0 this line takes the first channels. Who has chosen g?",
                ),
            },
        ),
        Question(
            "right",
            "tells what a right program gives for filter 1",
            float(right(X, W, GROUPS)[1]),
            {
                float(broken(X, W, GROUPS)[1]): (
                    "you write what the broken program gives",
                    "Filters 0, 1 and 2 belong to the first group. Which channels does it see?",
                ),
                1234: (
                    "you write the channels one after the other",
                    "The filter has two weights, 1 and 10. Multiply and add.",
                ),
            },
        ),
        Question(
            "agree",
            "tells how many of the six filters come out right all the same",
            int((broken(X, W, GROUPS) == right(X, W, GROUPS)).sum()),
            {
                2: (
                    "you count the filters that come out wrong",
                    "Write the right group and the program's group under each filter.",
                ),
                3: (
                    "you count a whole group",
                    "Does the program give all of filters 0, 1, 2 to the first group?",
                ),
            },
        ),
        Question(
            "unseen",
            "tells with how many filters in a group nobody notices",
            next(n for n in range(1, 9) if _agree(n)),
            {
                2: (
                    "you give each group two filters",
                    "Three groups of two: to which group does the program give filter 1?",
                ),
                3: (
                    "you give each group as many filters as there are groups",
                    "Filters 0, 1, 2 are then all of group 0. And in the program?",
                ),
            },
        ),
    ],
)
