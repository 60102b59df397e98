"""Back through a leaky ReLU: all of the gradient, or a part of it."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property


def reference(dy, x, slope):
    """dy where x is positive, slope · dy elsewhere."""
    return dy * np.where(x > 0, 1.0, slope)


def _with_zeros(rng, rows, columns):
    """Values of both signs, zeros among them."""
    x = rng.permutation(np.arange(rows * columns) - 2.0)
    x[rng.integers(rows * columns)] = 0
    return x.reshape(rows, columns)


def _mixed(rng, rows, columns):
    """Values of both signs in any case, and no zero."""
    x = numbers(rng, rows, columns)
    x.flat[0], x.flat[-1] = abs(x.flat[0]), -abs(x.flat[-1])
    return x


check = Check(
    "lenet.leaky_relu_backward",
    "leaky_relu_backward(dy, x, slope)",
    reference,
    [
        Property(
            "lets everything through where x is positive, and nothing elsewhere, with slope 0",
            1,
            lambda rng: [
                (_mixed(rng, 2, 3), _mixed(rng, 2, 3), 0),
                (fractions(rng, 4, 2), _mixed(rng, 4, 2), 0),
            ],
        ),
        Property(
            "lets slope times the gradient through below zero",
            1,
            lambda rng: [
                (_mixed(rng, 3, 2), _mixed(rng, 3, 2), 0.25),
                (_mixed(rng, 2, 4), _mixed(rng, 2, 4), 0.5),
                (integers(rng, 2, 5), integers(rng, 2, 5), 0.1),
            ],
        ),
        Property(
            "counts a zero of x with the negative ones",
            1,
            lambda rng: [
                (numbers(rng, 2, 3), _with_zeros(rng, 2, 3), 0),
                (numbers(rng, 4, 3), _with_zeros(rng, 4, 3), 0.25),
            ],
        ),
    ],
)


@check.mistake(
    "the sign of dy decides, not the sign of x",
    "The gate was opened or shut on the way forward. What did the layer look at then?",
)
def sign_of_dy(dy, x, slope):
    return dy * np.where(dy > 0, 1.0, slope)


@check.mistake(
    "the gradient from above is ignored",
    "You have the derivative of this layer alone. The chain rule multiplies it by what?",
)
def upstream_ignored(dy, x, slope):
    return np.where(x > 0, 1.0, slope)


@check.mistake(
    "it is the forward pass",
    "Forward, x goes in. Backward, dy goes in, and x only says where.",
)
def forward_pass(dy, x, slope):
    return np.where(x > 0, x, slope * x)


@check.mistake(
    "the gradient is multiplied by the output of the layer",
    "What is the derivative of x with respect to x?",
)
def times_the_output(dy, x, slope):
    return dy * np.where(x > 0, x, slope * x)


@check.mistake(
    "nothing gets through below zero, whatever the slope",
    "One of the three arguments never appears in your program.",
)
def slope_ignored(dy, x, slope):
    return dy * (x > 0)


@check.mistake(
    "zero is counted with the positive ones",
    "Does 0 > 0 hold? Look at your comparison.",
)
def open_at_zero(dy, x, slope):
    return dy * np.where(x >= 0, 1.0, slope)


@check.mistake(
    "the two sides of zero are swapped",
    "A large positive x went through unchanged. What happens to its gradient?",
)
def sides_swapped(dy, x, slope):
    return dy * np.where(x > 0, slope, 1.0)


@check.mistake(
    "the slope itself is written where x is negative, without dy",
    "Below zero too, the chain rule multiplies. By what?",
)
def slope_without_dy(dy, x, slope):
    return np.where(x > 0, dy, slope)


@check.mistake(
    "the result is an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill. With zeros_like it takes over that of x.",
)
def integer_result(dy, x, slope):
    dx = np.zeros_like(x, dtype=int)
    dx[...] = np.where(x > 0, dy, slope * dy)
    return dx


@check.style
def one_choice(dy, x, slope):
    return np.where(x > 0, dy, slope * dy)


@check.style
def with_a_mask(dy, x, slope):
    dx = np.array(dy, dtype=float)
    dx[x <= 0] *= slope
    return dx


@check.style
def weighted_masks(dy, x, slope):
    positive = (x > 0).astype(float)
    return dy * (positive + slope * (1 - positive))


@check.style
def value_by_value(dy, x, slope):
    dx = np.zeros(dy.shape)
    for place in np.ndindex(*x.shape):
        dx[place] = dy[place] if x[place] > 0 else slope * dy[place]
    return dx
