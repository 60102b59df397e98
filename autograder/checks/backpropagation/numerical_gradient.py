"""The gradient of a squared error with respect to the kernel, by nudging one weight at a time."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property


def _slide(x, w):
    """Cross-correlation: the forward pass that the loss is about."""
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape)
    return np.einsum("ijab,ab->ij", windows, w)


def _loss(x, w, t):
    return ((_slide(x, w) - t) ** 2).sum()


def _central(loss, w, h):
    """(loss(w + h) − loss(w − h)) / 2h for each value of w, the others left as they are."""
    gradient = np.zeros(w.shape)
    for place in np.ndindex(*w.shape):
        nudge = np.zeros(w.shape)
        nudge[place] = h
        gradient[place] = (loss(w + nudge) - loss(w - nudge)) / (2 * h)
    return gradient


def reference(x, w, t, h):
    return _central(lambda nudged: _loss(x, nudged, t), w, h)


check = Check(
    "backpropagation.numerical_gradient",
    "numerical_gradient(x, w, t, h)",
    reference,
    [
        Property(
            "nudges a weight up and down and divides by the whole way",
            1,
            lambda rng: [
                (numbers(rng, 1, 2), numbers(rng, 1, 1), numbers(rng, 1, 2), 0.5),
                (numbers(rng, 3, 2), numbers(rng, 1, 1), numbers(rng, 3, 2), 0.25),
            ],
        ),
        Property(
            "does so for every weight, while the others stay as they are",
            2,
            lambda rng: [
                (numbers(rng, 2, 3), numbers(rng, 1, 2), numbers(rng, 2, 2), 0.5),
                (numbers(rng, 3, 4), numbers(rng, 2, 3), numbers(rng, 2, 2), 0.25),
                (fractions(rng, 5, 3), numbers(rng, 3, 2), numbers(rng, 3, 2), 0.125),
            ],
        ),
        Property(
            "keeps the nudge of a kernel of whole numbers",
            1,
            lambda rng: [
                (numbers(rng, 2, 3), integers(rng, 2, 2), numbers(rng, 1, 2), 0.25),
                (integers(rng, 3, 3), integers(rng, 2, 1), integers(rng, 2, 3), 0.5),
            ],
        ),
    ],
)


@check.mistake(
    "the weight is nudged upwards only",
    "You compare the loss after the nudge with the loss before it. On a parabola, how far off is "
    "the slope of that line?",
)
def one_sided(x, w, t, h):
    gradient = np.zeros(w.shape)
    for place in np.ndindex(*w.shape):
        nudge = np.zeros(w.shape)
        nudge[place] = h
        gradient[place] = (_loss(x, w + nudge, t) - _loss(x, w, t)) / h
    return gradient


@check.mistake(
    "the difference is divided by h, although the weight moved by twice as much",
    "From w − h to w + h: how far is that?",
)
def divided_by_h(x, w, t, h):
    return 2 * reference(x, w, t, h)


@check.mistake(
    "the weight goes up by h and back again, and is never below where it was",
    "Follow the weight: w, then w + h, then? The lower loss is that of w − h.",
)
def up_and_back(x, w, t, h):
    return one_sided(x, w, t, h) / 2


@check.mistake(
    "nudges pile up: a weight stays nudged while the next ones are tried",
    "When you come to the second weight, what is the value of the first? It should be as given.",
)
def nudges_pile_up(x, w, t, h):
    w, gradient = w.astype(float), np.zeros(w.shape)
    for place in np.ndindex(*w.shape):
        w[place] += h
        above = _loss(x, w, t)
        w[place] -= 2 * h
        gradient[place] = (above - _loss(x, w, t)) / (2 * h)
    return gradient


@check.mistake(
    "all weights are nudged together, which gives one number",
    "There is one slope for each weight. Nudge one, and leave the others.",
)
def all_at_once(x, w, t, h):
    return (_loss(x, w + h, t) - _loss(x, w - h, t)) / (2 * h)


@check.mistake(
    "the nudge is lost in a copy of integer type",
    "Can an array of whole numbers hold 3.25? Look at the dtype of the copy that you nudge.",
)
def integer_copy(x, w, t, h):
    gradient = np.zeros(w.shape)
    for place in np.ndindex(*w.shape):
        up, down = w.copy(), w.copy()
        up[place] += h
        down[place] -= h
        gradient[place] = (_loss(x, up, t) - _loss(x, down, t)) / (2 * h)
    return gradient


@check.mistake(
    "the sign is turned round: this is the step downhill, not the gradient",
    "If the loss grows with a weight, the gradient is positive. Which loss do you subtract?",
)
def step_not_gradient(x, w, t, h):
    return -reference(x, w, t, h)


@check.mistake(
    "the loss is the mean of the squared errors, not their sum",
    "The loss in this exercise has a sum and no mean.",
)
def mean_loss(x, w, t, h):
    return reference(x, w, t, h) / t.size


@check.mistake(
    "the loss is half the sum of the squared errors",
    "The ½ in front is a habit of many books. Is it in the formula of this exercise?",
)
def half_the_loss(x, w, t, h):
    return reference(x, w, t, h) / 2


@check.mistake(
    "the target is ignored",
    "With a perfect kernel the loss is 0, and so is its gradient. Where does t come in?",
)
def target_ignored(x, w, t, h):
    return reference(x, w, np.zeros(t.shape), h)


@check.mistake(
    "the kernel is flipped on its way through the loss",
    "The layer computes a cross-correlation. Which pixel does w[0, 0] meet first?",
)
def kernel_flipped(x, w, t, h):
    return _central(lambda nudged: _loss(x, nudged[::-1, ::-1], t), w, h)


@check.mistake(
    "the pixels are nudged, not the weights",
    "The result should have the shape of w. Whose slope are you asked for?",
)
def pixels_nudged(x, w, t, h):
    return _central(lambda nudged: _loss(nudged, w, t), x, h)


@check.mistake(
    "the errors are added up without being squared",
    "A loss that can be negative? Each difference is squared before they are summed.",
)
def not_squared(x, w, t, h):
    return _central(lambda nudged: (_slide(x, nudged) - t).sum(), w, h)


@check.style
def nudge_and_put_back(x, w, t, h):
    def loss():
        oH, oW = t.shape
        total = 0.0
        for i in range(oH):
            for j in range(oW):
                y = (x[i : i + w.shape[0], j : j + w.shape[1]] * w).sum()
                total += (y - t[i, j]) ** 2
        return total

    w = w.astype(float)
    dw = np.zeros(w.shape)
    for a in range(w.shape[0]):
        for b in range(w.shape[1]):
            kept = w[a, b]
            w[a, b] = kept + h
            above = loss()
            w[a, b] = kept - h
            below = loss()
            w[a, b] = kept
            dw[a, b] = (above - below) / (2 * h)
    return dw


@check.style
def all_nudges_in_one_array(x, w, t, h):
    nudges = h * np.eye(w.size).reshape(w.size, *w.shape)
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape)

    def losses(kernels):
        return ((np.einsum("ijab,kab->kij", windows, kernels) - t) ** 2).sum(axis=(1, 2))

    return ((losses(w + nudges) - losses(w - nudges)) / (2 * h)).reshape(w.shape)


@check.style
def by_the_chain_rule(x, w, t, h):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape)
    error = np.einsum("ijab,ab->ij", windows, w) - t
    return np.einsum("ijab,ij->ab", windows, 2 * error)
