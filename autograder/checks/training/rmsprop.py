"""Each number has a step of its own, measured by the size of its recent gradients."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference.optimisers import AdaGrad, RMSProp, after


def reference(w, gradients, lr, alpha, eps):
    return after(RMSProp, w, gradients, lr=lr, alpha=alpha, eps=eps)


check = Check(
    "training.rmsprop",
    "rmsprop(w, gradients, lr, alpha, eps)",
    reference,
    [
        Property(
            "divides the first step by the root of its own square, one number at a time",
            1,
            lambda rng: [
                (numbers(rng, 2), numbers(rng, 1, 2), 0.5, 0.75, 1e-8),
                (numbers(rng, 3), numbers(rng, 1, 3), 2.0, 0.5, 1e-8),
            ],
        ),
        Property(
            "remembers the squares and lets them fade",
            2,
            lambda rng: [
                (numbers(rng, 2), numbers(rng, 2, 2), 1.0, 0.5, 1e-8),
                (numbers(rng, 3), fractions(rng, 4, 3), 0.5, 0.9, 1e-8),
                (integers(rng, 2), integers(rng, 3, 2), 0.25, 0.75, 1e-8),
            ],
        ),
        Property(
            "adds eps to the root",
            1,
            lambda rng: [
                (numbers(rng, 2), fractions(rng, 1, 2), 1.0, 0.75, 0.5),
                (numbers(rng, 3), numbers(rng, 3, 3), 2.0, 0.5, 1.0),
            ],
        ),
    ],
)


def _steps(w, gradients, alpha, step, fresh=None):
    """RMSProp with another step, or another share for the fresh square."""
    s = np.zeros(len(w))
    for t, g in enumerate(gradients, 1):
        s = alpha * s + (1 - alpha if fresh is None else fresh) * g**2
        w = w - step(g, s, t)
    return w


@check.mistake(
    "eps stands under the root",
    "√s + eps and √(s + eps) differ. Where is the bracket in the formula?",
)
def eps_under_the_root(w, gradients, lr, alpha, eps):
    return _steps(w, gradients, alpha, lambda g, s, t: lr * g / np.sqrt(s + eps))


@check.mistake(
    "eps is left out",
    "What does your program do with a gradient of zero in the first step?",
)
def no_eps(w, gradients, lr, alpha, eps):
    return _steps(w, gradients, alpha, lambda g, s, t: lr * g / np.sqrt(s))


@check.mistake(
    "alpha and 1 − alpha have changed places",
    "An alpha near 1 is a long memory. Which part of s should it multiply?",
)
def shares_swapped(w, gradients, lr, alpha, eps):
    return _steps(w, gradients, 1 - alpha, lambda g, s, t: lr * g / (np.sqrt(s) + eps), alpha)


@check.mistake(
    "the new square counts in full, so that s is no mean",
    "The two shares add up to 1: what is the share of the new square?",
)
def fresh_in_full(w, gradients, lr, alpha, eps):
    return _steps(w, gradients, alpha, lambda g, s, t: lr * g / (np.sqrt(s) + eps), 1.0)


@check.mistake(
    "the squares are added up for ever, as in AdaGrad",
    "AdaGrad never forgets. Here the memory fades at every step.",
)
def adagrad(w, gradients, lr, alpha, eps):
    return after(AdaGrad, w, gradients, lr=lr, eps=eps)


@check.mistake(
    "the root is forgotten",
    "s has the unit of a square. What makes a length of it?",
)
def no_root(w, gradients, lr, alpha, eps):
    return _steps(w, gradients, alpha, lambda g, s, t: lr * g / (s + eps))


@check.mistake(
    "the sizes of the gradients are averaged, not their squares",
    "Root mean square: first the square, then the mean, then the root.",
)
def mean_of_sizes(w, gradients, lr, alpha, eps):
    s = np.zeros(len(w))
    for g in gradients:
        s = alpha * s + (1 - alpha) * abs(g)
        w = w - lr * g / (s + eps)
    return w


@check.mistake(
    "all numbers of w share one s",
    "Each number of w has its own s. Which shape has your s?",
)
def one_for_all(w, gradients, lr, alpha, eps):
    s = 0.0
    for g in gradients:
        s = alpha * s + (1 - alpha) * np.mean(g**2)
        w = w - lr * g / (np.sqrt(s) + eps)
    return w


@check.mistake(
    "the squares of all numbers are added up in one s",
    "Each number of w has its own s: nothing is summed over the row of gradients.",
)
def summed_over_the_row(w, gradients, lr, alpha, eps):
    s = 0.0
    for g in gradients:
        s = alpha * s + (1 - alpha) * np.sum(g**2)
        w = w - lr * g / (np.sqrt(s) + eps)
    return w


@check.mistake(
    "the step is made with the s of before",
    "At the first step your s is still zero. First it takes in the new gradient, then w moves.",
)
def one_step_late(w, gradients, lr, alpha, eps):
    s = np.zeros(len(w))
    for g in gradients:
        w = w - lr * g / (np.sqrt(s) + eps)
        s = alpha * s + (1 - alpha) * g**2
    return w


@check.mistake(
    "the mean is corrected for its start at zero, as Adam does",
    "RMSProp uses s as it is. The division by 1 − alpha^t belongs to another rule.",
)
def corrected_as_in_adam(w, gradients, lr, alpha, eps):
    return _steps(w, gradients, alpha, lambda g, s, t: lr * g / (np.sqrt(s / (1 - alpha**t)) + eps))


@check.mistake(
    "the step goes along the gradient, uphill",
    "The gradient points to where the loss grows.",
)
def uphill(w, gradients, lr, alpha, eps):
    return reference(w, -gradients, lr, alpha, eps)


@check.style
def step_by_step(w, gradients, lr, alpha, eps):
    s = np.zeros(len(w))
    for g in gradients:
        s = alpha * s + (1 - alpha) * g**2
        w = w - lr * g / (np.sqrt(s) + eps)
    return w


@check.style
def number_by_number(w, gradients, lr, alpha, eps):
    moved = []
    for value, column in zip(w, gradients.T, strict=True):
        s = 0.0
        for g in column:
            s += (1 - alpha) * (g * g - s)
            value = value - lr * g / (s**0.5 + eps)
        moved.append(value)
    return np.array(moved)


@check.style
def all_steps_at_once(w, gradients, lr, alpha, eps):
    T = len(gradients)
    age = np.subtract.outer(np.arange(T), np.arange(T))
    weights = np.where(age >= 0, (1 - alpha) * alpha ** np.maximum(age, 0), 0)
    s = weights @ np.square(gradients, dtype=float)
    return w - (lr * gradients / (np.sqrt(s) + eps)).sum(axis=0)
