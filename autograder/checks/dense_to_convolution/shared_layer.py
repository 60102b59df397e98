"""A layer that is the same everywhere and local, in the indices of the derivation."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d


def reference(x, v, bias):
    dH, dW = (n // 2 for n in v.shape)
    return conv2d(x[None, None], v[None, None], [bias], padding=(dH, dW))[0, 0]


def _weighed(x, v, bias, pad):
    """The layer with a border that `pad` makes, for the mistakes that make another one."""
    dH, dW = (n // 2 for n in v.shape)
    windows = np.lib.stride_tricks.sliding_window_view(pad(x, dH, dW), v.shape)
    return np.einsum("ijab,ab->ij", windows, v) + bias


def _number(rng):
    """A bias, not 0."""
    return float(numbers(rng, 1)[0])


check = Check(
    "dense_to_convolution.shared_layer",
    "shared_layer(x, v, bias)",
    reference,
    [
        Property(
            "weighs a picture of one pixel with the middle of v and adds the bias once",
            1,
            lambda rng: [
                (numbers(rng, 1, 1), numbers(rng, 1, 1), _number(rng)),
                (numbers(rng, 1, 1), numbers(rng, 1, 3), _number(rng)),
                (numbers(rng, 1, 1), numbers(rng, 3, 3), _number(rng)),
            ],
        ),
        Property(
            "looks to the left and right, with zeros outside the picture",
            1,
            lambda rng: [
                (numbers(rng, 1, 4), numbers(rng, 1, 3), 0.0),
                (numbers(rng, 2, 5), numbers(rng, 1, 5), _number(rng)),
            ],
        ),
        Property(
            "looks up and down, with zeros outside the picture",
            1,
            lambda rng: [
                (numbers(rng, 4, 1), numbers(rng, 3, 1), 0.0),
                (numbers(rng, 5, 2), numbers(rng, 5, 1), _number(rng)),
            ],
        ),
        Property(
            "looks as far as Δ along each axis, and keeps fractions of integer pictures",
            2,
            lambda rng: [
                (numbers(rng, 4, 5), numbers(rng, 3, 3), 0.0),
                (numbers(rng, 4, 3), numbers(rng, 3, 5), _number(rng)),
                (integers(rng, 3, 5), fractions(rng, 5, 3), _number(rng) / 2),
                (numbers(rng, 2, 3), numbers(rng, 5, 3), _number(rng)),
            ],
        ),
    ],
)


@check.mistake(
    "x[i − a, j − b] is read where x[i + a, j + b] belongs: v is turned round",
    "v[0, 0] belongs to the offsets −Δ. Does it meet a pixel above the output, or one below?",
)
def offsets_subtracted(x, v, bias):
    return reference(x, v[::-1, ::-1], bias)


@check.mistake(
    "v is turned round as in a convolution, upside down only",
    "Follow the first row of v: which row of the picture does it meet?",
)
def rows_turned(x, v, bias):
    return reference(x, v[::-1], bias)


@check.mistake(
    "rows and columns of v are swapped",
    "The first index of v says how far down. Try a v of one row and three columns.",
)
def v_transposed(x, v, bias):
    return reference(x, v.T, bias)


@check.mistake(
    "negative indices count from the end: the first rows and columns see the last ones",
    "What is x[-1] in Python? Above the first row there is nothing: it counts as 0.",
)
def negative_indices(x, v, bias):
    def pad(x, dH, dW):
        wide = np.pad(x, [(0, dH), (0, dW)])
        rows = [i if i >= 0 else i % len(x) for i in range(-dH, len(x) + dH)]
        columns = [j if j >= 0 else j % x.shape[1] for j in range(-dW, x.shape[1] + dW)]
        return wide[np.ix_(rows, columns)]

    return _weighed(x, v, bias, pad)


@check.mistake(
    "the picture is a ring: what leaves on one side comes in on the other",
    "Beyond the border there are zeros. Look at what np.roll or % bring in there.",
)
def ring(x, v, bias):
    return _weighed(x, v, bias, lambda x, dH, dW: np.pad(x, [(dH, dH), (dW, dW)], mode="wrap"))


@check.mistake(
    "the border pixels are repeated outside the picture",
    "Outside the picture every value is 0, whatever stands next to it.",
)
def border_repeated(x, v, bias):
    return _weighed(x, v, bias, lambda x, dH, dW: np.pad(x, [(dH, dH), (dW, dW)], mode="edge"))


@check.mistake(
    "windows begin at (i, j), so that the layer only looks down and to the right",
    "Which pixel does the middle of v meet for output (0, 0)? It should be pixel (0, 0).",
)
def looks_ahead_only(x, v, bias):
    return _weighed(x, v, bias, lambda x, dH, dW: np.pad(x, [(0, 2 * dH), (0, 2 * dW)]))


@check.mistake(
    "the map gets smaller: only places whose whole neighbourhood is inside are computed",
    "There is an output for every pixel, also for those in the corners.",
)
def inside_only(x, v, bias):
    dH, dW = (n // 2 for n in v.shape)
    return reference(x, v, bias)[dH : x.shape[0] - dH, dW : x.shape[1] - dW]


@check.mistake(
    "the map keeps its size, but stays 0 where the neighbourhood leaves the picture",
    "Offsets that leave the picture add nothing. Those that do not leave it still count.",
)
def border_left_at_zero(x, v, bias):
    dH, dW = (n // 2 for n in v.shape)
    y = np.zeros(x.shape)
    inside = slice(dH, x.shape[0] - dH), slice(dW, x.shape[1] - dW)
    y[inside] = reference(x, v, bias)[inside]
    return y


@check.mistake(
    "the bias is left out",
    "One of the three arguments never appears in your function.",
)
def bias_forgotten(x, v, bias):
    return reference(x, v, 0.0)


@check.mistake(
    "the bias is added once for every weight",
    "How often does your inner loop run for one output? The bias belongs outside of it.",
)
def bias_for_every_weight(x, v, bias):
    return reference(x, v, bias * v.size)


@check.mistake(
    "the bias is added before the picture is weighed",
    "The bias is no part of the picture. Feed it zeros: which map should come out?",
)
def bias_added_to_the_picture(x, v, bias):
    return reference(x + bias, v, 0.0)


@check.mistake(
    "sums are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill. np.zeros_like(x) takes over the type of x.",
)
def integer_accumulator(x, v, bias):
    return reference(x, v, bias).astype(x.dtype)


@check.style
def four_loops(x, v, bias):
    (H, W), dH, dW = x.shape, v.shape[0] // 2, v.shape[1] // 2
    y = np.full((H, W), float(bias))
    for i in range(H):
        for j in range(W):
            for a in range(-dH, dH + 1):
                for b in range(-dW, dW + 1):
                    if 0 <= i + a < H and 0 <= j + b < W:
                        y[i, j] += v[a + dH, b + dW] * x[i + a, j + b]
    return y


@check.style
def windows_of_a_padded_picture(x, v, bias):
    dH, dW = v.shape[0] // 2, v.shape[1] // 2
    padded = np.pad(x, [(dH, dH), (dW, dW)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, v.shape)
    return (windows * v).sum(axis=(2, 3)) + bias


@check.style
def one_shifted_picture_for_each_weight(x, v, bias):
    (H, W), dH, dW = x.shape, v.shape[0] // 2, v.shape[1] // 2
    padded = np.pad(x, [(dH, dH), (dW, dW)])
    return bias + sum(
        v[a, b] * padded[a : a + H, b : b + W] for a in range(v.shape[0]) for b in range(v.shape[1])
    )


@check.style
def a_dense_layer_with_tied_weights(x, v, bias):
    H, W = x.shape
    reach = [n // 2 for n in v.shape]
    w = np.zeros((H, W, H, W))
    for i, j, k, m in np.ndindex(*w.shape):
        if abs(k - i) <= reach[0] and abs(m - j) <= reach[1]:
            w[i, j, k, m] = v[k - i + reach[0], m - j + reach[1]]
    return np.tensordot(w, x) + bias
