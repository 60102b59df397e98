"""The same cross-correlation again and again, each time faster: how loops become one product.

All functions here compute what `conv2d` computes with stride 1, for ``input`` N×C×H×W and
``weight`` F×C×kH×kW, and return N×F×oH×oW. They keep float32 where `conv2d` goes to float64, as
speed is their purpose; `conv2d` and torch judge them in the tests. `winograd` goes on from here.

- `conv2d_loops`: one multiplication at a time, to see what that costs
- `conv2d_windows`: all windows as one strided view, summed by einsum
- `conv2d_tensordot`: the same view, left to tensordot, which copies it into a matrix unasked
- `conv2d_im2col`: windows copied into columns by hand, then one matrix product for each picture
- `conv2d_shifted`: channels last, and no copy: a row of a window is a stretch of memory already
- `conv2d_fft`: a product for each frequency
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from numpy.typing import ArrayLike, NDArray

from ._arguments import Size, fits, per_axis

Floats = NDArray[np.floating[Any]]


class Problem(NamedTuple):
    """Arguments that have been checked, and the sizes that every method needs."""

    x: Floats
    w: Floats
    padding: tuple[int, int]
    padded: tuple[int, int]  # H + 2·pH, W + 2·pW
    out: tuple[int, int]  # oH, oW

    def result(self) -> Floats:
        """Room for the output: N×F×oH×oW."""
        return np.empty((len(self.x), len(self.w), *self.out), self.x.dtype)

    def inside(self, frame: Floats) -> Floats:
        """The part of a padded picture, rows and columns first, that the picture itself fills."""
        (pH, pW), (H, W) = self.padding, self.x.shape[2:]
        return frame[pH : pH + H, pW : pW + W]

    def zero_padded(self) -> Floats:
        """The input with its border of zeros: N×C×(H + 2·pH)×(W + 2·pW)."""
        pH, pW = self.padding
        return np.pad(self.x, ((0, 0), (0, 0), (pH, pH), (pW, pW)))


def problem(input: ArrayLike, weight: ArrayLike, padding: Size) -> Problem:
    """Check the arguments; float32 stays float32, everything else becomes float64.

    >>> problem(np.ones((1, 2, 5, 6)), np.ones((4, 2, 3, 3)), 1).out
    (5, 6)
    """
    x, w = np.asarray(input), np.asarray(weight)
    if x.ndim != 4 or w.ndim != 4 or x.shape[1] != w.shape[1]:
        raise ValueError(
            f"input must be N×C×H×W and weight F×C×kH×kW, got shapes {x.shape} and {w.shape}"
        )
    single = x.dtype == w.dtype == np.float32
    dtype = np.dtype(np.float32 if single else np.float64)
    (H, W), (kH, kW) = x.shape[2:], w.shape[2:]
    pH, pW = per_axis("padding", padding, 2, least=0)
    padded = H + 2 * pH, W + 2 * pW
    fits("weight", (kH, kW), (1, 1), padded)
    out = padded[0] - kH + 1, padded[1] - kW + 1
    return Problem(x.astype(dtype, copy=False), w.astype(dtype, copy=False), (pH, pW), padded, out)


def conv2d_loops(input: ArrayLike, weight: ArrayLike, padding: Size = 0) -> Floats:
    """y[n, f, i, j] = Σ w[f, c, a, b] · x[n, c, i + a, j + b], one term after another.

    Raises ValueError for shapes that do not go together.
    Source: the definition, as in `conv2d`.

    >>> conv2d_loops([[[[1, 2, 4]]]], [[[[-1, 1]]]]).tolist()
    [[[[1.0, 2.0]]]]
    """
    p = problem(input, weight, padding)
    x, w, y = p.zero_padded(), p.w, p.result()
    for n, f, i, j in np.ndindex(y.shape):
        total = 0.0
        for c, a, b in np.ndindex(w.shape[1:]):
            total += w[f, c, a, b] * x[n, c, i + a, j + b]
        y[n, f, i, j] = total
    return y


def conv2d_windows(input: ArrayLike, weight: ArrayLike, padding: Size = 0) -> Floats:
    """Sum over a view of all the windows. The view copies nothing: it reads each pixel k² times.

    Raises ValueError for shapes that do not go together.
    Source: NumPy's manual, `sliding_window_view`.

    >>> conv2d_windows([[[[1, 2, 4]]]], [[[[-1, 1]]]]).tolist()
    [[[[1.0, 2.0]]]]
    """
    p = problem(input, weight, padding)
    windows = sliding_window_view(p.zero_padded(), p.w.shape[2:], axis=(2, 3))
    y: Floats = np.einsum("nchwab,fcab->nfhw", windows, p.w)
    return y


def conv2d_tensordot(input: ArrayLike, weight: ArrayLike, padding: Size = 0) -> Floats:
    """The same view given to tensordot, which makes a matrix of it: im2col without the name.

    Raises ValueError for shapes that do not go together.
    Source: NumPy's manual, `tensordot`.

    >>> conv2d_tensordot([[[[1, 2, 4]]]], [[[[-1, 1]]]]).tolist()
    [[[[1.0, 2.0]]]]
    """
    p = problem(input, weight, padding)
    windows = sliding_window_view(p.zero_padded(), p.w.shape[2:], axis=(2, 3))
    y: Floats = np.tensordot(p.w, windows, axes=((1, 2, 3), (1, 4, 5)))  # F×N×oH×oW
    return np.ascontiguousarray(y.swapaxes(0, 1))


def conv2d_im2col(input: ArrayLike, weight: ArrayLike, padding: Size = 0) -> Floats:
    """One matrix product for each picture: F×(C·kH·kW) times (C·kH·kW)×(oH·oW).

    Row (c, a, b) of the second matrix is what the kernel's value [c, a, b] meets, place by place:
    channel c of the picture, moved by (a, b). It is copied in kH·kW pieces, none of them small.

    Raises ValueError for shapes that do not go together.
    Source: Chellapilla, Puri and Simard (2006), section 3.

    >>> conv2d_im2col([[[[1, 2, 4]]]], [[[[-1, 1]]]]).tolist()
    [[[[1.0, 2.0]]]]
    """
    p = problem(input, weight, padding)
    x, (F, C, kH, kW), (oH, oW) = p.x, p.w.shape, p.out
    frame = np.zeros((C, *p.padded), x.dtype)
    columns = np.empty((C, kH, kW, oH, oW), x.dtype)
    y, rows = p.result(), p.w.reshape(F, -1)
    inside = p.inside(frame.transpose(1, 2, 0))
    for picture, result in zip(x, y, strict=True):
        inside[...] = picture.transpose(1, 2, 0)
        for a, b in np.ndindex(kH, kW):
            columns[:, a, b] = frame[:, a : a + oH, b : b + oW]
        np.matmul(rows, columns.reshape(C * kH * kW, -1), out=result.reshape(F, -1))
    return y


def windows_in_turn(pixels: Floats, kW: int) -> Floats:
    """The kW pixels from t on as one row each, for all t: a view, in which no window is copied.

    pixels: …×P×C, one pixel after the other in memory, with P = count·kW + kW - 1 or a few more
    returns: …×kW×count×(kW·C); row q of matrix r is the window that begins at t = q·kW + r

    With the channels last, the kW·C numbers of a window lie side by side. Windows overlap, and a
    matrix product (BLAS) wants rows that do not. So take every kW-th window, which is nothing but
    the memory cut into rows; then those that begin one pixel later; and so on: kW matrices.

    >>> windows_in_turn(np.array([[1], [2], [4], [7], [9]]), 2).tolist()
    [[[1, 2], [4, 7]], [[2, 4], [7, 9]]]
    """
    P, C = pixels.shape[-2:]
    count = (P - kW + 1) // kW
    *outer, step, item = pixels.strides
    shape = (*pixels.shape[:-2], kW, count, kW * C)
    return as_strided(pixels, shape, (*outer, step, kW * step, item), writeable=False)


def in_turn(pixels: Floats, kW: int) -> Floats:
    """Pixels …×(count·kW)×F seen in the order of `windows_in_turn`: …×kW×count×F.

    >>> in_turn(np.array([[1], [2], [4], [7]]), 2)[..., 0].tolist()
    [[1, 4], [2, 7]]
    """
    return pixels.reshape(*pixels.shape[:-2], -1, kW, pixels.shape[-1]).swapaxes(-2, -3)


def channels_last(weight: Floats) -> Floats:
    """F×C×kH×kW as kH×(kW·C)×F: what each row of the kernel multiplies `windows_in_turn` by.

    >>> channels_last(np.ones((4, 2, 3, 5))).shape
    (3, 10, 4)
    """
    F, C, kH, kW = weight.shape
    return np.ascontiguousarray(weight.transpose(2, 3, 1, 0)).reshape(kH, kW * C, F)


def conv2d_shifted(input: ArrayLike, weight: ArrayLike, padding: Size = 0) -> Floats:
    """Channels last, and a few products for each row of the kernel, on one picture without copies.

    The padded picture is one long line of pixels. Kernel row a sees it from a rows further on. At
    the end of a picture's row the windows run on into the next one; these results are thrown away.

    Raises ValueError for shapes that do not go together.
    Source: Vasudevan, Anderson and Gregg (2017), "kn2row", here with channels last.

    >>> conv2d_shifted([[[[1, 2, 4]]]], [[[[-1, 1]]]]).tolist()
    [[[[1.0, 2.0]]]]
    """
    p = problem(input, weight, padding)
    (F, C, kH, kW), (high, wide), (oH, oW) = p.w.shape, p.padded, p.out
    taps = channels_last(p.w)
    length = -(-oH * wide // kW) * kW  # places, made up to whole turns
    line = np.zeros(((kH - 1) * wide + length + kW - 1, C), p.x.dtype)
    inside = p.inside(line[: high * wide].reshape(high, wide, C))
    seen = [windows_in_turn(line[a * wide :][: length + kW - 1], kW) for a in range(kH)]
    total = np.empty((length, F), p.x.dtype)
    part = np.empty_like(total)
    y = p.result()
    for picture, result in zip(p.x, y, strict=True):
        inside[...] = picture.transpose(1, 2, 0)
        np.matmul(seen[0], taps[0], out=in_turn(total, kW))
        for a in range(1, kH):
            np.matmul(seen[a], taps[a], out=in_turn(part, kW))
            total += part
        result[...] = total[: oH * wide].reshape(oH, wide, F)[:, :oW].transpose(2, 0, 1)
    return y


def fast_length(n: int) -> int:
    """The next length from n on that has no prime factor above 5: the FFT likes those.

    >>> [fast_length(n) for n in (1, 7, 58, 64, 97, 88_299)]
    [1, 8, 60, 64, 100, 90000]
    """
    while True:  # no recursion: above 80,000 the next one may be more than 1000 further on
        rest = n
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return n
        n += 1


def conv2d_fft(input: ArrayLike, weight: ArrayLike, padding: Size = 0) -> Floats:
    """Transform picture and kernel, multiply at each frequency, transform back.

    The conjugate turns the kernel round, as this is a cross-correlation. What wraps round the edge
    of a transform lands at the last kH - 1 rows and kW - 1 columns only, and these are cut off.

    Raises ValueError for shapes that do not go together.
    Source: Mathieu, Henaff and LeCun (2013), section 2.

    >>> conv2d_fft([[[[1, 2, 4]]]], [[[[-1, 1]]]]).round(9).tolist()
    [[[[1.0, 2.0]]]]
    """
    p = problem(input, weight, padding)
    size = fast_length(p.padded[0]), fast_length(p.padded[1])
    X = np.fft.rfft2(p.zero_padded(), size)  # N×C×frequencies
    K = np.conj(np.fft.rfft2(p.w, size))  # F×C×frequencies
    # The sum over the channels is a matrix product at each frequency: (F×C)·(C×N).
    Y = np.ascontiguousarray(K.transpose(2, 3, 0, 1)) @ np.ascontiguousarray(
        X.transpose(2, 3, 1, 0)
    )
    y = np.fft.irfft2(np.ascontiguousarray(Y.transpose(3, 2, 0, 1)), size)
    return y[:, :, : p.out[0], : p.out[1]].astype(p.x.dtype)
