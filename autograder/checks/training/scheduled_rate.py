"""The learning rate after some steps, for three ways in which it may fall."""

from __future__ import annotations

import numpy as np

from autograder.exercise import Check, Property
from autograder.reference import optimisers


def reference(kind, step, lr, gamma, period):
    if kind == "exponential":
        return optimisers.exponential(step, lr, gamma)
    if kind == "step":
        return optimisers.stepwise(step, lr, gamma, period)
    return optimisers.polynomial(step, lr, gamma, period)


def _any(rng, low, high):
    """A whole number from low to high, both included, as a plain int."""
    return int(rng.integers(low, high + 1))


def _rate(rng):
    return float(rng.choice([2.0, 4.0, 6.0, 8.0]))


def _factor(rng):
    return float(rng.choice([0.5, 0.75, 0.8]))


check = Check(
    "training.scheduled_rate",
    "scheduled_rate(kind, step, lr, gamma, period)",
    reference,
    [
        Property(
            "multiplies at every step, for 'exponential'",
            1,
            lambda rng: [
                ("exponential", 0, _rate(rng), 0.5, 4),
                ("exponential", _any(rng, 2, 3), _rate(rng), _factor(rng), 5),
                ("exponential", _any(rng, 6, 8), _rate(rng), 0.75, 3),
            ],
        ),
        Property(
            "stays as it is for a period and then falls at once, for 'step'",
            1,
            lambda rng: [
                ("step", 2, _rate(rng), 0.5, 3),
                ("step", 3, _rate(rng), _factor(rng), 3),
                ("step", _any(rng, 9, 11), _rate(rng), _factor(rng), 4),
                ("step", 7, _rate(rng), 0.75, 5),
            ],
        ),
        Property(
            "falls to zero in one period and stays there, for 'polynomial'",
            1,
            lambda rng: [
                ("polynomial", _any(rng, 1, 2), _rate(rng), 1, 4),
                ("polynomial", _any(rng, 2, 4), _rate(rng), 2, 5),
                ("polynomial", 4, _rate(rng), 3, 8),
                ("polynomial", 7, _rate(rng), _any(rng, 1, 2), 5),
                ("polynomial", _any(rng, 9, 11), _rate(rng), 3, 6),
            ],
        ),
    ],
)


@check.mistake(
    "the rate of 'step' falls a little at every step, not at once",
    "Print the rates of steps 0, 1, 2 with a period of 3. All three should be the same.",
)
def no_stairs(kind, step, lr, gamma, period):
    return (
        lr * gamma ** (step / period)
        if kind == "step"
        else reference(kind, step, lr, gamma, period)
    )


@check.mistake(
    "the rate of 'step' falls too early: it is divided and rounded up",
    "In the first period nothing has fallen yet. What is the exponent in step 1?",
)
def rounded_up(kind, step, lr, gamma, period):
    if kind == "step":
        return lr * gamma ** -(-step // period)
    return reference(kind, step, lr, gamma, period)


@check.mistake(
    "the rate falls once before the first step",
    "After 0 steps the rate is lr itself, in all three schedules.",
)
def one_step_ahead(kind, step, lr, gamma, period):
    return reference(kind, step + 1, lr, gamma, period)


@check.mistake(
    "after the period the rate of 'polynomial' goes on below zero, or up again",
    "What is 1 − step/period when step is larger than period? The rate should stay at 0.",
)
def not_stopped(kind, step, lr, gamma, period):
    if kind == "polynomial":
        return lr * (1 - step / period) ** gamma
    return reference(kind, step, lr, gamma, period)


@check.mistake(
    "the power of 'polynomial' is taken of the share that is gone, not of what is left",
    "Half of the period is over and gamma is 2. A quarter of the rate should be left.",
)
def power_of_the_past(kind, step, lr, gamma, period):
    if kind == "polynomial":
        return lr * (1 - (min(step, period) / period) ** gamma)
    return reference(kind, step, lr, gamma, period)


@check.mistake(
    "gamma is multiplied by the number of steps, not raised to it",
    "Two steps with gamma ½ leave a quarter of the rate.",
)
def multiplied_not_raised(kind, step, lr, gamma, period):
    if kind == "polynomial":
        return reference(kind, step, lr, gamma, period)
    return lr * gamma * (step if kind == "exponential" else step // period)


@check.mistake(
    "gamma is taken for a rate of decay, exp(−gamma · steps)",
    "gamma is a factor here. With a gamma of 1 nothing should change at all.",
)
def e_to_the_minus(kind, step, lr, gamma, period):
    if kind == "exponential":
        return lr * np.exp(-gamma * step)
    return reference(kind, step, lr, gamma, period)


@check.mistake(
    "the rate of 'step' falls once and never again",
    "It falls at the end of every period. How many periods are over in the case below?",
)
def falls_once(kind, step, lr, gamma, period):
    if kind == "step":
        return lr * gamma if step >= period else lr
    return reference(kind, step, lr, gamma, period)


@check.mistake(
    "'exponential' waits for a period too",
    "The period has no meaning for 'exponential': every step multiplies by gamma.",
)
def period_for_exponential(kind, step, lr, gamma, period):
    return reference("step" if kind == "exponential" else kind, step, lr, gamma, period)


@check.mistake(
    "the rate lr to begin with is left out",
    "You have the share that is left. Of what?",
)
def share_only(kind, step, lr, gamma, period):
    return reference(kind, step, 1.0, gamma, period)


@check.style
def three_formulas(kind, step, lr, gamma, period):
    if kind == "exponential":
        return lr * gamma**step
    if kind == "step":
        return lr * gamma ** (step // period)
    return lr * max(0, 1 - step / period) ** gamma


@check.style
def step_after_step(kind, step, lr, gamma, period):
    rate = lr
    for t in range(1, step + 1):
        if kind == "exponential" or (kind == "step" and t % period == 0):
            rate *= gamma
    return lr * (max(period - step, 0) / period) ** gamma if kind == "polynomial" else rate


@check.style
def shares_by_name(kind, step, lr, gamma, period):
    left = np.clip((period - step) / period, 0, 1)
    shares = {"exponential": gamma**step, "step": gamma ** np.floor(step / period)}
    return lr * shares.get(kind, left**gamma)
