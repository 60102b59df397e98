"""How much of a pooled picture stays as it was when the picture moves."""

from __future__ import annotations

import numpy as np

from autograder.exercise import Check, Property
from autograder.reference import max_pool2d


def pooled(x, k):
    """Max pooling with windows of k×k side by side."""
    return max_pool2d(x[None], k)[0]


def reference(x, k, shift):
    before, after = pooled(x, k), pooled(np.roll(x, shift, axis=1), k)
    return np.mean(before == after)


def blocks(x, k):
    """oH × oW × k·k, what does not fit left out."""
    oH, oW = x.shape[0] // k, x.shape[1] // k
    return x[: oH * k, : oW * k].reshape(oH, k, oW, k).swapaxes(1, 2).reshape(oH, oW, k * k)


def _few(rng, rows, columns):
    """Few different values, so that something stays the same: mostly small, some large."""
    x = rng.choice([-2.0, -1.0, -1.0, 1.0, 3.0], size=(rows, columns))
    x[0, :2] = -2, 3  # never all the same
    return x


def _left_over(rng, rows, columns):
    """A last column that fills no window and is the largest of all once it comes in on the left."""
    x = _few(rng, rows, columns)
    x[:, [0, -2]] = 3
    x[:, -1] = 9
    return x


def _telling(draw, k, shift):
    """Drawn until every one of these mistakes gives another share."""
    others = [share_of_changes, moved_down, rolled_as_one_line, zeros_come_in, always_by_one]
    if k > 1:  # with windows of one pixel these are right
        others += [moved_left, pooled_first, never_pooled, mean_pooling, stride_one]
    while True:
        x = draw()
        if reference(x, k, shift) not in [other(x, k, shift) for other in others]:
            return x, k, shift


check = Check(
    "pooling.unchanged_share",
    "unchanged_share(x, k, shift)",
    reference,
    [
        Property(
            "compares pixel by pixel, where a window is one pixel",
            1,
            lambda rng: [(_few(rng, 3, 5), 1, 1), _telling(lambda: _few(rng, 6, 4), 1, 2)],
        ),
        Property(
            "compares the pooled pictures",
            2,
            lambda rng: [
                (_few(rng, 2, 6), 2, 1),
                (_few(rng, 6, 8), 2, 1),
                (_few(rng, 9, 6), 3, 2),
                _telling(lambda: _few(rng, 8, 12), 2, 3),
                (_few(rng, 8, 10), 2, 4),
            ],
        ),
        Property(
            "leaves out rows and columns that fill no window",
            1,
            lambda rng: [
                (_few(rng, 5, 7), 2, 1),
                (_left_over(rng, 4, 5), 2, 1),
                (_few(rng, 7, 11), 3, 1),
                _telling(lambda: np.round(10 * _few(rng, 7, 9)).astype(np.int64), 2, 3),
            ],
        ),
    ],
)


@check.mistake(
    "the share of what has changed is returned",
    "A picture that is the same everywhere does not change at all. Does yours give 1 for it?",
)
def share_of_changes(x, k, shift):
    return 1 - reference(x, k, shift)


@check.mistake(
    "the picture is moved down, not to the right",
    "Which axis of x goes from left to right?",
)
def moved_down(x, k, shift):
    return np.mean(pooled(x, k) == pooled(np.roll(x, shift, axis=0), k))


@check.mistake(
    "the picture is moved to the left",
    "After the move, in which column does the old column 0 stand?",
)
def moved_left(x, k, shift):
    return np.mean(pooled(x, k) == pooled(np.roll(x, -shift, axis=1), k))


@check.mistake(
    "what leaves a row on the right comes in again in the next row",
    "np.roll without an axis moves the picture as one long line. Which axis is meant?",
)
def rolled_as_one_line(x, k, shift):
    return np.mean(pooled(x, k) == pooled(np.roll(x, shift), k))


@check.mistake(
    "the columns that fill no window are cut off before the picture moves",
    "Move the whole picture first. What comes in on the left?",
)
def cut_before_the_move(x, k, shift):
    return reference(x[:, : x.shape[1] // k * k], k, shift)


@check.mistake(
    "the pooled picture is moved, not the picture",
    "First move, then pool. Pooling a moved picture is not moving a pooled one.",
)
def pooled_first(x, k, shift):
    before = pooled(x, k)
    return np.mean(before == np.roll(before, shift, axis=1))


@check.mistake(
    "the pictures are compared without pooling",
    "With k = 2, how many numbers do you compare? It should be a quarter of the pixels.",
)
def never_pooled(x, k, shift):
    return np.mean(x == np.roll(x, shift, axis=1))


@check.mistake(
    "zeros come in on the left, in the place of the columns that leave on the right",
    "Nothing gets lost here: what leaves at one side comes in at the other.",
)
def zeros_come_in(x, k, shift):
    moved = np.zeros_like(x)
    moved[:, shift:] = x[:, :-shift]
    return np.mean(pooled(x, k) == pooled(moved, k))


@check.mistake(
    "the mean of each window is taken, not its maximum",
    "A mean hardly ever stays exactly the same. Which pooling is asked for?",
)
def mean_pooling(x, k, shift):
    before, after = blocks(x, k).mean(axis=2), blocks(np.roll(x, shift, axis=1), k).mean(axis=2)
    return np.mean(np.abs(before - after) < 1e-9)


@check.mistake(
    "the window moves by one pixel at a time",
    "Windows lie side by side here: how many of 2 pixels fit into 6?",
)
def stride_one(x, k, shift):
    before, after = (
        max_pool2d(picture[None], k, 1)[0] for picture in (x, np.roll(x, shift, axis=1))
    )
    return np.mean(before == after)


@check.mistake(
    "unchanged values are counted, but not divided by their number",
    "A share lies between 0 and 1. How many values are there to compare?",
)
def counted(x, k, shift):
    return np.sum(pooled(x, k) == pooled(np.roll(x, shift, axis=1), k))


@check.mistake(
    "the count is divided by the number of pixels of x",
    "How many values has the pooled picture?",
)
def divided_by_pixels(x, k, shift):
    return np.sum(pooled(x, k) == pooled(np.roll(x, shift, axis=1), k)) / x.size


@check.mistake(
    "the picture is moved by one pixel, whatever the shift",
    "The third argument says how far. Does your code ever read it?",
)
def always_by_one(x, k, shift):
    return reference(x, k, 1)


@check.style
def loops(x, k, shift):
    oH, oW, same = x.shape[0] // k, x.shape[1] // k, 0
    moved = np.roll(x, shift, axis=1)
    for i in range(oH):
        for j in range(oW):
            rows, columns = slice(i * k, i * k + k), slice(j * k, j * k + k)
            same += x[rows, columns].max() == moved[rows, columns].max()
    return same / (oH * oW)


@check.style
def reshaped(x, k, shift):
    def pool(picture):
        H, W = picture.shape[0] // k * k, picture.shape[1] // k * k
        return picture[:H, :W].reshape(H // k, k, W // k, k).max(axis=(1, 3))

    moved = np.concatenate([x[:, -shift:], x[:, :-shift]], axis=1)
    return (pool(x) == pool(moved)).mean()


@check.style
def windows_taken_k_apart(x, k, shift):
    def pool(picture):
        return np.lib.stride_tricks.sliding_window_view(picture, (k, k))[::k, ::k].max(axis=(2, 3))

    W = x.shape[1]
    moved = x[:, [(j - shift) % W for j in range(W)]]
    equal = pool(x) == pool(moved)
    return np.count_nonzero(equal) / equal.size
