"""Four ways through an Inception block, joined along the channels."""

from __future__ import annotations

import numpy as np

from autograder.checks.networks._maps import mix, padded_conv, padded_pool
from autograder.draws import checkered, fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d, max_pool2d


def reference(x, w1, w3, w5):
    """Outputs of w1, w3, w5 and a 3x3 maximum, all of the height and width of x."""
    same = [(w.shape[2] // 2, w.shape[3] // 2) for w in (w3, w5)]
    ways = [
        conv2d(x, w1[:, :, None, None]),
        conv2d(x, w3, padding=same[0]),
        conv2d(x, w5, padding=same[1]),
        max_pool2d(x.astype(float), 3, stride=1, padding=1),
    ]
    return np.concatenate(ways, axis=1)


def _ways(x, w1, w3, w5):
    return [mix(x, w1), padded_conv(x, w3), padded_conv(x, w5), padded_pool(x)]


def _case(rng, N, C, H, W, filters, k3, k5, draw=numbers):
    f1, f3, f5 = filters
    return (
        checkered(draw(rng, N, C, H, W)),
        numbers(rng, f1, C),
        numbers(rng, f3, C, *k3),
        numbers(rng, f5, C, *k5),
    )


def _all_negative(case):
    return -abs(case[0]), *case[1:]


check = Check(
    "networks.inception_block",
    "inception_block(x, w1, w3, w5)",
    reference,
    [
        Property(
            "joins four branches along the channels, in the order of the task",
            2,
            lambda rng: [
                _case(rng, 1, 1, 2, 3, (1, 1, 1), (1, 3), (3, 1)),
                _case(rng, 1, 2, 4, 3, (2, 2, 2), (3, 1), (1, 3)),
                _case(rng, 1, 2, 3, 4, (1, 3, 2), (3, 1), (1, 5)),
            ],
        ),
        Property(
            "takes the maximum of the pixels there are, also where all are negative",
            1,
            lambda rng: [_all_negative(_case(rng, 1, 1, 3, 5, (2, 1, 1), (1, 1), (1, 1)))],
        ),
        Property(
            "does so for several pictures, channels and kernels of every odd size",
            2,
            lambda rng: [
                _case(rng, 2, 3, 5, 6, (2, 3, 1), (3, 3), (5, 3)),
                _case(rng, 3, 2, 6, 4, (3, 1, 2), (3, 5), (5, 5), fractions),
                _case(rng, 2, 2, 4, 5, (1, 2, 1), (1, 3), (3, 3), integers),
            ],
        ),
    ],
)


@check.mistake(
    "the branches are joined along the batch, not along the channels",
    "The shape is (N, C, H, W). Which axis should grow?",
)
def joined_along_the_batch(x, w1, w3, w5):
    return np.concatenate(_ways(x, w1, w3, w5), axis=0)


@check.mistake(
    "the branches are joined along the height, one below the other",
    "Each branch writes maps as high as the input. Should the map get higher?",
)
def joined_along_the_height(x, w1, w3, w5):
    return np.concatenate(_ways(x, w1, w3, w5), axis=2)


@check.mistake(
    "the branches are joined along the width, side by side",
    "Each branch writes maps as wide as the input. Should the map get wider?",
)
def joined_along_the_width(x, w1, w3, w5):
    return np.concatenate(_ways(x, w1, w3, w5), axis=-1)


@check.mistake(
    "the branches are added up instead of being joined",
    "Adding is what a residual block does. Here each branch keeps channels of its own.",
)
def branches_added(x, w1, w3, w5):
    ways = _ways(x, w1, w3, w5)
    y = np.zeros((len(x), max(way.shape[1] for way in ways), *x.shape[2:]))
    for way in ways:
        y[:, : way.shape[1]] += way
    return y


@check.mistake(
    "the pooling branch is left out",
    "Three convolutions and one more branch. Count the channels of the result.",
)
def no_pooling(x, w1, w3, w5):
    return np.concatenate(_ways(x, w1, w3, w5)[:3], axis=1)


@check.mistake(
    "the pooling branch comes first",
    "Joining keeps the order: 1×1, then w3, then w5, then the pooling.",
)
def pooling_first(x, w1, w3, w5):
    a, b, c, d = _ways(x, w1, w3, w5)
    return np.concatenate([d, a, b, c], axis=1)


@check.mistake(
    "the pooling branch hands on the input, without taking any maximum",
    "The fourth branch slides a 3×3 window too. What does it do with the nine values?",
)
def input_for_pooling(x, w1, w3, w5):
    return np.concatenate([*_ways(x, w1, w3, w5)[:3], x], axis=1)


@check.mistake(
    "zeros outside the map win the maximum over negative values",
    "What stands outside must never be the largest. Try a map of negative numbers.",
)
def zeros_win(x, w1, w3, w5):
    return np.concatenate([*_ways(x, w1, w3, w5)[:3], padded_pool(x, 0)], axis=1)


@check.mistake(
    "the mean of the window is taken instead of the maximum",
    "The pooling of this block is a maximum.",
)
def mean_pooling(x, w1, w3, w5):
    padded = np.pad(x.astype(float), [(0, 0), (0, 0), (1, 1), (1, 1)])
    H, W = x.shape[2:]
    total = sum(padded[:, :, a : a + H, b : b + W] for a in range(3) for b in range(3))
    return np.concatenate([*_ways(x, w1, w3, w5)[:3], total / 9], axis=1)


@check.mistake(
    "the kernels are rotated by 180°",
    "As always in this course, a kernel is slid as it is.",
)
def kernels_rotated(x, w1, w3, w5):
    return np.concatenate(_ways(x, w1, w3[:, :, ::-1, ::-1], w5[:, :, ::-1, ::-1]), axis=1)


@check.mistake(
    "all of the padding stands at the top and at the left",
    "The kernel's middle should stand on the pixel that it writes to.",
)
def padded_before(x, w1, w3, w5):
    def shifted(w):
        kH, kW = w.shape[2:]
        padded = np.pad(x, [(0, 0), (0, 0), (kH - 1, 0), (kW - 1, 0)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, (kH, kW), axis=(2, 3))
        return np.einsum("ncijab,fcab->nfij", windows, w)

    return np.concatenate([mix(x, w1), shifted(w3), shifted(w5), padded_pool(x)], axis=1)


@check.mistake(
    "nothing is padded, and the branches are cut to the size of the smallest",
    "Every branch should keep the height and the width of the input.",
)
def cut_to_the_smallest(x, w1, w3, w5):
    b, c = max(w3.shape[2], w5.shape[2], 3) // 2, max(w3.shape[3], w5.shape[3], 3) // 2
    H, W = x.shape[2:]
    return np.concatenate(_ways(x, w1, w3, w5), axis=1)[:, :, b : H - b, c : W - c]


@check.mistake(
    "a ReLU is applied to the result",
    "The task wants the bare sums: no activation in this one.",
)
def rectified(x, w1, w3, w5):
    return np.maximum(np.concatenate(_ways(x, w1, w3, w5), axis=1), 0)


@check.style
def four_branches(x, w1, w3, w5):
    one = padded_conv(x, w1[:, :, np.newaxis, np.newaxis])
    return np.concatenate([one, padded_conv(x, w3), padded_conv(x, w5), padded_pool(x)], axis=1)


@check.style
def loops_all_the_way(x, w1, w3, w5):
    N, C, H, W = x.shape
    kernels = [w1.reshape(*w1.shape, 1, 1), w3, w5]
    y = np.zeros((N, sum(len(w) for w in kernels) + C, H, W))
    for n, i, j in np.ndindex(N, H, W):
        f = 0
        for w in kernels:
            kH, kW = w.shape[2:]
            for a, b in np.ndindex(kH, kW):
                r, c = i + a - kH // 2, j + b - kW // 2
                if 0 <= r < H and 0 <= c < W:
                    y[n, f : f + len(w), i, j] += w[:, :, a, b] @ x[n, :, r, c]
            f += len(w)
        window = x[n, :, max(i - 1, 0) : i + 2, max(j - 1, 0) : j + 2]
        y[n, f:, i, j] = window.max(axis=(1, 2))
    return y


@check.style
def fill_in_slices_of_channels(x, w1, w3, w5):
    (N, C, H, W), ends = x.shape, np.cumsum([len(w1), len(w3), len(w5)])
    y = np.empty((N, ends[2] + C, H, W))
    y[:, : ends[0]] = np.tensordot(w1, x, axes=(1, 1)).swapaxes(0, 1)
    y[:, ends[0] : ends[1]] = padded_conv(x, w3)
    y[:, ends[1] : ends[2]] = padded_conv(x, w5)
    wide = np.pad(x.astype(float), [(0, 0), (0, 0), (1, 1), (1, 1)], constant_values=-np.inf)
    rows = np.maximum(np.maximum(wide[:, :, :-2], wide[:, :, 1:-1]), wide[:, :, 2:])
    y[:, ends[2] :] = np.maximum(np.maximum(rows[..., :-2], rows[..., 1:-1]), rows[..., 2:])
    return y
