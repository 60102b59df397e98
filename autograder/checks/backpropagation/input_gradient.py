"""The gradient of the input: every upstream value stamps the kernel where its window was."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d_backward


def reference(dy, w, size, stride, padding):
    x = np.zeros((len(dy), w.shape[1], *size))  # its values do not matter, its shape does
    return conv2d_backward(dy, x, w, stride, padding)[0]


def _scatter(dy, w, shape, stride):
    """Stamps on an array of that shape, or larger where they reach further."""
    (oH, oW), (kH, kW), (sH, sW) = dy.shape[2:], w.shape[2:], stride
    tall, wide = max(shape[0], (oH - 1) * sH + kH), max(shape[1], (oW - 1) * sW + kW)
    dx = np.zeros((len(dy), w.shape[1], tall, wide))
    for i in range(oH):
        for j in range(oW):
            stamp = np.einsum("nf,fcab->ncab", dy[:, :, i, j], w)
            dx[:, :, i * sH : i * sH + kH, j * sW : j * sW + kW] += stamp
    return dx


def _with_border(size, padding):
    return [n + 2 * p for n, p in zip(size, padding, strict=True)]


def _cropped(dx, size, padding):
    (H, W), (pH, pW) = size, padding
    return dx[:, :, pH : pH + H, pW : pW + W]


check = Check(
    "backpropagation.input_gradient",
    "input_gradient(dy, w, size, stride, padding)",
    reference,
    [
        Property(
            "stamps the kernel, the right way round, times the upstream gradient",
            1,
            lambda rng: [
                (numbers(rng, 1, 1, 1, 1), numbers(rng, 1, 1, 2, 3), (2, 3), (1, 1), (0, 0)),
                # Below zero, so that it is not 1, which would change nothing.
                (-abs(numbers(rng, 1, 1, 1, 1)), numbers(rng, 1, 1, 3, 2), (3, 2), (1, 1), (0, 0)),
            ],
        ),
        Property(
            "adds where windows overlapped",
            1,
            lambda rng: [
                (numbers(rng, 1, 1, 1, 2), numbers(rng, 1, 1, 1, 2), (1, 3), (1, 1), (0, 0)),
                (numbers(rng, 1, 1, 3, 2), numbers(rng, 1, 1, 2, 3), (4, 4), (1, 1), (0, 0)),
            ],
        ),
        Property(
            "adds up over the filters and keeps channels and inputs apart",
            1,
            lambda rng: [
                (numbers(rng, 2, 3, 1, 1), numbers(rng, 3, 2, 1, 2), (1, 2), (1, 1), (0, 0)),
                (numbers(rng, 2, 2, 1, 1), numbers(rng, 2, 2, 2, 1), (2, 1), (1, 1), (0, 0)),
            ],
        ),
        Property(
            "moves by the stride, and leaves zero where no window was",
            2,
            lambda rng: [
                (numbers(rng, 1, 1, 2, 2), numbers(rng, 1, 1, 2, 3), (4, 7), (2, 3), (0, 0)),
                (numbers(rng, 1, 1, 2, 3), numbers(rng, 1, 1, 2, 3), (6, 7), (3, 2), (0, 0)),
            ],
        ),
        Property(
            "takes the padding off all four sides, with everything else at once",
            2,
            lambda rng: [
                (numbers(rng, 1, 1, 4, 3), numbers(rng, 1, 1, 2, 3), (3, 5), (1, 1), (1, 0)),
                (numbers(rng, 2, 3, 3, 3), numbers(rng, 3, 2, 3, 4), (5, 6), (2, 3), (1, 2)),
                (integers(rng, 2, 2, 2, 4), fractions(rng, 2, 3, 4, 2), (5, 3), (2, 1), (1, 1)),
            ],
        ),
    ],
)


@check.mistake(
    "the kernel is rotated when it stamps, or not rotated when it slides over inserted zeros",
    "Let dy be a single 1. The kernel itself should come out, the right way round.",
)
def kernel_rotated(dy, w, size, stride, padding):
    return reference(dy, w[:, :, ::-1, ::-1], size, stride, padding)


@check.mistake(
    "a later window overwrites an earlier one instead of adding to it",
    "A pixel that two windows have looked at has two shares. Which of them is left in your dx?",
)
def overlaps_assigned(dy, w, size, stride, padding):
    (kH, kW), (sH, sW) = w.shape[2:], stride
    dx = np.zeros((len(dy), w.shape[1], *_with_border(size, padding)))
    for i, j in np.ndindex(*dy.shape[2:]):
        stamp = np.einsum("nf,fcab->ncab", dy[:, :, i, j], w)
        dx[:, :, i * sH : i * sH + kH, j * sW : j * sW + kW] = stamp
    return _cropped(dx, size, padding)


@check.mistake(
    "the stride is ignored: no zeros are inserted, each window begins at (i, j)",
    "Output (1, 0) looked at a window that began at row 1 times the stride.",
)
def stride_ignored(dy, w, size, stride, padding):
    return _cropped(_scatter(dy, w, _with_border(size, padding), (1, 1)), size, padding)


@check.mistake(
    "windows lie stride + 1 places apart: one zero too many is inserted",
    "With stride 1 no zero goes between the values of dy. How many do you insert then?",
)
def one_zero_too_many(dy, w, size, stride, padding):
    further = [s + 1 for s in stride]
    return _cropped(_scatter(dy, w, _with_border(size, padding), further), size, padding)


@check.mistake(
    "the two strides are swapped",
    "stride[0] moves the window down, stride[1] moves it across.",
)
def strides_swapped(dy, w, size, stride, padding):
    return _cropped(_scatter(dy, w, _with_border(size, padding), stride[::-1]), size, padding)


@check.mistake(
    "all the padding is taken off at the bottom and at the right, with [:H, :W]",
    "The shape is right. The first window hung over the edge: where is its first row in your dx?",
)
def cropped_at_the_end(dy, w, size, stride, padding):
    return _scatter(dy, w, _with_border(size, padding), stride)[:, :, : size[0], : size[1]]


@check.mistake(
    "the padding is not taken off",
    "dx has the shape of x, and x had no border of zeros when you got it.",
)
def not_cropped(dy, w, size, stride, padding):
    return _scatter(dy, w, _with_border(size, padding), stride)


@check.mistake(
    "the padding is taken off with [p:-p], which leaves nothing for p = 0",
    "Print np.arange(5)[0:-0]. Say where the slice ends in a way that also works for 0.",
)
def cropped_to_nothing(dy, w, size, stride, padding):
    (pH, pW) = padding
    return _scatter(dy, w, _with_border(size, padding), stride)[:, :, pH:-pH, pW:-pW]


@check.mistake(
    "the rows and columns that no window reached are missing",
    "dx has the shape of x. A pixel that nobody looked at has the gradient 0, but it has one.",
)
def uncovered_missing(dy, w, size, stride, padding):
    covered = [
        min((o - 1) * s + k - p, n + p) - p
        for o, s, k, p, n in zip(dy.shape[2:], stride, w.shape[2:], padding, size, strict=True)
    ]
    return reference(dy, w, size, stride, padding)[:, :, : covered[0], : covered[1]]


@check.mistake(
    "the pixels that no window reached are taken to lie at the top and at the left",
    "The first window begins at the first row. At which end are rows left over?",
)
def zeros_at_the_start(dy, w, size, stride, padding):
    border = _with_border(size, padding)
    dx = _scatter(dy, w, (0, 0), stride)
    before = [max(n - m, 0) for n, m in zip(border, dx.shape[2:], strict=True)]
    dx = np.pad(dx, ((0, 0), (0, 0), (before[0], 0), (before[1], 0)))
    return _cropped(dx, size, padding)


@check.mistake(
    "what arrives from above is ignored, as if dy were 1 everywhere",
    "Double one value of dy. Which pixels should notice?",
)
def upstream_ignored(dy, w, size, stride, padding):
    return reference(np.ones(dy.shape), w, size, stride, padding)


@check.mistake(
    "the filters are averaged, not added up",
    "A pixel reaches the loss by way of every filter, and all these ways count in full.",
)
def filters_averaged(dy, w, size, stride, padding):
    return reference(dy, w, size, stride, padding) / len(w)


@check.mistake(
    "the first filter alone sends its gradient back",
    "How many filters looked at each pixel? Σ over f is a sum over all of them.",
)
def first_filter_only(dy, w, size, stride, padding):
    return reference(dy[:, :1], w[:1], size, stride, padding)


@check.mistake(
    "the batch is added up, and every input gets the same gradient",
    "Inputs of a batch never meet. What does dy[0] know about the second picture?",
)
def batch_added(dy, w, size, stride, padding):
    total = reference(dy, w, size, stride, padding).sum(axis=0, keepdims=True)
    return np.repeat(total, len(dy), axis=0)


@check.mistake(
    "the channels are added up, and all of them get the same gradient",
    "w[f, c] was the kernel of channel c alone.",
)
def channels_added(dy, w, size, stride, padding):
    total = reference(dy, w, size, stride, padding).sum(axis=1, keepdims=True)
    return np.repeat(total, w.shape[1], axis=1)


@check.mistake(
    "the axes of filters and channels are swapped in w",
    "Here w is F × C × kH × kW, and dy has F maps. Which axis of w do you sum over?",
)
def filters_and_channels_swapped(dy, w, size, stride, padding):
    return reference(dy, w.swapaxes(0, 1), size, stride, padding)


@check.style
def stamps(dy, w, size, stride, padding):
    (H, W), (sH, sW), (pH, pW) = size, stride, padding
    (N, F, oH, oW), (F, C, kH, kW) = dy.shape, w.shape
    dx = np.zeros((N, C, H + 2 * pH, W + 2 * pW))
    for n in range(N):
        for f in range(F):
            for i in range(oH):
                for j in range(oW):
                    top, left = i * sH, j * sW
                    dx[n, :, top : top + kH, left : left + kW] += dy[n, f, i, j] * w[f]
    return dx[:, :, pH : pH + H, pW : pW + W]


@check.style
def zeros_between_and_rotated(dy, w, size, stride, padding):
    (H, W), (pH, pW), (kH, kW) = size, padding, w.shape[2:]
    # Room for every output of stride 1; those that the stride skips stay zero.
    spread = np.zeros((*dy.shape[:2], H + 2 * pH - kH + 1, W + 2 * pW - kW + 1))
    spread[:, :, :: stride[0], :: stride[1]] = dy
    spread = np.pad(spread, ((0, 0), (0, 0), (kH - 1, kH - 1), (kW - 1, kW - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(spread, (kH, kW), axis=(2, 3))
    dx = np.einsum("nfijab,fcab->ncij", windows, w[:, :, ::-1, ::-1])
    return dx[:, :, pH : pH + H, pW : pW + W]


@check.style
def weight_by_weight(dy, w, size, stride, padding):
    (H, W), (sH, sW), (pH, pW), (oH, oW) = size, stride, padding, dy.shape[2:]
    dx = np.zeros((len(dy), w.shape[1], H + 2 * pH, W + 2 * pW))
    for a in range(w.shape[2]):
        for b in range(w.shape[3]):
            share = np.tensordot(dy, w[:, :, a, b], axes=(1, 0)).transpose(0, 3, 1, 2)
            dx[:, :, a : a + (oH - 1) * sH + 1 : sH, b : b + (oW - 1) * sW + 1 : sW] += share
    return dx[:, :, pH : pH + H, pW : pW + W]


@check.style
def pixel_by_pixel(dy, w, size, stride, padding):
    (N, _, oH, oW), (_, C, kH, kW) = dy.shape, w.shape
    dx = np.zeros((N, C, *size))
    for m in range(size[0]):
        for n in range(size[1]):
            for i in range(oH):
                for j in range(oW):
                    a, b = m + padding[0] - i * stride[0], n + padding[1] - j * stride[1]
                    if 0 <= a < kH and 0 <= b < kW:
                        dx[:, :, m, n] += dy[:, :, i, j] @ w[:, :, a, b]
    return dx
