"""Steps measured by the steps so far: no learning rate to choose, or almost none."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference.optimisers import AdaDelta, after


def reference(w, gradients, lr, rho, eps):
    return after(AdaDelta, w, gradients, lr=lr, rho=rho, eps=eps)


check = Check(
    "training.adadelta",
    "adadelta(w, gradients, lr, rho, eps)",
    reference,
    [
        Property(
            "makes the first step from eps alone",
            1,
            lambda rng: [
                (numbers(rng, 2), numbers(rng, 1, 2), 1.0, 0.75, 1.0),
                (numbers(rng, 3), fractions(rng, 1, 3), 2.0, 0.5, 4.0),
            ],
        ),
        Property(
            "remembers gradients and steps",
            2,
            lambda rng: [
                (numbers(rng, 2), numbers(rng, 2, 2), 1.0, 0.5, 1.0),
                (numbers(rng, 3), fractions(rng, 4, 3), 1.0, 0.9, 0.5),
                (integers(rng, 2), integers(rng, 3, 2), 1.0, 0.75, 2.0),
            ],
        ),
        Property(
            "multiplies by lr at the end, outside of the memory",
            1,
            lambda rng: [
                (numbers(rng, 2), numbers(rng, 3, 2), 0.5, 0.75, 1.0),
                (numbers(rng, 3), numbers(rng, 4, 3), 3.0, 0.5, 2.0),
            ],
        ),
    ],
)


def _steps(w, gradients, lr, rho, step, remembered=lambda d, g, lr: d**2):
    """AdaDelta with another step, or another thing to remember of it."""
    s, u = np.zeros(len(w)), np.zeros(len(w))
    for g in gradients:
        s = rho * s + (1 - rho) * g**2
        d = step(g, s, u)
        u = rho * u + (1 - rho) * remembered(d, g, lr)
        w = w - lr * d
    return w


def _step(eps):
    """The right one."""
    return lambda g, s, u: g * np.sqrt(u + eps) / np.sqrt(s + eps)


@check.mistake(
    "eps is added to the roots, not under them",
    "Here it stands under the root, unlike in RMSProp. The first step needs √eps.",
)
def eps_outside(w, gradients, lr, rho, eps):
    def step(g, s, u):
        return g * (np.sqrt(u) + eps) / (np.sqrt(s) + eps)

    return _steps(w, gradients, lr, rho, step)


@check.mistake(
    "the steps are never remembered: u stays zero",
    "Two memories fade in this rule. Which line of yours changes u?",
)
def steps_not_remembered(w, gradients, lr, rho, eps):
    return _steps(w, gradients, lr, rho, _step(eps), lambda d, g, lr: 0 * d)


@check.mistake(
    "u remembers the gradients, as s does",
    "u is the mean square of the steps d. Then √u / √s has a meaning.",
)
def gradients_remembered_twice(w, gradients, lr, rho, eps):
    return _steps(w, gradients, lr, rho, _step(eps), lambda d, g, lr: g**2)


@check.mistake(
    "the learning rate is multiplied into the steps that are remembered",
    "torch remembers d as it is, and multiplies by lr only when w moves.",
)
def lr_remembered(w, gradients, lr, rho, eps):
    return _steps(w, gradients, lr, rho, _step(eps), lambda d, g, lr: (lr * d) ** 2)


@check.mistake(
    "the learning rate is forgotten",
    "Which of the five arguments never appears in your program?",
)
def no_learning_rate(w, gradients, lr, rho, eps):
    return reference(w, gradients, 1, rho, eps)


@check.mistake(
    "the two roots have changed places",
    "Large gradients should make the step small: which root stands below?",
)
def roots_swapped(w, gradients, lr, rho, eps):
    return _steps(w, gradients, lr, rho, lambda g, s, u: g * np.sqrt(s + eps) / np.sqrt(u + eps))


@check.mistake(
    "the roots are forgotten",
    "u and s are means of squares. Their roots are sizes.",
)
def no_roots(w, gradients, lr, rho, eps):
    return _steps(w, gradients, lr, rho, lambda g, s, u: g * (u + eps) / (s + eps))


@check.mistake(
    "only the lower root is taken, with lr above it, as in RMSProp",
    "The step is measured by the steps before it. Where is the root of u?",
)
def no_upper_root(w, gradients, lr, rho, eps):
    return _steps(w, gradients, lr, rho, lambda g, s, u: g / np.sqrt(s + eps))


@check.mistake(
    "rho and 1 − rho have changed places",
    "A rho near 1 is a long memory. Which part does it multiply?",
)
def shares_swapped(w, gradients, lr, rho, eps):
    return reference(w, gradients, lr, 1 - rho, eps)


@check.mistake(
    "the gradient is remembered only after the step",
    "First s takes in the new gradient, then d is computed, then u takes in d. "
    "Or are s and u two names of one array?",
)
def gradient_too_late(w, gradients, lr, rho, eps):
    s, u = np.zeros(len(w)), np.zeros(len(w))
    for g in gradients:
        d = _step(eps)(g, s, u)
        s = rho * s + (1 - rho) * g**2
        u = rho * u + (1 - rho) * d**2
        w = w - lr * d
    return w


@check.mistake(
    "the step goes along the gradient, uphill",
    "The gradient points to where the loss grows.",
)
def uphill(w, gradients, lr, rho, eps):
    return reference(w, -gradients, lr, rho, eps)


@check.style
def step_by_step(w, gradients, lr, rho, eps):
    s = u = np.zeros(len(w))
    for g in gradients:
        s = rho * s + (1 - rho) * g**2
        d = g * np.sqrt(u + eps) / np.sqrt(s + eps)
        u = rho * u + (1 - rho) * d**2
        w = w - lr * d
    return w


@check.style
def number_by_number(w, gradients, lr, rho, eps):
    moved = np.array(w, dtype=float)
    for place in range(len(w)):
        s = u = 0.0
        for g in gradients[:, place]:
            s = rho * s + (1 - rho) * g * g
            d = g * ((u + eps) / (s + eps)) ** 0.5
            u = rho * u + (1 - rho) * d * d
            moved[place] -= lr * d
    return moved


@check.style
def one_memory_for_both(w, gradients, lr, rho, eps):
    memory, total = np.zeros((2, len(w))), np.zeros(len(w))
    for g in gradients:
        memory[0] += (1 - rho) * (g * g - memory[0])
        below, above = np.sqrt(memory + eps)
        d = above / below * g
        memory[1] += (1 - rho) * (d * d - memory[1])
        total += d
    return w - lr * total
