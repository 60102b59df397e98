"""How the loss changes with each value of the kernel."""

from __future__ import annotations

import numpy as np

from autograder.checks.cross_correlation.corr2d import reference as corr2d
from autograder.draws import numbers
from autograder.exercise import Check, Property


def reference(x, dy):
    return corr2d(x, dy)


check = Check(
    "cross_correlation.kernel_gradient",
    "kernel_gradient(x, dy)",
    reference,
    [
        Property(
            "weighs each window by the error that arrives from above",
            2,
            lambda rng: [
                (numbers(rng, 3, 4), numbers(rng, 2, 3)),
                (numbers(rng, 4, 3), numbers(rng, 3, 2)),
            ],
        ),
        Property(
            "works for any height and width of picture and kernel",
            2,
            lambda rng: [
                (numbers(rng, 4, 7), numbers(rng, 3, 4)),
                (numbers(rng, 6, 4), numbers(rng, 4, 3)),
            ],
        ),
    ],
)


@check.mistake(
    "dy is ignored, as if it were 1 everywhere",
    "Double one value of dy. Which values of the gradient should change?",
)
def error_ignored(x, dy):
    return corr2d(x, np.ones_like(dy))


@check.mistake(
    "the gradient comes out rotated by 180°",
    "Which value of x does w[0, 0] meet when it makes y[0, 0]? That product decides dw[0, 0].",
)
def gradient_rotated(x, dy):
    return corr2d(x, dy)[::-1, ::-1]


@check.mistake(
    "dy is rotated before it slides, as in a true convolution",
    "The forward pass did not flip anything, so its gradient with respect to w does not either.",
)
def error_rotated(x, dy):
    return corr2d(x, dy[::-1, ::-1])


@check.mistake(
    "the gradient is averaged over the windows, not summed",
    "Every output that used w[a, b] adds its share. The chain rule has a sum, no mean.",
)
def averaged_over_windows(x, dy):
    return corr2d(x, dy) / dy.size


@check.mistake(
    "the gradient is twice as large, as if the loss were a square",
    "The 2 of a squared error is part of dy already: dy is ∂L/∂y, whatever the loss.",
)
def doubled(x, dy):
    return 2 * corr2d(x, dy)


@check.mistake(
    "the sign is turned round: this is the step, not the gradient",
    "Return ∂L/∂w. The minus sign belongs to the update w − η·∂L/∂w.",
)
def step_not_gradient(x, dy):
    return -corr2d(x, dy)


@check.mistake(
    "the picture is padded first, so that the gradient is larger than the kernel",
    "The gradient has the shape of w. How large was w, if x has H rows and dy has h?",
)
def wide_gradient(x, dy):
    return corr2d(np.pad(x, [(dy.shape[0] - 1,) * 2, (dy.shape[1] - 1,) * 2]), dy)


@check.mistake(
    "the gradient is as wide as it is tall",
    "The gradient has the shape of w. Which two sizes decide its width?",
)
def width_from_height(x, dy):
    k = x.shape[0] - dy.shape[0] + 1
    dw = np.zeros((k, k))
    for a in range(k):
        for b in range(k):
            dw[a, b] = (x[a : a + dy.shape[0], b : b + dy.shape[1]] * dy).sum()
    return dw


@check.mistake(
    "each window overwrites the ones before it, so that the last one alone is left",
    "Every output that used w[a, b] adds its share. What does = do with the shares before?",
)
def only_the_last_window(x, dy):
    i, j = dy.shape[0] - 1, dy.shape[1] - 1
    return dy[-1, -1] * x[i:, j:]


@check.style
def windows(x, dy):
    kh, kw = x.shape[0] - dy.shape[0] + 1, x.shape[1] - dy.shape[1] + 1
    dw = np.zeros((kh, kw))
    for i in range(dy.shape[0]):
        for j in range(dy.shape[1]):
            dw += dy[i, j] * x[i : i + kh, j : j + kw]
    return dw


@check.style
def einsum(x, dy):
    windows = np.lib.stride_tricks.sliding_window_view(x, dy.shape)
    return np.einsum("abij,ij->ab", windows, dy)


@check.style
def finite_differences(x, dy):
    kh, kw = x.shape[0] - dy.shape[0] + 1, x.shape[1] - dy.shape[1] + 1
    dw = np.zeros((kh, kw))
    for a in range(kh):
        for b in range(kw):
            w = np.zeros((kh, kw))
            w[a, b] = 1.0  # the loss is linear in w, so one step of 1 is exact
            dw[a, b] = (corr2d(x, w) * dy).sum()
    return dw
