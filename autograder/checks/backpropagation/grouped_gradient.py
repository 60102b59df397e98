"""The gradient of the input of a dilated convolution in groups."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d_backward


def reference(dy, w, size, dilation, groups):
    x = np.zeros((len(dy), groups * w.shape[1], *size))  # its values do not matter
    return conv2d_backward(dy, x, w, dilation=dilation, groups=groups)[0]


def _stamped(dy, w, size, stride, dilation, f):
    """The stamps of filter f on its own few channels, on an array with room for all of them."""
    (oH, oW), (kH, kW), (sH, sW), (dH, dW) = dy.shape[2:], w.shape[2:], stride, dilation
    tall = max(size[0], (oH - 1) * sH + (kH - 1) * dH + 1)
    wide = max(size[1], (oW - 1) * sW + (kW - 1) * dW + 1)
    dx = np.zeros((len(dy), w.shape[1], tall, wide))
    for i, j, a, b in np.ndindex(oH, oW, kH, kW):
        share = dy[:, f, i, j, None] * w[f, :, a, b]
        dx[:, :, i * sH + a * dH, j * sW + b * dW] += share
    return dx[:, :, : size[0], : size[1]]


def _by_blocks(dy, w, size, stride, dilation, groups, block_of):
    """Each filter's stamps, added to the block of channels that `block_of` names."""
    wide = w.shape[1]
    dx = np.zeros((len(dy), groups * wide, *size))
    for f in range(len(w)):
        g = block_of(f)
        dx[:, g * wide : (g + 1) * wide] += _stamped(dy, w, size, stride, dilation, f)
    return dx


def _right_block(w, groups):
    return lambda f: f // (len(w) // groups)


check = Check(
    "backpropagation.grouped_gradient",
    "grouped_gradient(dy, w, size, dilation, groups)",
    reference,
    [
        Property(
            "spreads each stamp by the dilation, down and across",
            2,
            lambda rng: [
                (numbers(rng, 1, 1, 1, 1), numbers(rng, 1, 1, 2, 3), (2, 5), (1, 2), 1),
                (numbers(rng, 1, 1, 2, 3), numbers(rng, 1, 1, 3, 2), (6, 4), (2, 1), 1),
                (numbers(rng, 1, 1, 3, 2), numbers(rng, 1, 1, 2, 3), (5, 8), (2, 3), 1),
            ],
        ),
        Property(
            "sends what a filter returns to the channels of its own group",
            2,
            lambda rng: [
                (numbers(rng, 1, 2, 1, 1), numbers(rng, 2, 1, 1, 2), (1, 2), (1, 1), 2),
                (numbers(rng, 1, 4, 1, 2), numbers(rng, 4, 2, 2, 1), (2, 2), (1, 1), 2),
                (numbers(rng, 2, 6, 2, 1), numbers(rng, 6, 2, 1, 2), (2, 2), (1, 1), 3),
            ],
        ),
        Property(
            "does both at once",
            1,
            lambda rng: [
                (numbers(rng, 2, 4, 2, 3), numbers(rng, 4, 2, 3, 2), (6, 6), (2, 3), 2),
                (integers(rng, 2, 6, 2, 1), fractions(rng, 6, 1, 2, 3), (4, 5), (2, 2), 3),
            ],
        ),
    ],
)


@check.mistake(
    "the kernel is rotated when it stamps, or not rotated when it slides",
    "Let dy be a single 1. The kernel should come out with gaps in it, the right way round.",
)
def kernel_rotated(dy, w, size, dilation, groups):
    return reference(dy, w[:, :, ::-1, ::-1], size, dilation, groups)


@check.mistake(
    "the dilation is ignored",
    "Output (0, 0) looked at pixels that lie apart. Those pixels get the gradient.",
)
def dilation_ignored(dy, w, size, dilation, groups):
    return _by_blocks(dy, w, size, (1, 1), (1, 1), groups, _right_block(w, groups))


@check.mistake(
    "the two dilations are swapped",
    "dilation[0] spreads the rows of the kernel, dilation[1] its columns.",
)
def dilations_swapped(dy, w, size, dilation, groups):
    return _by_blocks(dy, w, size, (1, 1), dilation[::-1], groups, _right_block(w, groups))


@check.mistake(
    "zeros go between the values of dy, as for a stride, and not between those of the kernel",
    "Which of the two was spread on the way forward, the places of the window or its taps?",
)
def dilation_as_stride(dy, w, size, dilation, groups):
    return _by_blocks(dy, w, size, dilation, (1, 1), groups, _right_block(w, groups))


@check.mistake(
    "the taps lie dilation + 1 places apart",
    "Dilation 1 is the ordinary kernel, without any gap.",
)
def one_gap_too_many(dy, w, size, dilation, groups):
    further = [d + 1 for d in dilation]
    return _by_blocks(dy, w, size, (1, 1), further, groups, _right_block(w, groups))


@check.mistake(
    "every group's gradient goes into the first block of channels",
    "Group 1 has looked at the second block. Where do you write what it returns?",
)
def into_the_first_block(dy, w, size, dilation, groups):
    return _by_blocks(dy, w, size, (1, 1), dilation, groups, lambda f: 0)


@check.mistake(
    "filters are dealt to the groups like cards, in turn",
    "The first filters, F/g of them, form group 0; the next ones group 1. Do not take f % g.",
)
def dealt_like_cards(dy, w, size, dilation, groups):
    return _by_blocks(dy, w, size, (1, 1), dilation, groups, lambda f: f % groups)


@check.mistake(
    "the filter is divided by the number of groups, not by the size of one",
    "Six filters in three groups: two in each. To which group does your code send filter 2?",
)
def divided_by_groups(dy, w, size, dilation, groups):
    return _by_blocks(dy, w, size, (1, 1), dilation, groups, lambda f: f // groups)


@check.mistake(
    "the blocks are in reverse order",
    "Group 0 belongs to the channels at the front.",
)
def blocks_reversed(dy, w, size, dilation, groups):
    right = _right_block(w, groups)
    return _by_blocks(dy, w, size, (1, 1), dilation, groups, lambda f: groups - 1 - right(f))


@check.mistake(
    "the channels of the groups are interleaved",
    "The channels of group 0 stand side by side, then come those of group 1.",
)
def channels_interleaved(dy, w, size, dilation, groups):
    right = reference(dy, w, size, dilation, groups)
    N, C, H, W = right.shape
    return right.reshape(N, groups, C // groups, H, W).swapaxes(1, 2).reshape(right.shape)


@check.mistake(
    "every filter sends its gradient to every group",
    "A filter has looked at C/g channels. Can a channel that it never saw owe it anything?",
)
def every_filter_everywhere(dy, w, size, dilation, groups):
    total = reference(dy, w, size, dilation, groups)
    N, C, H, W = total.shape
    added = total.reshape(N, groups, C // groups, H, W).sum(axis=1, keepdims=True)
    return np.repeat(added, groups, axis=1).reshape(total.shape)


@check.mistake(
    "the last filter of a group overwrites the others of the same group",
    "Several filters have looked at the same block. Their gradients add up.",
)
def last_filter_of_a_group(dy, w, size, dilation, groups):
    each = len(w) // groups
    return reference(dy[:, each - 1 :: each], w[each - 1 :: each], size, dilation, groups)


@check.mistake(
    "the result has the channels of one group alone",
    "w has C/g channels. How many has the input?",
)
def channels_of_one_group(dy, w, size, dilation, groups):
    return reference(dy, w, size, dilation, 1)


@check.mistake(
    "what arrives from above is ignored, as if dy were 1 everywhere",
    "Double one value of dy. Which pixels should notice?",
)
def upstream_ignored(dy, w, size, dilation, groups):
    return reference(np.ones(dy.shape), w, size, dilation, groups)


@check.style
def filter_by_filter(dy, w, size, dilation, groups):
    (N, F, oH, oW), (F, each, kH, kW), (dH, dW) = dy.shape, w.shape, dilation
    dx = np.zeros((N, groups * each, *size))
    for f in range(F):
        first = f // (F // groups) * each
        for n in range(N):
            for i in range(oH):
                for j in range(oW):
                    rows = slice(i, i + (kH - 1) * dH + 1, dH)
                    columns = slice(j, j + (kW - 1) * dW + 1, dW)
                    dx[n, first : first + each, rows, columns] += dy[n, f, i, j] * w[f]
    return dx


@check.style
def weight_by_weight(dy, w, size, dilation, groups):
    (N, F, oH, oW), (F, each, kH, kW) = dy.shape, w.shape
    dy = dy.reshape(N, groups, F // groups, oH, oW)
    w = w.reshape(groups, F // groups, each, kH, kW)
    dx = np.zeros((N, groups, each, *size))
    for a in range(kH):
        for b in range(kW):
            top, left = a * dilation[0], b * dilation[1]
            share = np.einsum("ngfij,gfc->ngcij", dy, w[:, :, :, a, b])
            dx[:, :, :, top : top + oH, left : left + oW] += share
    return dx.reshape(N, groups * each, *size)


@check.style
def one_sparse_kernel(dy, w, size, dilation, groups):
    # The grouped and dilated kernel as an ordinary one that is zero in most places.
    (F, each, kH, kW), (dH, dW) = w.shape, dilation
    tall, wide = (kH - 1) * dH + 1, (kW - 1) * dW + 1
    full = np.zeros((F, groups * each, tall, wide))
    for f in range(F):
        first = f // (F // groups) * each
        full[f, first : first + each, ::dH, ::dW] = w[f]
    border = ((0, 0), (0, 0), (tall - 1, tall - 1), (wide - 1, wide - 1))
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(dy, border), (tall, wide), (2, 3))
    return np.einsum("nfijab,fcab->ncij", windows, full[:, :, ::-1, ::-1])
