"""True convolution of a signal, in its three lengths."""

from __future__ import annotations

import numpy as np

from autograder.draws import numbers
from autograder.exercise import Check, Property
from autograder.reference import convolve1d


def reference(x, w, mode):
    return convolve1d(x, w, mode)


check = Check(
    "cross_correlation.convolve1d",
    "convolve1d(x, w, mode)",
    reference,
    [
        Property(
            "gives the full length, where one overlapping value is enough",
            2,
            lambda rng: [
                (numbers(rng, 4), numbers(rng, 3), "full"),
                (numbers(rng, 7), numbers(rng, 4), "full"),
            ],
        ),
        Property(
            "gives the valid length, where the kernel fits wholly",
            1,
            lambda rng: [
                (numbers(rng, 5), numbers(rng, 3), "valid"),
                (numbers(rng, 6), numbers(rng, 2), "valid"),
                (numbers(rng, 5), numbers(rng, 1), "valid"),
            ],
        ),
        Property(
            "gives the same length as the signal, for odd kernels and for even ones",
            2,
            lambda rng: [
                (numbers(rng, 6), numbers(rng, 3), "same"),
                (numbers(rng, 7), numbers(rng, 5), "same"),
                (numbers(rng, 6), numbers(rng, 4), "same"),
            ],
        ),
    ],
)


@check.mistake(
    "the kernel is not flipped: this is cross-correlation",
    "In a convolution the indices of x and w add up to the index of y. Write out y[1] by hand.",
)
def not_flipped(x, w, mode):
    return reference(x, w[::-1], mode)


@check.mistake(
    "mode is ignored and every answer has full length", "Print len(y) for each of the three modes."
)
def mode_ignored(x, w, mode):
    return reference(x, w, "full")


@check.mistake(
    'the full answer is cut at its end only and kept from its beginning, for "same"',
    "The kept part lies in the middle of the full answer. How many values go at each end?",
)
def same_from_the_start(x, w, mode):
    y = reference(x, w, "full" if mode == "same" else mode)
    return y[: len(x)] if mode == "same" else y


@check.mistake(
    'the same number of zeros stands at both ends, for "same" and an even kernel',
    "With k even, k − 1 zeros are needed in all. Can both ends get the same number of them?",
)
def same_padded_equally(x, w, mode):
    k, p = len(w), (len(w) - 1) // 2
    if mode != "same":
        return reference(x, w, mode)
    return reference(x, w, "full")[k - 1 - p : len(x) + p]


@check.mistake(
    "the valid part begins one place too late",
    "How many places of the full answer still hang over the beginning? Try a kernel of length 1.",
)
def valid_one_too_late(x, w, mode):
    k = len(w)
    return reference(x, w, "full")[k : len(x) + 1] if mode == "valid" else reference(x, w, mode)


@check.mistake(
    'the odd value is dropped on the wrong side, for "same" and an even kernel',
    "With k even, k − 1 values go. Begin at index (k − 1) // 2 of the full answer, as NumPy does.",
)
def same_off_by_one(x, w, mode):
    if mode != "same":
        return reference(x, w, mode)
    start = len(w) // 2
    return reference(x, w, "full")[start : start + len(x)]


@check.mistake(
    "the signal goes round in a circle, so that its end leaks into its beginning",
    "What lies beyond the ends of the signal? Zeros; but an index i − a < 0 wraps round.",
)
def circular(x, w, mode):
    n = {"full": len(x) + len(w) - 1, "same": len(x), "valid": len(x) - len(w) + 1}[mode]
    first = {"full": 0, "same": (len(w) - 1) // 2, "valid": len(w) - 1}[mode]
    return [sum(x[(first + i - a) % len(x)] * w[a] for a in range(len(w))) for i in range(n)]


@check.mistake(
    "the first or last value of the full answer is missing",
    "A signal of 4 and a kernel of 3 meet in 4 + 3 − 1 places. Count yours.",
)
def full_one_short(x, w, mode):
    y = reference(x, w, mode)
    return y[:-1] if mode == "full" else y


@check.mistake(
    "an echo overwrites the ones before it instead of adding to them",
    "Two echoes that meet add up. What does = do with what was there before?",
)
def echoes_assigned(x, w, mode):
    k = len(w)
    full = np.zeros(len(x) + k - 1)
    for i, value in enumerate(x):
        full[i : i + k] = value * w
    start, stop = {"full": (0, len(full)), "same": ((k - 1) // 2, None), "valid": (k - 1, len(x))}[
        mode
    ]
    return full[start:stop][: len(x)] if mode == "same" else full[start:stop]


@check.mistake(
    "an index below 0 reads the end of the signal",
    "For i = 0 and a = 1, which value is x[i − a] in Python? Beyond its ends the signal is zero.",
)
def reads_before_the_start(x, w, mode):
    n, k = len(x), len(w)
    places = [(i, a) for i in range(n + k - 1) for a in range(k) if i - a < n]
    full = np.zeros(n + k - 1)
    for i, a in places:
        full[i] += w[a] * x[i - a]
    start, size = {"full": (0, n + k - 1), "same": ((k - 1) // 2, n), "valid": (k - 1, n - k + 1)}[
        mode
    ]
    return full[start : start + size]


@check.mistake(
    "the valid part is cut with full[k − 1 : −(k − 1)], which is empty for k = 1",
    "Try a[0:-0] on a list. Say where the slice ends without counting backwards.",
)
def minus_zero(x, w, mode):
    k = len(w)
    return reference(x, w, "full")[k - 1 : -(k - 1)] if mode == "valid" else reference(x, w, mode)


@check.style
def numpy(x, w, mode):
    return np.convolve(x, w, mode)


@check.style
def scatter(x, w, mode):
    full = np.zeros(len(x) + len(w) - 1)
    for i, value in enumerate(x):
        full[i : i + len(w)] += value * w
    cut = {"full": 0, "same": (len(w) - 1) // 2, "valid": len(w) - 1}[mode]
    size = {"full": len(full), "same": len(x), "valid": len(x) - len(w) + 1}[mode]
    return full[cut : cut + size]


@check.style
def padded_windows(x, w, mode):
    k = len(w)
    before, after = {
        "full": (k - 1, k - 1),
        "same": (k - 1 - (k - 1) // 2, (k - 1) // 2),
        "valid": (0, 0),
    }[mode]
    padded = np.pad(x, (before, after))
    return [float((padded[i : i + k] * w[::-1]).sum()) for i in range(len(padded) - k + 1)]
