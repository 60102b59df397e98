"""The loss of a classifier: how surprised it is, on average, by the right classes."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference.layers import cross_entropy


def reference(scores, labels):
    return cross_entropy(scores, labels)[0]


def labels_of(rng, N, K):
    """A class for each row, two different ones at least."""
    labels = [int(k) for k in rng.integers(K, size=N)]
    if N > 1 and len(set(labels)) == 1:
        labels[0] = (labels[0] + 1) % K
    return labels


def large(rng, N, K):
    """Scores near +1000 in one row and near −1000 in the next: exp(1000) is no number."""
    ends = np.where(np.arange(N) % 2, -1000.0, 1000.0)
    return ends[:, None] + rng.permuted(np.tile(np.arange(K) - 1.0, (N, 1)), axis=1)


def calm(rng, N, K):
    """Scores of which no class is out of the question."""
    return rng.permuted(np.tile(np.arange(K) / 2 - 0.5, (N, 1)), axis=1) + rng.integers(2)


check = Check(
    "lenet.cross_entropy_loss",
    "cross_entropy_loss(scores, labels)",
    reference,
    [
        Property(
            "tells the loss of one picture",
            1,
            lambda rng: [
                (calm(rng, 1, 3), labels_of(rng, 1, 3)),
                (calm(rng, 1, 4) * 1.5, labels_of(rng, 1, 4)),
            ],
        ),
        Property(
            "averages over a batch",
            1,
            lambda rng: [
                (calm(rng, 2, 3), labels_of(rng, 2, 3)),
                (calm(rng, 5, 3), labels_of(rng, 5, 3)),
                # Scores so close that 1e-9 inside the logarithm does not show, as it does below.
                (integers(rng, 4, 3) // 3, labels_of(rng, 4, 3)),
                (fractions(rng, 3, 5) / 4, labels_of(rng, 3, 5)),
            ],
        ),
        Property(
            "stays a number when scores are large",
            2,
            lambda rng: [
                (large(rng, 1, 3), labels_of(rng, 1, 3)),
                (large(rng, 3, 4), labels_of(rng, 3, 4)),
                (large(rng, 4, 3) + numbers(rng, 4, 1), labels_of(rng, 4, 3)),
                (np.array([[40.0, -2.0, 1.0], [-3.0, 60.0, 2.0]]), [2, 0]),
                (np.array([[1000.0, 0.0]]), [1]),
            ],
        ),
    ],
)


def _log_p(scores, labels, axis=1):
    """log softmax, and of it the right classes."""
    z = scores - scores.max(axis=axis, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=axis, keepdims=True))
    return log_p[np.arange(len(labels)), labels]


@check.mistake(
    "the exponential overflows for large scores",
    "softmax stays the same if you take the same number off all scores of a row. Which one helps?",
)
def overflows(scores, labels):
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(labels)), labels]).mean()


@check.mistake(
    "the exponentials are summed as they are, and overflow for large scores",
    "log Σ exp(z) grows by c if you add c to all scores of a row. Which c keeps exp(z) small?",
)
def sum_overflows(scores, labels):
    log_sum = np.log(np.exp(scores).sum(axis=1))
    return (log_sum - scores[np.arange(len(labels)), labels]).mean()


@check.mistake(
    "the logarithm is taken of a probability so small that it has become 0",
    "Scores of (1000, 0) can have a loss of 1000. Why take an exponential, and then its logarithm?",
)
def logarithm_of_zero(scores, labels):
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(labels)), labels]).mean()


@check.mistake(
    "the maximum of the whole table is taken off every row",
    "In a row of small scores every exponential is then 0. Each row has a maximum of its own.",
)
def maximum_of_the_table(scores, labels):
    p = np.exp(scores - scores.max())
    p = p / p.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(labels)), labels]).mean()


@check.mistake(
    "a small number is added inside the logarithm",
    "With 1e-9 in it no loss gets above 21. The logarithm of an exponential needs no help.",
)
def small_number_added(scores, labels):
    return -np.log(np.exp(_log_p(scores, labels)) + 1e-9).mean()


@check.mistake(
    "the losses are summed, not averaged",
    "Twice as many pictures should not make the loss twice as large.",
)
def summed(scores, labels):
    return -_log_p(scores, labels).sum()


@check.mistake(
    "the minus sign is missing",
    "The logarithm of a probability is never positive. And the loss?",
)
def minus_missing(scores, labels):
    return _log_p(scores, labels).mean()


@check.mistake(
    "softmax runs down the columns, over the batch",
    "Each picture has its own ten probabilities, and they add up to 1. Along which axis?",
)
def over_the_batch(scores, labels):
    return -_log_p(scores, labels, axis=0).mean()


@check.mistake(
    "the logarithm is left out",
    "You have 1 minus the probability of the right class. The task asks for its logarithm.",
)
def logarithm_left_out(scores, labels):
    return (1 - np.exp(_log_p(scores, labels))).mean()


@check.mistake(
    "the logarithm has base 2",
    "np.log is the natural logarithm, and torch uses it too.",
)
def base_two(scores, labels):
    return -_log_p(scores, labels).mean() / np.log(2)


@check.mistake(
    "the score of the right class is taken for its logarithm of a probability",
    "Scores are no probabilities yet. What makes them positive, and add up to 1?",
)
def softmax_left_out(scores, labels):
    return -scores[np.arange(len(labels)), labels].mean()


@check.mistake(
    "the loss is averaged over the classes as well",
    "There is one loss for each picture, so by what is the sum divided?",
)
def averaged_over_classes(scores, labels):
    return -_log_p(scores, labels).mean() / scores.shape[1]


@check.style
def log_sum_exp(scores, labels):
    top = scores.max(axis=1)
    log_sum = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    return (log_sum - scores[np.arange(len(labels)), labels]).mean()


@check.style
def row_by_row(scores, labels):
    total = 0.0
    for row, k in zip(scores, labels, strict=True):
        z = row - max(row)
        total += np.log(sum(np.exp(z))) - z[k]
    return total / len(labels)


@check.style
def pairwise_in_log_space(scores, labels):
    right = scores[np.arange(len(labels)), list(labels)]
    return np.mean(np.logaddexp.reduce(scores, axis=1) - right)
