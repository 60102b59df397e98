"""A whole convolution layer as products of matrices."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d


def reference(x, w):
    return conv2d(x, w)


def _matrix(picture, size):
    """The columns of one picture, C·kH·kW × oH·oW."""
    windows = sliding_window_view(picture, size, axis=(1, 2))
    return windows.transpose(0, 3, 4, 1, 2).reshape(len(picture) * size[0] * size[1], -1)


def _out(x, w):
    return x.shape[2] - w.shape[2] + 1, x.shape[3] - w.shape[3] + 1


check = Check(
    "fast_convolution.conv2d_by_matrix",
    "conv2d_by_matrix(x, w)",
    reference,
    [
        Property(
            "multiplies the kernels with the windows of one picture",
            1,
            lambda rng: [
                (numbers(rng, 1, 1, 2, 4), numbers(rng, 1, 1, 2, 3)),
                (numbers(rng, 1, 1, 4, 3), numbers(rng, 2, 1, 3, 2)),
            ],
        ),
        Property(
            "sums over the channels of each filter",
            1,
            lambda rng: [
                (numbers(rng, 1, 3, 3, 2), numbers(rng, 2, 3, 2, 1)),
                (integers(rng, 1, 2, 3, 4), fractions(rng, 3, 2, 2, 2)),
            ],
        ),
        Property(
            "keeps the pictures of a batch apart",
            2,
            lambda rng: [
                (numbers(rng, 2, 1, 2, 3), numbers(rng, 3, 1, 1, 2)),
                (numbers(rng, 3, 2, 4, 3), numbers(rng, 2, 2, 2, 2)),
                (fractions(rng, 2, 2, 3, 5), integers(rng, 4, 2, 2, 3)),
            ],
        ),
    ],
)


@check.mistake(
    "the product F×(N·oH·oW) is reshaped to N×F×oH×oW without moving the axis of the batch",
    "Which is the slow axis of your product, the filter or the picture? reshape moves nothing.",
)
def batch_scrambled(x, w):
    (N, F), (oH, oW) = (len(x), len(w)), _out(x, w)
    columns = np.concatenate([_matrix(picture, w.shape[2:]) for picture in x], axis=1)
    return (w.reshape(F, -1) @ columns).reshape(N, F, oH, oW)


@check.mistake(
    "the output places come first: each pixel's filters stand side by side",
    "Columns times kernels gives (oH·oW)×F. Which axis has to move to the front?",
)
def filters_last_scrambled(x, w):
    (N, F), (oH, oW) = (len(x), len(w)), _out(x, w)
    y = [_matrix(p, w.shape[2:]).T @ w.reshape(F, -1).T for p in x]
    return np.array(y).reshape(N, F, oH, oW)


@check.mistake(
    "the output places are still one long row",
    "The product has a row of oH·oW numbers for each filter. Which shape does a picture have?",
)
def places_in_one_row(x, w):
    return reference(x, w).reshape(len(x), len(w), -1)


@check.mistake(
    "only the first picture of the batch is convolved, and repeated",
    "Change the second picture: does the second output change?",
)
def first_picture_only(x, w):
    return reference(np.repeat(x[:1], len(x), axis=0), w)


@check.mistake(
    "the kernels are rotated by 180°",
    "No flip here. Is the first number of a column the top left pixel of its window?",
)
def rotated(x, w):
    return reference(x, w[:, :, ::-1, ::-1])


@check.mistake(
    "the kernel's numbers and the window's numbers stand in different orders",
    "A kernel laid out as a row runs through c, then a, then b. Do your columns do so too?",
)
def orders_differ(x, w):
    turned = np.ascontiguousarray(w.transpose(0, 2, 3, 1)).reshape(w.shape)
    swapped = np.ascontiguousarray(turned.swapaxes(2, 3)).reshape(w.shape)
    return reference(x, swapped)


@check.mistake(
    "every filter sees the first channel alone",
    "A filter has one kernel for each channel: C·kH·kW numbers meet C·kH·kW numbers.",
)
def first_channel_only(x, w):
    return reference(x[:, :1], w[:, :1])


@check.mistake(
    "the channels are averaged instead of summed",
    "The product of the two matrices already sums. Is there a mean left somewhere?",
)
def channels_averaged(x, w):
    return reference(x, w / x.shape[1])


@check.mistake(
    "the result is an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill.",
)
def integer_result(x, w):
    return reference(x, w).astype(int)


@check.style
def picture_by_picture(x, w):
    F, (oH, oW) = len(w), _out(x, w)
    rows = w.reshape(F, -1)
    y = np.empty((len(x), F, oH, oW))
    for n, picture in enumerate(x):
        y[n] = (rows @ _matrix(picture, w.shape[2:])).reshape(F, oH, oW)
    return y


@check.style
def whole_batch_at_once(x, w):
    (N, F), (oH, oW) = (len(x), len(w)), _out(x, w)
    columns = np.concatenate([_matrix(picture, w.shape[2:]) for picture in x], axis=1)
    product = w.reshape(F, -1) @ columns
    return product.reshape(F, N, oH, oW).swapaxes(0, 1)


@check.style
def tensordot_over_windows(x, w):
    windows = sliding_window_view(x, w.shape[2:], axis=(2, 3))
    y = np.tensordot(windows, w, axes=((1, 4, 5), (1, 2, 3)))
    return y.transpose(0, 3, 1, 2)


@check.style
def sum_of_shifted_products(x, w):
    (oH, oW), (kH, kW) = _out(x, w), w.shape[2:]
    y = np.zeros((len(x), len(w), oH, oW))
    for a in range(kH):
        for c in range(kW):
            y += np.einsum("fc,nchw->nfhw", w[:, :, a, c], x[:, :, a : a + oH, c : c + oW])
    return y
