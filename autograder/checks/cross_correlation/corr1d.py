"""Slide a kernel along a signal, without flipping it."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv1d


def reference(x, w):
    return conv1d(x[None, None], w[None, None])[0, 0]


check = Check(
    "cross_correlation.corr1d",
    "corr1d(x, w)",
    reference,
    [
        Property(
            "multiplies and adds over one window",
            1,
            lambda rng: [(numbers(rng, 3), numbers(rng, 3)), (numbers(rng, 4), numbers(rng, 4))],
        ),
        Property(
            "slides over every window, the last one too",
            2,
            lambda rng: [
                (numbers(rng, 5), numbers(rng, 3)),
                (numbers(rng, 9), numbers(rng, 4)),
                (numbers(rng, 6), numbers(rng, 1)),
            ],
        ),
        Property(
            "keeps fractions when the signal holds integers",
            1,
            lambda rng: [
                (integers(rng, 6), fractions(rng, 3)),
                (2 * integers(rng, 3) + 1, numbers(rng, 1) + 0.5),  # odd · a half: never whole
            ],
        ),
    ],
)


@check.mistake(
    "the kernel is flipped",
    "Work out y[0] by hand: which value of x meets w[0]? Cross-correlation does not turn w round.",
)
def kernel_flipped(x, w):
    return reference(x, w[::-1])


@check.mistake(
    "the last window is left out",
    "Count the places where a kernel of length k fits into a signal of length n. "
    "What is it for n = k?",
)
def last_window_missed(x, w):
    return reference(x, w)[:-1]


@check.mistake(
    "the signal is padded, so that windows hang over both ends",
    "Only windows that lie wholly inside the signal count. Where does the first one start?",
)
def windows_over_the_edge(x, w):
    return reference(np.pad(x, len(w) - 1), w)


@check.mistake(
    "a window that runs past the end goes on at the beginning",
    "An index such as (i + a) % n never fails, it wraps round. Where must the last window start?",
)
def wraps_around(x, w):
    return np.array([sum(x[(i + a) % len(x)] * w[a] for a in range(len(w))) for i in range(len(x))])


@check.mistake(
    "sums are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill. np.zeros_like(x) takes over the type of x.",
)
def integer_accumulator(x, w):
    y = np.zeros(len(x) - len(w) + 1, dtype=x.dtype)
    for i in range(len(y)):
        y[i] = (x[i : i + len(w)] * w).sum()
    return y


@check.mistake(
    "each window is averaged, not summed",
    "The definition has a sum and no division. Which function did you call on the products?",
)
def averaged(x, w):
    return reference(x, w) / len(w)


@check.mistake(
    "each product overwrites the one before it, so that the last one alone is left",
    "y[i] is a sum over a. What does = do with the products that came before?",
)
def only_the_last_product(x, w):
    return reference(x[len(w) - 1 :], w[-1:])


@check.mistake(
    "the products of a window are not added up",
    "How many numbers does one place of the kernel give? The formula says y[i], one number.",
)
def products_not_summed(x, w):
    return np.lib.stride_tricks.sliding_window_view(x, len(w)) * w


@check.mistake(
    "the kernel moves on by its own length, so that windows never overlap",
    "The kernel moves on by one place. Where does the second window begin?",
)
def jumps_by_its_length(x, w):
    return reference(x, w)[:: len(w)]


@check.mistake(
    "the answer is long enough, but its last value is never computed",
    "Which is the last i that your loop reaches, and which is the last place of y?",
)
def last_value_left_at_zero(x, w):
    y = reference(x, w)
    y[-1] = 0
    return y


@check.style
def double_loop(x, w):
    y = np.zeros(len(x) - len(w) + 1)
    for i in range(len(y)):
        for a in range(len(w)):
            y[i] += x[i + a] * w[a]
    return y


@check.style
def numpy(x, w):
    return np.correlate(x, w, mode="valid")


@check.style
def strided_view(x, w):
    return np.lib.stride_tricks.sliding_window_view(x, len(w)) @ w
