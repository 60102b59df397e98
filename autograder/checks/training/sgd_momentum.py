"""Gradient descent that keeps a part of its last move."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference.optimisers import SGD, after


def reference(w, gradients, lr, momentum):
    return after(SGD, w, gradients, lr=lr, momentum=momentum)


check = Check(
    "training.sgd_momentum",
    "sgd_momentum(w, gradients, lr, momentum)",
    reference,
    [
        Property(
            "steps against the gradient, lr times as far",
            1,
            lambda rng: [
                (numbers(rng, 2), numbers(rng, 1, 2), 0.5, 0.0),
                (numbers(rng, 3), numbers(rng, 2, 3), 0.25, 0.0),
                (numbers(rng, 2), numbers(rng, 1, 2), 0.1, 0.5),
            ],
        ),
        Property(
            "keeps a part of the velocity from step to step",
            2,
            lambda rng: [
                (numbers(rng, 2), numbers(rng, 2, 2), 1.0, 0.5),
                (numbers(rng, 3), numbers(rng, 4, 3), 0.5, 0.9),
                (numbers(rng, 4), fractions(rng, 3, 4), 0.1, 0.75),
            ],
        ),
        Property(
            "also moves an array of whole numbers",
            1,
            lambda rng: [
                (integers(rng, 3), integers(rng, 4, 3), 0.3, 0.8),
                (integers(rng, 2), fractions(rng, 5, 2), 0.7, 0.6),
            ],
        ),
    ],
)


@check.mistake(
    "the velocity is forgotten after each step",
    "Where does the second step find what was left of the first?",
)
def no_momentum(w, gradients, lr, momentum):
    return reference(w, gradients, lr, 0)


@check.mistake(
    "the step goes along the gradient, uphill",
    "The gradient points to where the loss grows.",
)
def uphill(w, gradients, lr, momentum):
    return reference(w, -gradients, lr, momentum)


@check.mistake(
    "the gradient is weighed by 1 − momentum",
    "That is an average of gradients. Here the new gradient counts in full, as in torch.",
)
def averaged(w, gradients, lr, momentum):
    return reference(w, (1 - momentum) * gradients, lr, momentum)


@check.mistake(
    "the step is made with the velocity of before",
    "First the velocity takes in the new gradient, then the parameters move.",
)
def one_step_late(w, gradients, lr, momentum):
    v = np.zeros(len(w))
    for g in gradients:
        w = w - lr * v
        v = momentum * v + g
    return w


@check.mistake(
    "momentum weighs the new gradient, not the old velocity",
    "With momentum 0 it should be plain gradient descent. What is left of the gradient in yours?",
)
def weighs_the_gradient(w, gradients, lr, momentum):
    v = np.zeros(len(w))
    for g in gradients:
        v = v + momentum * g
        w = w - lr * v
    return w


@check.mistake(
    "the velocity never fades: it is added up in full",
    "Multiply the old velocity by momentum before you add the gradient.",
)
def never_fades(w, gradients, lr, momentum):
    v = np.zeros(len(w))
    for g in gradients:
        v = v + g
        w = w - lr * v
    return w


@check.mistake(
    "it looks ahead, as Nesterov's momentum does",
    "You add the momentum once more on top of the velocity. The plain kind moves by v itself.",
)
def nesterov(w, gradients, lr, momentum):
    v = np.zeros(len(w))
    for g in gradients:
        v = momentum * v + g
        w = w - lr * (g + momentum * v)
    return w


@check.mistake(
    "only the last gradient makes a step",
    "Each row of gradients is a step. Look at where your loop ends.",
)
def last_step_only(w, gradients, lr, momentum):
    return reference(w, gradients[-1:], lr, momentum)


@check.mistake(
    "the learning rate is forgotten",
    "Which of the four arguments never appears in your program?",
)
def no_learning_rate(w, gradients, lr, momentum):
    return reference(w, gradients, 1, momentum)


@check.mistake(
    "the parameters stay whole numbers, which cuts off fractions",
    "Look at the dtype of the array that you change. astype(float) makes it hold fractions.",
)
def whole_numbers(w, gradients, lr, momentum):
    moved, v = w.copy(), np.zeros(len(w))
    for g in gradients:
        v = momentum * v + g
        moved[...] = (moved - lr * v).astype(w.dtype)
    return moved


@check.style
def step_by_step(w, gradients, lr, momentum):
    v = np.zeros(len(w))
    for g in gradients:
        v = momentum * v + g
        w = w - lr * v
    return w


@check.style
def velocity_with_the_rate_in_it(w, gradients, lr, momentum):
    moved, v = np.array(w, dtype=float), 0.0
    for g in gradients:
        v = momentum * v - lr * g
        moved += v
    return moved


@check.style
def every_gradient_echoes(w, gradients, lr, momentum):
    total = np.zeros(len(w))
    for t, g in enumerate(gradients):
        echoes = sum(momentum**k for k in range(len(gradients) - t))
        total = total + echoes * g
    return w - lr * total
