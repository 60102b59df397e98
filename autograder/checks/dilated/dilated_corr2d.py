"""Slide a kernel whose weights stand apart, with stride and padding."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d


def reference(x, w, stride, padding, dilation):
    return conv2d(x[None, None], w[None, None], None, stride, padding, dilation)[0, 0]


check = Check(
    "dilated.dilated_corr2d",
    "dilated_corr2d(x, w, stride, padding, dilation)",
    reference,
    [
        Property(
            "finds the weights d pixels apart, in a single place",
            1,
            lambda rng: [
                (numbers(rng, 1, 5), numbers(rng, 1, 3), (1, 1), (0, 0), (1, 2)),
                (numbers(rng, 5, 4), numbers(rng, 2, 2), (1, 1), (0, 0), (4, 3)),
            ],
        ),
        Property(
            "slides over every place where the spread kernel fits",
            2,
            lambda rng: [
                (numbers(rng, 6, 6), numbers(rng, 3, 2), (1, 1), (0, 0), (2, 3)),
                (numbers(rng, 7, 6), numbers(rng, 2, 3), (1, 1), (0, 0), (3, 2)),
            ],
        ),
        Property(
            "moves by the stride, whatever the dilation",
            1,
            lambda rng: [
                (numbers(rng, 6, 9), numbers(rng, 2, 3), (2, 3), (0, 0), (3, 2)),
                (numbers(rng, 9, 7), numbers(rng, 3, 2), (3, 2), (0, 0), (2, 4)),
            ],
        ),
        Property(
            "does all of it at once, with zeros round the picture and fractions kept",
            2,
            lambda rng: [
                (numbers(rng, 5, 4), numbers(rng, 3, 2), (2, 1), (1, 2), (2, 3)),
                (numbers(rng, 6, 7), numbers(rng, 2, 3), (1, 2), (3, 1), (4, 3)),
                (integers(rng, 5, 6), fractions(rng, 3, 2), (3, 2), (2, 1), (2, 3)),
            ],
        ),
    ],
)


def _padded(x, padding):
    return np.pad(x, [(p, p) for p in padding])


@check.mistake(
    "the weights stand d + 1 pixels apart: d zeros between them instead of d − 1",
    "With d = 1 the kernel should be an ordinary one. At which pixels are your weights then?",
)
def d_zeros_between(x, w, stride, padding, dilation):
    return reference(x, w, stride, padding, (dilation[0] + 1, dilation[1] + 1))


@check.mistake(
    "the dilation is used as a stride: the kernel jumps, its weights stay neighbours",
    "Which two pixels meet w[0, 0] and w[0, 1] at the first place? How far apart are they?",
)
def dilation_as_stride(x, w, stride, padding, dilation):
    steps = (stride[0] * dilation[0], stride[1] * dilation[1])
    return reference(x, w, steps, padding, (1, 1))


@check.mistake(
    "the dilation is ignored",
    "One of the five arguments does nothing in your function.",
)
def dilation_ignored(x, w, stride, padding, dilation):
    return reference(x, w, stride, padding, (1, 1))


@check.mistake(
    "zeros are put between the pixels, where the kernel should be spread",
    "Spreading the input makes a large map, as in chapter 7. Should yours grow?",
)
def input_spread(x, w, stride, padding, dilation):
    (H, W), (dH, dW) = x.shape, dilation
    z = np.zeros(((H - 1) * dH + 1, (W - 1) * dW + 1))
    z[::dH, ::dW] = x
    return reference(z, w, stride, padding, (1, 1))


@check.mistake(
    "the two dilations are swapped",
    "dilation[0] is the distance downwards. Follow w[1, 0].",
)
def dilations_swapped(x, w, stride, padding, dilation):
    (sH, sW), (kH, kW) = stride, w.shape
    framed = _padded(x, padding)
    oH, oW = reference(x, w, stride, padding, dilation).shape
    longer = np.pad(framed, [(0, dilation[1] * kH), (0, dilation[0] * kW)])
    y = reference(longer, w, (sH, sW), (0, 0), (dilation[1], dilation[0]))
    return y[:oH, :oW]


@check.mistake(
    "both axes are spread by the first dilation",
    "dilation is a pair. Where does its second number appear in your code?",
)
def first_dilation_for_both(x, w, stride, padding, dilation):
    framed = _padded(x, padding)
    oH, oW = reference(x, w, stride, padding, dilation).shape
    longer = np.pad(framed, [(0, 0), (0, dilation[0] * w.shape[1])])
    return reference(longer, w, stride, (0, 0), (dilation[0], dilation[0]))[:oH, :oW]


@check.mistake(
    "the kernel is rotated by 180°",
    "Work out y[0, 0] without padding: which weight meets the top left pixel?",
)
def rotated(x, w, stride, padding, dilation):
    return reference(x, w[::-1, ::-1], stride, padding, dilation)


@check.mistake(
    "the stride is multiplied by the dilation",
    "The next place lies one stride further on. What has the inside of the kernel to do with it?",
)
def stride_dilated(x, w, stride, padding, dilation):
    steps = (stride[0] * dilation[0], stride[1] * dilation[1])
    return reference(x, w, steps, padding, dilation)


@check.mistake(
    "every place begins at (i, j), whatever the stride",
    "With stride 2, at which row does the second place begin?",
)
def stride_forgotten_in_the_index(x, w, stride, padding, dilation):
    rows, columns = reference(x, w, stride, padding, dilation).shape
    return reference(x, w, (1, 1), padding, dilation)[:rows, :columns]


@check.mistake(
    "the padding is ignored",
    "Padding puts rows of zeros above and below, columns of zeros left and right.",
)
def padding_ignored(x, w, stride, padding, dilation):
    return reference(x, w, stride, (0, 0), dilation)


@check.mistake(
    "there are as many places as for an ordinary kernel, and the spread one hangs over the end",
    "How long is a row of k weights, d pixels apart? Take that for the number of places.",
)
def hangs_over_the_end(x, w, stride, padding, dilation):
    (kH, kW), (dH, dW) = w.shape, dilation
    over = [(0, (dH - 1) * (kH - 1)), (0, (dW - 1) * (kW - 1))]
    return reference(np.pad(_padded(x, padding), over), w, stride, (0, 0), dilation)


@check.mistake(
    "sums are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill. With dtype=x.dtype it takes over the type of x.",
)
def integer_accumulator(x, w, stride, padding, dilation):
    return np.trunc(reference(x, w, stride, padding, dilation))


@check.style
def four_loops(x, w, stride, padding, dilation):
    (kH, kW), (sH, sW), (dH, dW) = w.shape, stride, dilation
    x = np.pad(x, [(p, p) for p in padding])
    oH = (x.shape[0] - dH * (kH - 1) - 1) // sH + 1
    oW = (x.shape[1] - dW * (kW - 1) - 1) // sW + 1
    y = np.zeros((oH, oW))
    for i in range(oH):
        for j in range(oW):
            for a in range(kH):
                for b in range(kW):
                    y[i, j] += w[a, b] * x[i * sH + a * dH, j * sW + b * dW]
    return y


@check.style
def slices_with_a_step(x, w, stride, padding, dilation):
    (sH, sW), (dH, dW) = stride, dilation
    reach = (dH * (w.shape[0] - 1) + 1, dW * (w.shape[1] - 1) + 1)
    x = np.pad(x, [(p, p) for p in padding])
    oH, oW = ((n - r) // s + 1 for n, r, s in zip(x.shape, reach, stride, strict=True))
    y = np.empty((oH, oW))
    for i, j in np.ndindex(oH, oW):
        top, left = i * sH, j * sW
        y[i, j] = np.sum(w * x[top : top + reach[0] : dH, left : left + reach[1] : dW])
    return y


@check.style
def kernel_with_zeros(x, w, stride, padding, dilation):
    (kH, kW), (dH, dW) = w.shape, dilation
    spread = np.zeros((dH * (kH - 1) + 1, dW * (kW - 1) + 1))
    spread[::dH, ::dW] = w
    x = np.pad(x, [(p, p) for p in padding])
    windows = np.lib.stride_tricks.sliding_window_view(x, spread.shape)
    return np.einsum("ijab,ab->ij", windows[:: stride[0], :: stride[1]], spread)


@check.style
def one_layer_for_each_weight(x, w, stride, padding, dilation):
    (kH, kW), (sH, sW), (dH, dW) = w.shape, stride, dilation
    x = np.pad(x, [(p, p) for p in padding])
    rows, columns = x.shape[0] - dH * (kH - 1), x.shape[1] - dW * (kW - 1)
    shifted = [
        w[a, b] * x[a * dH : a * dH + rows : sH, b * dW : b * dW + columns : sW]
        for a in range(kH)
        for b in range(kW)
    ]
    return sum(shifted)
