"""Transposed convolution, in the scatter form: each input value stamps the kernel on the output.

It is the transpose of the matrix of a convolution, not its inverse: the shape comes back, the
values do not. One implementation serves one and two axes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._arguments import Array, Size, bias_of, transposed_arguments
from ._windows import crop, group_slices, window
from .sizes import conv_transpose_output_size


def _conv_transpose(
    axes: int,
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None,
    stride: Size,
    padding: Size,
    output_padding: Size,
    groups: int,
    dilation: Size,
) -> Array:
    """y[n, f, i·s + a·d - p] += x[n, c, i] · w[c, f, a] for every c, i and a."""
    args = transposed_arguments(
        axes, input, weight, stride, padding, output_padding, groups, dilation
    )
    x, w, s, d = args.x, args.w, args.stride, args.dilation
    (N, C), k, F = x.shape[:2], w.shape[2:], args.groups * w.shape[1]
    b = bias_of(bias, F)
    out = conv_transpose_output_size(x.shape[2:], k, s, args.padding, args.output_padding, d)
    wide = [size + 2 * p for size, p in zip(out, args.padding, strict=True)]
    y = np.zeros((N, F, *wide))
    for i in np.ndindex(*x.shape[2:]):
        for channels, filters in group_slices(args.groups, C, F):
            # Windows overlap where the stride is smaller than the kernel: add, never assign.
            stamp = np.tensordot(x[:, channels, *i], w[channels], axes=1)
            y[:, filters, *window(i, k, s, d)] += stamp
    y = crop(y, tuple((p, p) for p in args.padding))
    y += b.reshape(-1, *(1,) * axes)
    return y if args.batched else y[0]


def conv_transpose1d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Size = 1,
    padding: Size = 0,
    output_padding: Size = 0,
    groups: int = 1,
    dilation: Size = 1,
) -> Array:
    """Transposed convolution of sequences, as torch.nn.functional.conv_transpose1d does it.

    input is (N, C, L) or (C, L), weight (C, F/groups, kL): input channels come first here. The
    result is (N, F, oL) or (F, oL), with oL from `conv_transpose_output_size`. The padding crops
    the output on both sides; output_padding keeps that many more positions at its end.

    Raises ValueError for ranks, shapes, groups or sizes that do not go together.
    Source: Dumoulin and Visin (2016), chapter 4.

    >>> conv_transpose1d([[1, 2, 3]], [[[1, 10, 100]]], stride=2).tolist()
    [[1.0, 10.0, 102.0, 20.0, 203.0, 30.0, 300.0]]
    """
    return _conv_transpose(
        1, input, weight, bias, stride, padding, output_padding, groups, dilation
    )


def conv_transpose2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Size = 1,
    padding: Size = 0,
    output_padding: Size = 0,
    groups: int = 1,
    dilation: Size = 1,
) -> Array:
    """Transposed convolution of images, as torch.nn.functional.conv_transpose2d does it.

    input is (N, C, H, W) or (C, H, W), weight (C, F/groups, kH, kW): input channels come first
    here. The result is (N, F, oH, oW) or (F, oH, oW), with its sizes from
    `conv_transpose_output_size`. The padding crops the output on all sides; output_padding keeps
    that many more rows at the bottom and columns at the right.

    Raises ValueError for ranks, shapes, groups or sizes that do not go together.
    Source: Dumoulin and Visin (2016), chapter 4; Zeiler, Krishnan, Taylor and Fergus (2010).

    >>> conv_transpose2d([[[1, 2], [3, 4]]], [[[[1, 1], [1, 1]]]]).tolist()
    [[[1.0, 3.0, 2.0], [4.0, 10.0, 6.0], [3.0, 7.0, 4.0]]]
    """
    return _conv_transpose(
        2, input, weight, bias, stride, padding, output_padding, groups, dilation
    )
