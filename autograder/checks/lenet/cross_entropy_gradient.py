"""What the loss sends back to the scores: probabilities minus the truth, divided by N."""

from __future__ import annotations

import numpy as np

from autograder.checks.lenet.cross_entropy_loss import calm, labels_of, large
from autograder.draws import fractions, integers
from autograder.exercise import Check, Property
from autograder.reference.layers import cross_entropy


def reference(scores, labels):
    return cross_entropy(scores, labels)[1]


check = Check(
    "lenet.cross_entropy_gradient",
    "cross_entropy_gradient(scores, labels)",
    reference,
    [
        Property(
            "is right for one picture",
            1,
            lambda rng: [
                (calm(rng, 1, 3), labels_of(rng, 1, 3)),
                (calm(rng, 1, 4), labels_of(rng, 1, 4)),
            ],
        ),
        Property(
            "is right for a batch",
            2,
            lambda rng: [
                (calm(rng, 2, 3), labels_of(rng, 2, 3)),
                (calm(rng, 5, 3), labels_of(rng, 5, 3)),
                (integers(rng, 4, 3), labels_of(rng, 4, 3)),
                (fractions(rng, 3, 5), labels_of(rng, 3, 5)),
            ],
        ),
        Property(
            "stays a number when scores are large",
            1,
            lambda rng: [
                (large(rng, 3, 4), labels_of(rng, 3, 4)),
                (large(rng, 4, 3), labels_of(rng, 4, 3)),
            ],
        ),
    ],
)


def _softmax(scores, axis=1):
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _truth(scores, labels):
    """One-hot rows."""
    return np.eye(scores.shape[1])[labels]


@check.mistake(
    "it is not divided by the number of pictures",
    "The loss is a mean over the batch. What does the 1/N become in its derivative?",
)
def not_divided(scores, labels):
    return _softmax(scores) - _truth(scores, labels)


@check.mistake(
    "the probabilities come back, without the truth taken off",
    "A score that is right should rise. Is any number of yours negative?",
)
def truth_left_out(scores, labels):
    return _softmax(scores) / len(scores)


@check.mistake(
    "the sign is reversed",
    "Gradient descent takes the gradient off. Then the right score must have a negative one.",
)
def sign_reversed(scores, labels):
    return (_truth(scores, labels) - _softmax(scores)) / len(scores)


@check.mistake(
    "the exponential overflows for large scores",
    "softmax stays the same if you take the same number off all scores of a row. Which one helps?",
)
def overflows(scores, labels):
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return (p - _truth(scores, labels)) / len(scores)


@check.mistake(
    "softmax runs down the columns, over the batch",
    "Along which axis do your probabilities add up to 1, and along which should they?",
)
def over_the_batch(scores, labels):
    return (_softmax(scores, axis=0) - _truth(scores, labels)) / len(scores)


@check.mistake(
    "1 is taken off in every row at the labels of all pictures",
    "p[:, labels] names whole columns. Which pairs of a row and a column do you want?",
)
def every_label_in_every_row(scores, labels):
    p = _softmax(scores)
    p[:, labels] -= 1
    return p / len(scores)


@check.mistake(
    "the truth is taken off the scores themselves, without softmax",
    "Print the rows of the result. Each should add up to 0.",
)
def scores_for_probabilities(scores, labels):
    return (scores - _truth(scores, labels)) / len(scores)


@check.mistake(
    "it is divided by the number of classes, not of pictures",
    "Over what did the loss average?",
)
def divided_by_classes(scores, labels):
    return (_softmax(scores) - _truth(scores, labels)) / scores.shape[1]


@check.mistake(
    "only the right class gets a gradient",
    "A wrong class with a high score should be pushed down. How much?",
)
def right_class_only(scores, labels):
    truth = _truth(scores, labels)
    return truth * (_softmax(scores) - truth) / len(scores)


@check.mistake(
    "the derivative of softmax is multiplied in as for a squared error",
    "That is the gradient of ½·(p − truth)². With the logarithm, most of it cancels.",
)
def of_the_squared_error(scores, labels):
    p = _softmax(scores)
    error = p - _truth(scores, labels)
    return p * (error - (p * error).sum(axis=1, keepdims=True)) / len(scores)


@check.style
def subtract_at_the_labels(scores, labels):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(scores)), labels] -= 1
    return p / len(scores)


@check.style
def one_hot(scores, labels):
    log_p = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return (np.exp(log_p) - np.eye(scores.shape[1])[labels]) / len(labels)


@check.style
def picture_by_picture(scores, labels):
    N, K = scores.shape
    sent = np.zeros((N, K))
    for n in range(N):
        e = np.exp(scores[n] - np.max(scores[n]))
        for k in range(K):
            sent[n, k] = (e[k] / e.sum() - (k == labels[n])) / N
    return sent
