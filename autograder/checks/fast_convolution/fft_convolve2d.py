"""Convolution by the Fourier transform, linear and not circular."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import convolve2d


def reference(x, w, mode):
    return convolve2d(x, w, mode)


def _by_fft(x, w, size):
    """The circular convolution on a ring of this size, larger or smaller than it should be."""
    return np.fft.irfft2(np.fft.rfft2(x, size) * np.fft.rfft2(w, size), size)


def _full(x, w):
    return x.shape[0] + w.shape[0] - 1, x.shape[1] + w.shape[1] - 1


def _valid(x, w):
    return x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1


def _cropped(y, x, w, mode):
    """The part of a full convolution that `mode` asks for."""
    if mode == "full":
        return y
    (oH, oW), (kH, kW) = _valid(x, w), w.shape
    return y[kH - 1 : kH - 1 + oH, kW - 1 : kW - 1 + oW]


check = Check(
    "fast_convolution.fft_convolve2d",
    "fft_convolve2d(x, w, mode)",
    reference,
    [
        Property(
            "makes room for the full result, so that nothing wraps round",
            2,
            lambda rng: [
                (numbers(rng, 1, 4), numbers(rng, 1, 3), "full"),
                (numbers(rng, 4, 2), numbers(rng, 3, 2), "full"),
                (numbers(rng, 3, 5), numbers(rng, 2, 3), "full"),
                (numbers(rng, 3, 4), numbers(rng, 2, 3), "full"),
            ],
        ),
        Property(
            "cuts out the places where the kernel lies wholly inside",
            2,
            lambda rng: [
                (numbers(rng, 1, 5), numbers(rng, 1, 2), "valid"),
                (numbers(rng, 5, 3), numbers(rng, 3, 2), "valid"),
                (numbers(rng, 4, 7), numbers(rng, 2, 3), "valid"),
            ],
        ),
        Property(
            "keeps fractions, negative results and whole numbers",
            1,
            lambda rng: [
                (integers(rng, 3, 4), fractions(rng, 3, 2), "full"),
                (integers(rng, 4, 5), fractions(rng, 2, 3), "valid"),
            ],
        ),
    ],
)


@check.mistake(
    "the transforms are only as long as the picture, so that the far edge wraps round",
    "Without room for it, what runs out at the right comes in at the left. How large is the full "
    "result?",
)
def circular(x, w, mode):
    return _cropped(_by_fft(x, w, x.shape), x, w, mode)


@check.mistake(
    "the transforms are one place too short, and one row and column still wrap round",
    "n values and a kernel of k: at how many places do they touch? Try n = k = 1.",
)
def one_too_short(x, w, mode):
    size = tuple(max(1, n - 1) for n in _full(x, w))
    return _cropped(_by_fft(x, w, size), x, w, mode)


@check.mistake(
    "the full result is n + k long, one place too many",
    "n values and a kernel of k: at how many places do they touch? Try n = k = 1.",
)
def one_too_long(x, w, mode):
    y, (kH, kW) = _by_fft(x, w, tuple(n + 1 for n in _full(x, w))), w.shape
    return y if mode == "full" else y[kH - 1 : len(y) - kH + 1, kW - 1 : len(y[0]) - kW + 1]


@check.mistake(
    "the kernel is turned round: that is a cross-correlation",
    "Feed it a picture with a single 1. The kernel itself should come out, the right way round.",
)
def correlated(x, w, mode):
    return reference(x, w[::-1, ::-1], mode)


@check.mistake(
    "one transform is conjugated: the result is a correlation, rolled round the ring",
    "Which product of transforms is a convolution, X·W or X·conj(W)?",
)
def conjugated(x, w, mode):
    size = _full(x, w)
    y = np.fft.irfft2(np.fft.rfft2(x, size) * np.conj(np.fft.rfft2(w, size)), size)
    return _cropped(y, x, w, mode)


@check.mistake(
    "the valid part is cut from the top left corner of the full result",
    "The first row of the full result belongs to a kernel that hangs over the edge. By how much?",
)
def valid_from_the_corner(x, w, mode):
    y = reference(x, w, "full")
    return y if mode == "full" else y[: _valid(x, w)[0], : _valid(x, w)[1]]


@check.mistake(
    "the valid part begins one row and one column too late",
    "With kH rows, how many windows hang over the top edge? Try a kernel of one row.",
)
def valid_one_too_late(x, w, mode):
    (oH, oW), (kH, kW) = _valid(x, w), w.shape
    y = reference(x, w, "full")
    return y if mode == "full" else y[kH : kH + oH, kW : kW + oW]


@check.mistake(
    "the valid part is cut with a slice that ends at −(k − 1), which is empty for k = 1",
    "Try a[0:-0] on a list. Say where the slice ends without counting backwards.",
)
def minus_zero(x, w, mode):
    (kH, kW), y = w.shape, reference(x, w, "full")
    return y if mode == "full" else y[kH - 1 : -(kH - 1), kW - 1 : -(kW - 1)]


@check.mistake(
    "the full result is returned whatever the mode",
    "With mode 'valid' the result is smaller than the picture. What is there to cut?",
)
def mode_ignored(x, w, mode):
    return reference(x, w, "full")


@check.mistake(
    "the part as large as the picture is returned for 'valid'",
    "A result of the picture's size still has kernels that hang over the edge.",
)
def same_for_valid(x, w, mode):
    return convolve2d(x, w, "full" if mode == "full" else "same")


@check.mistake(
    "irfft2 is not told the size, and odd widths come back one column short",
    "rfft2 of 5 and of 4 columns both have 3 columns. How can irfft2 know which it was?",
)
def odd_width_lost(x, w, mode):
    size = _full(x, w)
    return _cropped(np.fft.irfft2(np.fft.rfft2(x, size) * np.fft.rfft2(w, size)), x, w, mode)


@check.mistake(
    "the absolute value is taken of what the inverse transform gives",
    "Negative results are right too. How do you get rid of the imaginary part alone?",
)
def absolute(x, w, mode):
    return np.abs(reference(x, w, mode))


@check.mistake(
    "the transform goes along the rows only",
    "A picture has two axes: which function transforms both?",
)
def rows_only(x, w, mode):
    (high, wide), kH = _full(x, w), w.shape[0]
    a, b = np.fft.rfft(x, wide), np.fft.rfft(w, wide)
    a, b = (np.pad(t, ((0, high - len(t)), (0, 0))) for t in (a, b))
    y = np.fft.irfft(a * b, wide)
    return (
        y if mode == "full" else y[kH - 1 : kH - 1 + _valid(x, w)[0], w.shape[1] - 1 : x.shape[1]]
    )


@check.style
def real_transform_with_room(x, w, mode):
    (H, W), (kH, kW) = x.shape, w.shape
    size = (H + kH - 1, W + kW - 1)
    y = np.fft.irfft2(np.fft.rfft2(x, size) * np.fft.rfft2(w, size), size)
    return y if mode == "full" else y[kH - 1 : H, kW - 1 : W]


@check.style
def complex_transform_of_padded_arrays(x, w, mode):
    (H, W), (kH, kW) = x.shape, w.shape
    padded_x = np.pad(x, ((0, kH - 1), (0, kW - 1)))
    padded_w = np.pad(w, ((0, H - 1), (0, W - 1)))
    y = np.real(np.fft.ifft2(np.fft.fft2(padded_x) * np.fft.fft2(padded_w)))
    if mode == "valid":
        y = y[kH - 1 : H, kW - 1 : W]
    return y


@check.style
def power_of_two_then_cut(x, w, mode):
    (H, W), (kH, kW) = x.shape, w.shape
    size = tuple(1 << int(np.ceil(np.log2(n))) for n in (H + kH - 1, W + kW - 1))
    y = np.fft.irfft2(np.fft.rfft2(x, size) * np.fft.rfft2(w, size), size)
    return y[: H + kH - 1, : W + kW - 1] if mode == "full" else y[kH - 1 : H, kW - 1 : W]


@check.style
def one_axis_after_the_other(x, w, mode):
    (H, W), (kH, kW) = x.shape, w.shape
    a = np.fft.fft(np.fft.fft(x, W + kW - 1, axis=1), H + kH - 1, axis=0)
    b = np.fft.fft(np.fft.fft(w, W + kW - 1, axis=1), H + kH - 1, axis=0)
    y = np.fft.ifft(np.fft.ifft(a * b, axis=0), axis=1).real
    return y if mode == "full" else y[kH - 1 : H, kW - 1 : W]
