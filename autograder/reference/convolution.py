"""Cross-correlation, which deep learning calls convolution, and convolution with the flip.

One implementation serves conv1d, conv2d and conv3d, and one serves convolve1d and convolve2d: the
formula does not change with the number of axes, only the length of its index tuples does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._arguments import Array, Size, bias_of, conv_arguments, tensor
from ._windows import group_slices, window, zero_pad
from .sizes import output_size


def _conv(
    axes: int,
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None,
    stride: Size,
    padding: Size | str,
    dilation: Size,
    groups: int,
) -> Array:
    """y[n, f, i] = b[f] + sum over c and a of w[f, c, a] · x[n, c, i·s + a·d - p]."""
    args = conv_arguments(axes, input, weight, stride, padding, dilation, groups)
    w, s, d = args.w, args.stride, args.dilation
    x = zero_pad(args.x, args.padding)
    (N, C), (F, _), k = x.shape[:2], w.shape[:2], w.shape[2:]
    b = bias_of(bias, F)
    out = output_size(x.shape[2:], k, s, 0, d)
    c_and_a = tuple(range(1, x.ndim))
    y = np.empty((N, F, *out))
    for i in np.ndindex(*out):
        for channels, filters in group_slices(args.groups, C, F):
            seen = x[:, channels, *window(i, k, s, d)]
            y[:, filters, *i] = np.tensordot(seen, w[filters], axes=(c_and_a, c_and_a)) + b[filters]
    return y if args.batched else y[0]


def conv1d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Size = 1,
    padding: Size | str = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    """Cross-correlate a batch of multi-channel sequences, as torch.nn.functional.conv1d does.

    input is (N, C, L) or (C, L), weight (F, C/groups, kL), bias (F,); the result is (N, F, oL) or
    (F, oL), with oL from `output_size`. padding may also be 'valid', or 'same' for stride 1.

    Raises ValueError for ranks, shapes, groups or sizes that do not go together.
    Source: Goodfellow, Bengio and Courville (2016), equation 9.6, on one axis.

    >>> conv1d([[1, 2, 4, 7, 11]], [[[-1, 1]]]).tolist()
    [[1.0, 2.0, 3.0, 4.0]]
    """
    return _conv(1, input, weight, bias, stride, padding, dilation, groups)


def conv2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Size = 1,
    padding: Size | str = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    """Cross-correlate a batch of multi-channel images, as torch.nn.functional.conv2d does.

    input is (N, C, H, W) or (C, H, W), weight (F, C/groups, kH, kW), bias (F,); the result is
    (N, F, oH, oW) or (F, oH, oW), with oH and oW from `output_size`. padding may also be 'valid',
    or 'same' for stride 1. Filter group g sees the g-th block of C/groups input channels only.

    Raises ValueError for ranks, shapes, groups or sizes that do not go together.
    Source: Goodfellow, Bengio and Courville (2016), equations 9.6 to 9.8; Yu and Koltun (2016) for
    the dilation; Krizhevsky, Sutskever and Hinton (2012) for the groups.

    >>> x = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
    >>> w = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]
    >>> conv2d([x], [[w]]).tolist()
    [[[12.0, 12.0, 17.0], [10.0, 17.0, 19.0], [9.0, 6.0, 14.0]]]
    """
    return _conv(2, input, weight, bias, stride, padding, dilation, groups)


def conv3d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Size = 1,
    padding: Size | str = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    """Cross-correlate a batch of multi-channel volumes, as torch.nn.functional.conv3d does.

    input is (N, C, D, H, W) or (C, D, H, W), weight (F, C/groups, kD, kH, kW), bias (F,); the
    result is (N, F, oD, oH, oW) or (F, oD, oH, oW). The kernel slides along the depth D as it does
    along H and W; channels it does not slide along, it sums over them.

    Raises ValueError for ranks, shapes, groups or sizes that do not go together.
    Source: Goodfellow, Bengio and Courville (2016), equation 9.6, on three axes.

    >>> volume = [[[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[0, 1], [0, 1]]]]
    >>> conv3d(volume, [[[[[1, 0]], [[0, 1]]]]]).tolist()
    [[[[7.0], [11.0]], [[6.0], [8.0]]]]
    """
    return _conv(3, input, weight, bias, stride, padding, dilation, groups)


def _convolve(x: Array, w: Array, mode: str) -> Array:
    """y[i] = sum over a of w[a] · x[i - a]: a window of x against the flipped kernel."""
    starts = {
        "full": tuple(0 for _ in w.shape),
        "same": tuple((k - 1) // 2 for k in w.shape),
        "valid": tuple(k - 1 for k in w.shape),
    }
    if mode not in starts:
        raise ValueError(f"mode must be 'full', 'same' or 'valid', got {mode!r}")
    if mode == "valid" and any(k > n for n, k in zip(x.shape, w.shape, strict=True)):
        raise ValueError(
            f"w must be no larger than x, of shape {x.shape}, in mode 'valid', got shape {w.shape}"
        )
    grows = {"full": 1, "same": 0, "valid": -1}[mode]
    out = tuple(n + grows * (k - 1) for n, k in zip(x.shape, w.shape, strict=True))
    ones = (1,) * x.ndim
    wide = zero_pad(x, tuple((k - 1, k - 1) for k in w.shape))
    flipped = np.flip(w)
    y = np.empty(out)
    for i in np.ndindex(*out):
        place = tuple(a + start for a, start in zip(i, starts[mode], strict=True))
        y[i] = np.sum(flipped * wide[window(place, w.shape, ones, ones)])
    return y


def convolve1d(x: ArrayLike, w: ArrayLike, mode: str = "full") -> Array:
    """Convolve two sequences, with the flip: y[i] = sum over a of w[a] · x[i - a].

    x is (N,) and w is (M,). mode 'full' gives N + M - 1 values, every one where the two overlap;
    'same' the N values in the middle, from (M - 1) // 2 on, as scipy.signal.convolve does; 'valid'
    the N - M + 1 values where w lies wholly inside x.

    Raises ValueError for another rank or mode, and for 'valid' with w longer than x.
    Source: Goodfellow, Bengio and Courville (2016), equation 9.3.

    >>> convolve1d([1, 2, 3], [1, 10, 100]).tolist()
    [1.0, 12.0, 123.0, 230.0, 300.0]
    >>> convolve1d([1, 2, 3], [1, 10, 100], mode="same").tolist()
    [12.0, 123.0, 230.0]
    """
    return _convolve(tensor("x", x, ("length",)), tensor("w", w, ("length",)), mode)


def convolve2d(x: ArrayLike, w: ArrayLike, mode: str = "full") -> Array:
    """Convolve two images, with the flip along both axes: the kernel turns by 180 degrees.

    x is (H, W) and w is (kH, kW). mode is 'full', 'same' or 'valid' and acts on both axes as in
    `convolve1d`; the sizes are those of scipy.signal.convolve2d.

    Raises ValueError for another rank or mode, and for 'valid' with w larger than x on an axis.
    Source: Goodfellow, Bengio and Courville (2016), equation 9.4.

    >>> convolve2d([[0, 0, 0], [0, 1, 0], [0, 0, 0]], [[1, 2], [3, 4]], mode="valid").tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    >>> convolve2d([[1, 2], [3, 4]], [[1, -1]]).tolist()
    [[1.0, 1.0, -2.0], [3.0, 1.0, -4.0]]
    """
    return _convolve(tensor("x", x, ("H", "W")), tensor("w", w, ("kH", "kW")), mode)
