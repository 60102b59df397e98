"""A 3-D convolution with a stride along the depth, with one slip: where, what, who notices?"""

from __future__ import annotations

import numpy as np

from autograder.quiz import Question, quiz
from autograder.reference import conv3d


def broken(x, w, sD):
    """The program of the notebook: the window begins at d, not at d times the stride."""
    oD = (len(x) - len(w)) // sD + 1
    y = np.zeros((oD, x.shape[1] - w.shape[1] + 1, x.shape[2] - w.shape[2] + 1))
    for d, i, j in np.ndindex(y.shape):
        y[d, i, j] = np.sum(w * x[d:, i:, j:][: len(w), : w.shape[1], : w.shape[2]])
    return y


def right(x, w, sD):
    return conv3d(x[None], w[None, None], stride=(sD, 1, 1))[0]


FRAMES = np.array([1, 2, 4, 8, 16, 32, 64])[:, None, None]
PAIR = np.ones((2, 1, 1))


def unseen():
    """The largest number of frames for which the slip changes nothing."""
    same = [
        n
        for n in range(2, 8)
        if np.array_equal(broken(FRAMES[:n], PAIR, 2), right(FRAMES[:n], PAIR, 2))
    ]
    return max(same)


check = quiz(
    "dimensions.find_the_bug",
    [
        Question(
            "line",
            "names the line with the slip",
            4,
            {
                1: (
                    "you take the reading of the shapes for wrong",
                    "The volume has the axes D, H, W, and so has the kernel.",
                ),
                2: (
                    "you take the number of places for wrong",
                    "Seven frames, a kernel of two, a stride of two: count the places by hand.",
                ),
                3: (
                    "you take the loop for wrong",
                    "np.ndindex visits every place of y once. Is one left out?",
                ),
            },
        ),
        Question(
            "right",
            "tells what a right program gives at the last place",
            right(FRAMES, PAIR, 2)[2, 0, 0],
            {
                broken(FRAMES, PAIR, 2)[2, 0, 0]: (
                    "you write what the broken program gives",
                    "With a stride of 2, which two frames does the last window cover?",
                ),
                right(FRAMES, PAIR, 1)[-1, 0, 0]: (
                    "you take the last two frames of the video",
                    "A window begins at frame 0, at frame 2, and where else? "
                    "The last frame need not be used.",
                ),
                right(FRAMES, PAIR, 2)[1, 0, 0]: (
                    "you take place 1 instead of place 2",
                    "Places are counted from zero. How many are there?",
                ),
            },
        ),
        Question(
            "unseen",
            "tells up to how many frames nobody notices",
            unseen(),
            {
                2: (
                    "you take a video as long as the kernel for the longest",
                    "With one frame more, how many places has the kernel, at a stride of 2?",
                ),
                4: (
                    "you take the second place for harmless",
                    "With two places, where does the second window begin, and where should it?",
                ),
            },
        ),
    ],
)
