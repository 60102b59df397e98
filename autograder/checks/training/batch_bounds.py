"""Where each mini-batch of an epoch begins and ends."""

from __future__ import annotations

import numpy as np

from autograder.exercise import Check, Property


def reference(n, batch_size):
    """Batch i holds the samples i·b up to min((i + 1)·b, n), of ⌈n / b⌉ batches."""
    count = -(-n // batch_size)
    return np.array([(i * batch_size, min((i + 1) * batch_size, n)) for i in range(count)])


def _any(rng, low, high):
    """A whole number from low to high, both included, as a plain int."""
    return int(rng.integers(low, high + 1))


def _even(rng):
    """As many batches as samples in one would hide that the two are confused."""
    count, b = rng.choice(np.arange(2, 6), size=2, replace=False)
    return int(count * b), int(b)


def _ragged(rng, left_over=None):
    b = _any(rng, 4, 6)
    return b * _any(rng, 2, 4) + (left_over or _any(rng, 2, b - 2)), b


check = Check(
    "training.batch_bounds",
    "batch_bounds(n, batch_size)",
    reference,
    [
        Property(
            "cuts the samples into batches where all are equally large",
            1,
            lambda rng: [(4, 2), _even(rng), _even(rng)],
        ),
        Property(
            "ends with a smaller batch where samples are left over",
            1,
            lambda rng: [(9, 4), _ragged(rng), _ragged(rng, left_over=1), (11, 4)],
        ),
        Property(
            "makes a single batch where the batch size is larger than the data",
            1,
            lambda rng: [(_any(rng, 2, 4), _any(rng, 6, 9)), (5, 5)],
        ),
    ],
)


@check.mistake(
    "the samples that are left over are dropped",
    "Is every sample in one of your batches? Some programs drop the last few; an epoch sees all.",
)
def rest_dropped(n, batch_size):
    starts = np.arange(n // batch_size) * batch_size
    return np.stack([(start, start + batch_size) for start in starts])  # of none: an error


@check.mistake(
    "the last batch reaches beyond the last sample",
    "There are only n samples. Where can a batch end at most?",
)
def beyond_the_end(n, batch_size):
    starts = np.arange(0, n, batch_size)
    return np.stack([starts, starts + batch_size], axis=1)


@check.mistake(
    "there is always one batch more than batches that are full, even where nothing is left",
    "4 samples in batches of 2: how many batches do you make, and what is in the last?",
)
def one_batch_too_many(n, batch_size):
    count = n // batch_size + 1
    return np.array([(i * batch_size, min((i + 1) * batch_size, n)) for i in range(count)])


@check.mistake(
    "the end is the last sample of the batch, not the one after it",
    "x[start:end] leaves out the sample at end. Which one is that in your first batch?",
)
def end_included(n, batch_size):
    return reference(n, batch_size) - [0, 1]


@check.mistake(
    "the last batch stops one sample too early",
    "x[start:end] leaves out the sample at end. Which is the last sample that you take?",
)
def last_sample_missed(n, batch_size):
    return np.minimum(reference(n, batch_size), n - 1)


@check.mistake(
    "samples are counted from one",
    "The first sample has the index 0, as everything in this course.",
)
def counted_from_one(n, batch_size):
    return reference(n, batch_size) + 1


@check.mistake(
    "the second column holds the sizes of the batches",
    "Where does the second batch end? Not: how many samples are in it.",
)
def sizes_for_ends(n, batch_size):
    bounds = reference(n, batch_size)
    return np.stack([bounds[:, 0], bounds[:, 1] - bounds[:, 0]], axis=1)


@check.mistake(
    "what is left over is put into the batch before",
    "A batch has batch_size samples at most. Is it so with yours?",
)
def rest_joined(n, batch_size):
    bounds = reference(n - n % batch_size if n > batch_size else n, batch_size)
    bounds[-1, 1] = n
    return bounds


@check.mistake(
    "the samples are spread evenly over the batches",
    "All batches but the last have exactly batch_size samples.",
)
def spread_evenly(n, batch_size):
    count = -(-n // batch_size)
    ends = np.cumsum([len(part) for part in np.array_split(np.arange(n), count)])
    return np.stack([np.append(0, ends[:-1]), ends], axis=1)


@check.mistake(
    "the smaller batch comes first",
    "Start at sample 0 with a full batch. Where do the left-over samples end up?",
)
def rest_first(n, batch_size):
    return np.flip(n - reference(n, batch_size), axis=(0, 1))


@check.mistake(
    "batch_size is taken for the number of batches",
    "batch_size says how many samples are in a batch. How many batches does that make?",
)
def as_many_batches(n, batch_size):
    return reference(n, max(1, -(-n // batch_size)))


@check.style
def step_by_step(n, batch_size):
    bounds = []
    start = 0
    while start < n:
        end = min(start + batch_size, n)
        bounds.append((start, end))
        start = end
    return np.array(bounds)


@check.style
def arange_and_minimum(n, batch_size):
    starts = np.arange(0, n, batch_size)
    return np.stack([starts, np.minimum(starts + batch_size, n)], axis=1)


@check.style
def split_at_the_cuts(n, batch_size):
    parts = np.split(np.arange(n), range(batch_size, n, batch_size))
    return [[part[0], part[-1] + 1] for part in parts]
