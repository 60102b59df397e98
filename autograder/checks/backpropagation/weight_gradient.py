"""The gradient of the kernels: the upstream gradient slides over the input."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d_backward


def reference(x, dy, size, stride, padding):
    w = np.zeros((dy.shape[1], x.shape[1], *size))  # its values do not matter, its shape does
    return conv2d_backward(dy, x, w, stride, padding)[1]


def _gather(x, dy, size, stride):
    """Every window, times the gradient of the output that it made, added up."""
    (kH, kW), (sH, sW) = size, stride
    dw = np.zeros((dy.shape[1], x.shape[1], kH, kW))
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            window = x[:, :, i * sH : i * sH + kH, j * sW : j * sW + kW]
            dw += np.einsum("nf,ncab->fcab", dy[:, :, i, j], window)
    return dw


def _padded(x, padding):
    (pH, pW) = padding
    return np.pad(x, ((0, 0), (0, 0), (pH, pH), (pW, pW)))


check = Check(
    "backpropagation.weight_gradient",
    "weight_gradient(x, dy, size, stride, padding)",
    reference,
    [
        Property(
            "lets the upstream gradient slide over the picture",
            1,
            lambda rng: [
                (numbers(rng, 1, 1, 2, 3), numbers(rng, 1, 1, 1, 2), (2, 2), (1, 1), (0, 0)),
                (numbers(rng, 1, 1, 3, 4), numbers(rng, 1, 1, 2, 2), (2, 3), (1, 1), (0, 0)),
                (numbers(rng, 1, 1, 5, 3), numbers(rng, 1, 1, 3, 2), (3, 2), (1, 1), (0, 0)),
            ],
        ),
        Property(
            "gives every filter a gradient for each channel",
            1,
            lambda rng: [
                (numbers(rng, 1, 2, 2, 3), numbers(rng, 1, 3, 2, 2), (1, 2), (1, 1), (0, 0)),
                (numbers(rng, 1, 3, 3, 2), numbers(rng, 1, 2, 2, 1), (2, 2), (1, 1), (0, 0)),
            ],
        ),
        Property(
            "adds up over the batch",
            1,
            lambda rng: [
                (numbers(rng, 2, 1, 2, 3), numbers(rng, 2, 1, 1, 2), (2, 2), (1, 1), (0, 0)),
                (numbers(rng, 3, 1, 3, 2), numbers(rng, 3, 1, 2, 2), (2, 1), (1, 1), (0, 0)),
            ],
        ),
        Property(
            "moves the window by the stride and leaves out what no window covered",
            2,
            lambda rng: [
                (numbers(rng, 1, 1, 4, 7), numbers(rng, 1, 1, 2, 2), (2, 3), (2, 3), (0, 0)),
                (numbers(rng, 1, 1, 7, 5), numbers(rng, 1, 1, 2, 2), (3, 2), (3, 2), (0, 0)),
            ],
        ),
        Property(
            "meets the zeros of the padding, with everything else at once",
            2,
            lambda rng: [
                (numbers(rng, 1, 1, 3, 4), numbers(rng, 1, 1, 4, 2), (2, 3), (1, 1), (1, 0)),
                (numbers(rng, 2, 2, 4, 5), numbers(rng, 2, 3, 2, 3), (3, 2), (2, 3), (1, 2)),
                (integers(rng, 2, 3, 5, 3), fractions(rng, 2, 2, 2, 4), (4, 2), (2, 1), (1, 1)),
            ],
        ),
    ],
)


@check.mistake(
    "the gradient is averaged over the batch",
    "If L is a mean over the batch, dy knows it already. Every input adds its share to dw.",
)
def averaged_over_the_batch(x, dy, size, stride, padding):
    return reference(x, dy, size, stride, padding) / len(x)


@check.mistake(
    "the first input of the batch alone is used",
    "All inputs of the batch passed through the same kernels. Which axis counts them?",
)
def first_input_only(x, dy, size, stride, padding):
    return reference(x[:1], dy[:1], size, stride, padding)


@check.mistake(
    "each input of the batch overwrites the one before it",
    "When the second input comes, dw holds the share of the first already. Does it stay there?",
)
def last_input_only(x, dy, size, stride, padding):
    return reference(x[-1:], dy[-1:], size, stride, padding)


@check.mistake(
    "what arrives from above is ignored, as if dy were 1 everywhere",
    "Double one value of dy. Which values of the gradient should change?",
)
def upstream_ignored(x, dy, size, stride, padding):
    return reference(x, np.ones(dy.shape), size, stride, padding)


@check.mistake(
    "the gradient comes out rotated by 180°",
    "Which pixel does w[0, 0] meet when it makes the first output? That product decides dw[0, 0].",
)
def result_rotated(x, dy, size, stride, padding):
    return reference(x, dy, size, stride, padding)[:, :, ::-1, ::-1]


@check.mistake(
    "dy is rotated before it slides",
    "It is the gradient of the input that needs a rotation. On the way forward nothing was "
    "flipped, and here nothing is either.",
)
def upstream_rotated(x, dy, size, stride, padding):
    return reference(x, dy[:, :, ::-1, ::-1], size, stride, padding)


@check.mistake(
    "the gradient is averaged over the windows",
    "A kernel that is used at six places gets six shares. The chain rule has a sum, no mean.",
)
def averaged_over_windows(x, dy, size, stride, padding):
    return reference(x, dy, size, stride, padding) / dy[0, 0].size


@check.mistake(
    "each window overwrites the ones before it",
    "What does = do with the shares that were there already?",
)
def only_the_last_window(x, dy, size, stride, padding):
    last = np.zeros(dy.shape)
    last[:, :, -1, -1] = dy[:, :, -1, -1]
    return reference(x, last, size, stride, padding)


@check.mistake(
    "the stride is ignored: windows begin at (i, j)",
    "Output (1, 0) looked at a window that began at row 1 times the stride.",
)
def stride_ignored(x, dy, size, stride, padding):
    return _gather(_padded(x, padding), dy, size, (1, 1))


@check.mistake(
    "the two strides are swapped",
    "stride[0] moves the window down, stride[1] moves it across.",
)
def strides_swapped(x, dy, size, stride, padding):
    return _gather(_padded(x, padding), dy, size, stride[::-1])


@check.mistake(
    "the gradient has a value for every place where dy fits, more than the kernel has weights",
    "The stride may have left rows at the end that no window reached. How large was the kernel?",
)
def leftover_counted(x, dy, size, stride, padding):
    x = _padded(x, padding)
    fits = [n - (o - 1) * s for n, o, s in zip(x.shape[2:], dy.shape[2:], stride, strict=True)]
    return _gather(x, dy, fits, stride)


@check.mistake(
    "the padding is ignored",
    "The windows at the border looked at zeros too. Where are they in your x?",
)
def padding_ignored(x, dy, size, stride, padding):
    return _gather(x, dy, size, stride)


@check.mistake(
    "all the zeros of the padding stand at the end",
    "Padding is per side: the first window hangs over the top and the left.",
)
def padded_at_the_end(x, dy, size, stride, padding):
    (pH, pW) = padding
    x = np.pad(x, ((0, 0), (0, 0), (0, 2 * pH), (0, 2 * pW)))
    return _gather(x, dy, size, stride)


@check.mistake(
    "pH is taken for the zeros before, and pW for those after, on both axes",
    "np.pad takes a pair for each axis: how many before, how many after. Rows want (pH, pH).",
)
def before_and_after(x, dy, size, stride, padding):
    return _gather(np.pad(x, ((0, 0), (0, 0), padding, padding)), dy, size, stride)


@check.mistake(
    "the axes of filters and channels are swapped",
    "A convolution keeps its weights as F × C × kH × kW, and so does their gradient.",
)
def channels_first(x, dy, size, stride, padding):
    return reference(x, dy, size, stride, padding).swapaxes(0, 1)


@check.mistake(
    "the channels are added up, and all of them get the same gradient",
    "Filter f has one kernel for every channel. What did the kernel of channel 0 see?",
)
def channels_added(x, dy, size, stride, padding):
    total = reference(x, dy, size, stride, padding).sum(axis=1, keepdims=True)
    return np.repeat(total, x.shape[1], axis=1)


@check.mistake(
    "the filters are added up, and all of them get the same gradient",
    "dy[:, f] came back from filter f, and is nobody else's business.",
)
def filters_added(x, dy, size, stride, padding):
    total = reference(x, dy, size, stride, padding).sum(axis=0, keepdims=True)
    return np.repeat(total, dy.shape[1], axis=0)


@check.style
def window_by_window(x, dy, size, stride, padding):
    (kH, kW), (sH, sW), (pH, pW) = size, stride, padding
    (N, C, H, W), (N, F, oH, oW) = x.shape, dy.shape
    padded = np.zeros((N, C, H + 2 * pH, W + 2 * pW))
    padded[:, :, pH : pH + H, pW : pW + W] = x
    dw = np.zeros((F, C, kH, kW))
    for n in range(N):
        for f in range(F):
            for i in range(oH):
                for j in range(oW):
                    top, left = i * sH, j * sW
                    dw[f] += dy[n, f, i, j] * padded[n, :, top : top + kH, left : left + kW]
    return dw


@check.style
def weight_by_weight(x, dy, size, stride, padding):
    (kH, kW), (sH, sW), (pH, pW) = size, stride, padding
    oH, oW = dy.shape[2:]
    x = np.pad(x, ((0, 0), (0, 0), (pH, pH), (pW, pW)))
    dw = np.zeros((dy.shape[1], x.shape[1], kH, kW))
    for a in range(kH):
        for b in range(kW):
            met = x[:, :, a : a + (oH - 1) * sH + 1 : sH, b : b + (oW - 1) * sW + 1 : sW]
            dw[:, :, a, b] = np.tensordot(dy, met, axes=((0, 2, 3), (0, 2, 3)))
    return dw


@check.style
def einsum_over_a_view(x, dy, size, stride, padding):
    (pH, pW), (sH, sW) = padding, stride
    x = np.pad(x, ((0, 0), (0, 0), (pH, pH), (pW, pW)))
    windows = np.lib.stride_tricks.sliding_window_view(x, size, axis=(2, 3))
    seen = windows[:, :, ::sH, ::sW][:, :, : dy.shape[2], : dy.shape[3]]
    return np.einsum("nfij,ncijab->fcab", dy, seen)
