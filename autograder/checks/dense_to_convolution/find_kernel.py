"""Read a kernel out of a dense layer's weights, if there is one."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property


def reference(w):
    """v[a + Δ] = w[i, i + a] for a from −Δ to Δ; nothing if some w[i, i + a] differs from it."""
    outputs, inputs = w.shape
    v: dict[int, float] = {}
    for i, k in np.ndindex(outputs, inputs):
        if v.setdefault(k - i, w[i, k]) != w[i, k]:
            return np.zeros(0)
    delta = max(abs(a) for a, weight in v.items() if weight != 0)
    return np.array([v.get(a, 0) for a in range(-delta, delta + 1)])


def band(v, outputs, inputs):
    """The weights of a layer with these v[−Δ] … v[Δ]."""
    delta = len(v) // 2
    return sum(v[a + delta] * np.eye(outputs, inputs, k=a) for a in range(-delta, delta + 1))


def changed(v, outputs, inputs, i, k):
    """The same, but for one weight that is two more than it should be."""
    w = band(v, outputs, inputs)
    w[i, k] += 2
    return w


def _ahead(v, count):
    """v with zeros in front: a layer that only looks `count` places ahead, or back."""
    return np.concatenate([np.zeros(count), v]), np.concatenate([v, np.zeros(count)])


def _one_sided(rng):
    forward, backward = _ahead(numbers(rng, 3), 2)
    return [
        (band(forward, 3, 5),),
        (band(backward, 5, 3),),
        (band(_ahead(numbers(rng, 2), 1)[0], 4, 6),),
    ]


check = Check(
    "dense_to_convolution.find_kernel",
    "find_kernel(w)",
    reference,
    [
        Property(
            "reads the kernel of a layer that is shared and local",
            1,
            lambda rng: [
                (band(numbers(rng, 3), 4, 4),),
                (band(fractions(rng, 5), 6, 6),),
                (band(integers(rng, 3), 5, 4).astype(np.int64),),
            ],
        ),
        Property(
            "fills up with zeros where a layer looks to one side only",
            1,
            _one_sided,
        ),
        Property(
            "takes Δ as large as it must be, and no larger",
            1,
            lambda rng: [
                (band(numbers(rng, 1), 3, 4),),
                (band(numbers(rng, 7), 4, 4),),
                (band(numbers(rng, 3) * [1, 0, 1], 4, 5),),
            ],
        ),
        Property(
            "answers with an empty array where some weight is not shared",
            2,
            lambda rng: [
                (numbers(rng, 2, 3),),
                (changed(numbers(rng, 3), 4, 5, 3, 3),),
                (changed(numbers(rng, 3), 5, 4, 4, 3),),
                (changed(numbers(rng, 3), 5, 5, 3, 1),),
                (changed(numbers(rng, 3), 4, 4, 1, 2),),
                (numbers(rng, 4, 4) * band(np.ones(3), 4, 4),),
            ],
        ),
    ],
)


def _unchecked(w):
    """v[1 − outputs] … v[inputs − 1], read from the first column upwards and the first row."""
    return np.concatenate([w[:0:-1, 0], w[0]])


def _around(v, centre):
    """From −Δ to Δ around the place `centre` of v, Δ as small as possible."""
    delta = max(abs(a - centre) for a in np.flatnonzero(v))
    room = np.pad(v, delta)
    return room[centre : centre + 2 * delta + 1]


@check.mistake(
    "the first row and the first column are read, and nobody asks about the rest",
    "Is weight w[1, 1] the same as w[0, 0]? And if it is not?",
)
def not_checked(w):
    return _around(_unchecked(w), len(w) - 1)


@check.mistake(
    "only the first two rows are compared",
    "A layer may be shared for two rows and not for the third. Does your loop reach it?",
)
def two_rows_compared(w):
    return np.zeros(0) if len(reference(w[:2])) == 0 else not_checked(w)


@check.mistake(
    "only the main diagonal is compared",
    "Each offset has a diagonal of its own. What about the weights one place beside the main one?",
)
def main_diagonal_compared(w):
    return not_checked(w) if len(set(np.diag(w))) == 1 else np.zeros(0)


@check.mistake(
    "weights along a diagonal are averaged where they differ",
    "No average is asked for: if two weights of one offset differ, there is no kernel.",
)
def averaged(w):
    outputs, inputs = w.shape
    v = [np.diag(w, a).mean() for a in range(1 - outputs, inputs)]
    return _around(np.array(v), outputs - 1)


@check.mistake(
    "the kernel is read from the largest offset to the smallest",
    "The first value belongs to a = −Δ, to an input on the left of its output.",
)
def reversed_offsets(w):
    return reference(w)[::-1]


@check.mistake(
    "zeros at the ends are cut off on each side alone, so that offset 0 is no longer in the middle",
    "Where in your answer is the weight of offset 0? It should stand in the middle.",
)
def zeros_trimmed_at_each_end(w):
    return np.trim_zeros(reference(w))


@check.mistake(
    "all offsets are returned, however many zeros there are at the ends",
    "Make Δ as small as possible. Which is the largest offset with a weight that is not 0?",
)
def never_trimmed(w):
    return np.zeros(0) if len(reference(w)) == 0 else _unchecked(w)


@check.mistake(
    "the nonzero weights of the first row are returned",
    "The first output cannot look to its left. In which row can you see the offset −1?",
)
def first_row_only(w):
    return np.zeros(0) if len(reference(w)) == 0 else w[0][w[0] != 0]


@check.mistake(
    "a single zero is returned where there is no kernel",
    "A layer whose weights are all 0 has the kernel [0]. An empty array holds nothing at all.",
)
def zero_for_none(w):
    return np.zeros(1) if len(reference(w)) == 0 else reference(w)


@check.style
def diagonals(w):
    outputs, inputs = w.shape
    v = []
    for a in range(-(outputs - 1), inputs):
        diagonal = np.diag(w, a)
        if np.any(diagonal != diagonal[0]):
            return np.array([])
        v.append(diagonal[0])
    far = max(outputs, inputs)
    v = [0] * (far - outputs) + v + [0] * (far - inputs)
    while len(v) > 1 and v[0] == 0 and v[-1] == 0:
        v = v[1:-1]
    return np.array(v)


@check.style
def compare_neighbours(w):
    if not np.array_equal(w[1:, 1:], w[:-1, :-1]):
        return []
    rows, columns = np.nonzero(w)
    delta = np.max(np.abs(columns - rows))
    v = np.zeros(2 * delta + 1)
    v[columns - rows + delta] = w[rows, columns]
    return v


@check.style
def rebuild_and_compare(w):
    outputs, inputs = w.shape
    v = {a: w[max(0, -a), max(0, a)] for a in range(1 - outputs, inputs)}
    i, k = np.indices(w.shape)
    if not np.array_equal(np.vectorize(v.get)(k - i), w):
        return np.zeros(0)
    delta = max(abs(a) for a in v if v[a])
    return [v.get(a, 0) for a in range(-delta, delta + 1)]
