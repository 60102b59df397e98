"""Filters of its own for each channel, and no sum over channels."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import depthwise_conv2d


def reference(x, w):
    return depthwise_conv2d(x, w)


def every_pair(x, w):
    """Each filter on each channel: N × filters × channels × oH × oW."""
    windows = sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijab,fab->nfcij", windows, w[:, 0])


def _pick(x, w, filters, channels):
    """Filter filters[k] on channel channels[k] as output channel k."""
    return every_pair(x, w)[:, filters, channels]


check = Check(
    "separable.depthwise_conv",
    "depthwise_conv(x, w)",
    reference,
    [
        Property(
            "gives each channel the filter that belongs to it, and adds up nothing",
            2,
            lambda rng: [
                (numbers(rng, 1, 2, 2, 3), numbers(rng, 2, 1, 2, 1)),
                (numbers(rng, 1, 3, 4, 3), numbers(rng, 3, 1, 2, 2)),
                (numbers(rng, 1, 4, 3, 5), numbers(rng, 4, 1, 2, 3)),
            ],
        ),
        Property(
            "puts several filters of one channel side by side, in torch's order",
            2,
            lambda rng: [
                (numbers(rng, 1, 2, 3, 2), numbers(rng, 6, 1, 2, 1)),
                (numbers(rng, 1, 3, 3, 4), numbers(rng, 6, 1, 1, 2)),
                (numbers(rng, 1, 3, 4, 3), numbers(rng, 12, 1, 3, 2)),
            ],
        ),
        Property(
            "does so for every picture of the batch, and keeps fractions",
            1,
            lambda rng: [
                (numbers(rng, 3, 2, 3, 4), numbers(rng, 4, 1, 2, 3)),
                (integers(rng, 2, 3, 4, 3), fractions(rng, 6, 1, 3, 1)),
            ],
        ),
    ],
)


@check.mistake(
    "the channels are added up, as in an ordinary convolution of one filter",
    "How many channels come out of yours? Depthwise means that nothing is added across channels.",
)
def channels_summed(x, w):
    return reference(x, w).sum(axis=1, keepdims=True)


@check.mistake(
    "every filter sees all channels, and their answers are added",
    "Which channel does filter f belong to? It must not look at the others.",
)
def sees_all_channels(x, w):
    return every_pair(x, w).sum(axis=2)


@check.mistake(
    "one filter is shared by all channels",
    "Print which filter your code uses for channel 1.",
)
def filter_shared(x, w):
    C, m = x.shape[1], w.shape[0] // x.shape[1]
    return _pick(x, w, [f % m for f in range(C * m)], [f // m for f in range(C * m)])


@check.mistake(
    "the filters are dealt out in turn: filter f looks at channel f % C",
    "With 2 channels and 6 filters, which three filters belong to channel 0?",
)
def dealt_in_turn(x, w):
    filters = list(range(len(w)))
    return _pick(x, w, filters, [f % x.shape[1] for f in filters])


@check.mistake(
    "the number of the filter is divided by C, not by m: filter f looks at channel f // C",
    "Each channel has m filters. After how many filters does the next channel begin?",
)
def divided_by_channels(x, w):
    filters = list(range(len(w)))
    return _pick(x, w, filters, [f // x.shape[1] for f in filters])


@check.mistake(
    "the outputs are sorted by filter, not by channel",
    "The first m outputs all come from channel 0. Which do yours come from?",
)
def sorted_by_filter(x, w):
    C = x.shape[1]
    m = w.shape[0] // C
    places = [c * m + k for k in range(m) for c in range(C)]
    return reference(x, w)[:, places]


@check.mistake(
    "only the first filter of each channel is used",
    "C filters are enough for C channels, but there may be more. What becomes of the others?",
)
def first_filters_only(x, w):
    m = w.shape[0] // x.shape[1]
    return reference(x, w[::m])


@check.mistake(
    "the answers of the filters of one channel are added up",
    "Each filter has an output channel of its own. How many are there in all?",
)
def filters_summed(x, w):
    y = reference(x, w)
    N, C = x.shape[:2]
    return y.reshape(N, C, -1, *y.shape[2:]).sum(axis=2)


@check.mistake(
    "the pictures of the batch are added up",
    "Which axes does your sum run over? The first one has no business there.",
)
def batch_summed(x, w):
    return np.repeat(reference(x, w).sum(axis=0, keepdims=True), len(x), axis=0)


@check.mistake(
    "only the first picture of the batch is used",
    "What is the first axis of x?",
)
def first_picture_only(x, w):
    return reference(x[:1], w)


@check.mistake(
    "the filters are rotated by 180°",
    "In this course the kernel is not flipped: which weight meets the top left pixel?",
)
def rotated(x, w):
    return reference(x, w[:, :, ::-1, ::-1])


@check.mistake(
    "sums are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill.",
)
def integer_sums(x, w):
    return reference(x, w).astype(x.dtype)


@check.style
def loops(x, w):
    (N, C, H, W), (F, _, kH, kW) = x.shape, w.shape
    m, oH, oW = F // C, H - kH + 1, W - kW + 1
    y = np.zeros((N, F, oH, oW))
    for n in range(N):
        for f in range(F):
            for i in range(oH):
                for j in range(oW):
                    y[n, f, i, j] = np.sum(w[f, 0] * x[n, f // m, i : i + kH, j : j + kW])
    return y


@check.style
def channels_repeated(x, w):
    m = w.shape[0] // x.shape[1]
    windows = sliding_window_view(np.repeat(x, m, axis=1), w.shape[2:], axis=(2, 3))
    return np.einsum("nfijab,fab->nfij", windows, w[:, 0])


@check.style
def shifted_pictures(x, w):
    (_, C, H, W), (F, _, kH, kW) = x.shape, w.shape
    seen = x[:, [f // (F // C) for f in range(F)]]
    layers = [
        w[:, 0, a, b, None, None] * seen[:, :, a : H - kH + 1 + a, b : W - kW + 1 + b]
        for a in range(kH)
        for b in range(kW)
    ]
    return sum(layers)


@check.style
def axis_for_the_multiplier(x, w):
    C = x.shape[1]
    windows = sliding_window_view(x, w.shape[2:], axis=(2, 3))
    y = np.einsum("ncijab,cmab->ncmij", windows, w.reshape(C, -1, *w.shape[2:]))
    return y.reshape(x.shape[0], -1, *y.shape[3:])
