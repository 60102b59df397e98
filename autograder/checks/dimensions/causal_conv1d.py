"""A 1-D convolution that never looks into the future: zeros before the beginning only."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv1d


def reference(x, weight):
    """y[f, i] sums weight[f, c, a] · x[c, i − (k − 1) + a]: the last weight meets the present."""
    return _padded(x, weight, weight.shape[2] - 1, 0)


def _padded(x, weight, before, after, **how):
    return conv1d(np.pad(x, [(0, 0), (before, after)], **how), weight)


def _drawn(rng, C, L, F, k, draw=numbers, layer=numbers):
    return draw(rng, C, L), layer(rng, F, C, k)


check = Check(
    "dimensions.causal_conv1d",
    "causal_conv1d(x, weight)",
    reference,
    [
        Property(
            "answers at every moment with the last k values",
            2,
            lambda rng: [_drawn(rng, 1, 4, 1, 2), _drawn(rng, 1, 6, 1, 3)],
        ),
        Property(
            "keeps the length for long kernels and for short ones",
            1,
            lambda rng: [_drawn(rng, 1, 3, 1, 5), _drawn(rng, 3, 2, 1, 1)],
        ),
        Property(
            "sums over the channels, for every filter",
            1,
            lambda rng: [_drawn(rng, 2, 3, 3, 2), _drawn(rng, 2, 5, 2, 4)],
        ),
        Property(
            "keeps fractions when the signal holds integers",
            1,
            lambda rng: [_drawn(rng, 2, 5, 2, 3, draw=integers, layer=fractions)],
        ),
    ],
)


@check.mistake(
    "the zeros are put at the end, so that every answer looks into the future",
    "Change the last value of the signal. Which answers may change, and which do?",
)
def zeros_at_the_end(x, weight):
    k = weight.shape[2]
    return reference(np.pad(x, [(0, 0), (0, k - 1)]), weight)[:, k - 1 :]


@check.mistake(
    "the zeros are shared between both ends, so that half of the window lies in the future",
    "The length is right. Does the first answer know the second value?",
)
def zeros_at_both_ends(x, weight):
    k = weight.shape[2]
    return _padded(x, weight, (k - 1) // 2, k // 2)


@check.mistake(
    "k − 1 zeros are put at both ends, and the result is too long",
    "How many answers should there be, if there are L moments?",
)
def wide(x, weight):
    return _padded(x, weight, weight.shape[2] - 1, weight.shape[2] - 1)


@check.mistake(
    "there is one zero too many before the beginning, and one answer too many",
    "Where does the window of moment 0 end? Count the zeros that it needs before x[0].",
)
def one_zero_too_many(x, weight):
    return _padded(x, weight, weight.shape[2], 0)


@check.mistake(
    "nothing is padded, and the first k − 1 answers are missing",
    "There is an answer at every moment, the first one too. What does it know?",
)
def not_padded(x, weight):
    return conv1d(x, weight)


@check.mistake(
    "the present is left out: every answer comes one moment late",
    "The answer at moment i may use x[i] itself. With a kernel of length 1, what is left of yours?",
)
def present_left_out(x, weight):
    return _padded(x[:, :-1], weight, weight.shape[2], 0)


@check.mistake(
    "the kernel is flipped: the first weight meets the present",
    "The kernel is not turned round in this course. Which weight lies on the newest value?",
)
def kernel_flipped(x, weight):
    return reference(x, weight[..., ::-1])


@check.mistake(
    "the first value is repeated where zeros should be",
    "What is known before the signal begins?",
)
def first_value_repeated(x, weight):
    return _padded(x, weight, weight.shape[2] - 1, 0, mode="edge")


@check.mistake(
    "before the beginning, the values from the end come round again",
    "x[-1] is no error in NumPy: it is the last value, and it lies in the future.",
)
def wraps_around(x, weight):
    return _padded(x, weight, weight.shape[2] - 1, 0, mode="wrap")


@check.mistake(
    "only channel 0 is used",
    "A filter has a row of weights for each channel.",
)
def only_channel_0(x, weight):
    return reference(x[:1], weight[:, :1])


@check.mistake(
    "the filters are added together",
    "Each filter has an output channel of its own.",
)
def filters_added_together(x, weight):
    return reference(x, weight).sum(axis=0, keepdims=True)


@check.mistake(
    "the answers are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill.",
)
def integer_accumulator(x, weight):
    return reference(x, weight).astype(x.dtype)


@check.style
def pad_then_slide(x, weight):
    k = weight.shape[2]
    padded = np.concatenate([np.zeros((len(x), k - 1)), x], axis=1)
    y = np.zeros((len(weight), x.shape[1]))
    for f in range(len(weight)):
        for i in range(x.shape[1]):
            y[f, i] = np.sum(weight[f] * padded[:, i : i + k])
    return y


@check.style
def look_back(x, weight):
    F, C, k = weight.shape
    y = np.zeros((F, x.shape[1]))
    for f, c, i, back in np.ndindex(F, C, x.shape[1], k):
        if back <= i:
            y[f, i] += weight[f, c, k - 1 - back] * x[c, i - back]
    return y


@check.style
def shift_by_shift(x, weight):
    y = weight[:, :, -1] @ x
    for back in range(1, min(weight.shape[2], x.shape[1])):
        y[:, back:] = y[:, back:] + weight[:, :, -1 - back] @ x[:, :-back]
    return y


@check.style
def beginning_of_a_full_convolution(x, weight):
    rows = []
    for kernels in weight:
        both = zip(x, kernels, strict=True)
        rows.append(sum(np.convolve(s, w[::-1])[: x.shape[1]] for s, w in both))
    return np.array(rows)
