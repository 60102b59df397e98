"""Backward passes: from the gradient of the output to those of the input and the parameters.

Each walks over the same windows as the forward pass and reads its formula backwards: what was
multiplied by w[a] on the way in gets w[a] times the upstream gradient on the way out. Windows may
overlap, so gradients are always added, never assigned.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._arguments import Array, Size, conv_arguments, transposed_arguments, upstream, whole
from ._windows import crop, group_slices, window, zero_pad
from .pooling import divisor, max_with_indices, pool_arguments
from .sizes import conv_transpose_output_size, output_size


def conv2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    stride: Size = 1,
    padding: Size | str = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> tuple[Array, Array, Array]:
    """Gradients of conv2d with respect to input, weight and bias: (dx, dw, db).

    grad_output has the shape of the output, (N, F, oH, oW) or (F, oH, oW); the other arguments are
    those of the forward call. dx and dw have the shapes of input and weight, db is (F,).

    Raises ValueError for arguments that `conv2d` refuses and a grad_output of another shape.
    Source: Goodfellow, Bengio and Courville (2016), section 9.5.

    >>> dx, dw, db = conv2d_backward([[[1, 10]]], [[[1, 2, 3]]], [[[[5, 7]]]])
    >>> dx.tolist(), dw.tolist(), db.tolist()
    ([[[5.0, 57.0, 70.0]]], [[[[21.0, 32.0]]]], [11.0])
    """
    args = conv_arguments(2, input, weight, stride, padding, dilation, groups)
    w, s, d = args.w, args.stride, args.dilation
    x = zero_pad(args.x, args.padding)
    (N, C), (F, _), k = x.shape[:2], w.shape[:2], w.shape[2:]
    oH, oW = output_size(x.shape[2:], k, s, 0, d)
    dy = upstream(grad_output, (N, F, oH, oW), args.batched)
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for i, j in np.ndindex(oH, oW):
        rows, cols = window((i, j), k, s, d)
        for channels, filters in group_slices(args.groups, C, F):
            g, seen = dy[:, filters, i, j], x[:, channels, rows, cols]
            dw[filters] += np.einsum("nf,ncab->fcab", g, seen)
            dx[:, channels, rows, cols] += np.einsum("nf,fcab->ncab", g, w[filters])
    dx = crop(dx, args.padding)
    return (dx if args.batched else dx[0]), dw, dy.sum(axis=(0, 2, 3))


def conv_transpose2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    stride: Size = 1,
    padding: Size = 0,
    output_padding: Size = 0,
    groups: int = 1,
    dilation: Size = 1,
) -> tuple[Array, Array, Array]:
    """Gradients of conv_transpose2d with respect to input, weight and bias: (dx, dw, db).

    The forward pass scatters, so the backward pass gathers: dx is the cross-correlation of the
    upstream gradient with the same kernel. Shapes are those of the forward call, and db is (F,).

    Raises ValueError for arguments that `conv_transpose2d` refuses and a grad_output of another
    shape.
    Source: Dumoulin and Visin (2016), chapter 4.

    >>> dx, dw, db = conv_transpose2d_backward([[[1, 2, 3]]], [[[1, 10]]], [[[[5, 7]]]])
    >>> dx.tolist(), dw.tolist(), db.tolist()
    ([[[19.0, 31.0]]], [[[[21.0, 32.0]]]], [6.0])
    """
    args = transposed_arguments(2, input, weight, stride, padding, output_padding, groups, dilation)
    x, w, s, d = args.x, args.w, args.stride, args.dilation
    (N, C, H, W), k, F = x.shape, w.shape[2:], args.groups * w.shape[1]
    oH, oW = conv_transpose_output_size((H, W), k, s, args.padding, args.output_padding, d)
    dy = upstream(grad_output, (N, F, oH, oW), args.batched)
    db = dy.sum(axis=(0, 2, 3))
    dy = zero_pad(dy, tuple((p, p) for p in args.padding))
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for i, j in np.ndindex(H, W):
        rows, cols = window((i, j), k, s, d)
        for channels, filters in group_slices(args.groups, C, F):
            g = dy[:, filters, rows, cols]
            dw[channels] += np.einsum("nc,nfab->cfab", x[:, channels, i, j], g)
            dx[:, channels, i, j] = np.einsum("nfab,cfab->nc", g, w[channels])
    return (dx if args.batched else dx[0]), dw, db


def max_pool2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
) -> Array:
    """Gradient of max_pool2d: each upstream value goes to the position of its window's maximum.

    grad_output has the shape of the output and the result that of input. Of equal maxima the first
    one, row by row, gets everything; a maximum of several windows gets the sum.

    Raises ValueError for arguments that `max_pool2d` refuses and a grad_output of another shape.
    Source: Goodfellow, Bengio and Courville (2016), section 9.3, for the forward pass.

    >>> max_pool2d_backward([[[10, 20]]], [[[1, 5, 2], [4, 3, 5]]], (2, 2), 1).tolist()
    [[[0.0, 30.0, 0.0], [0.0, 0.0, 0.0]]]
    """
    pool = pool_arguments(2, input, kernel_size, stride, padding, dilation, ceil_mode)
    y, where = max_with_indices(pool)
    dy = upstream(grad_output, y.shape, pool.batched)
    dx = np.zeros_like(pool.x)
    N, C, _, W = pool.x.shape
    for n, c, i, j in np.ndindex(N, C, *pool.out):
        row, col = divmod(where[n, c, i, j], W)
        dx[n, c, row, col] += dy[n, c, i, j]
    return dx if pool.batched else dx[0]


def avg_pool2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    """Gradient of avg_pool2d: each upstream value is spread evenly over its window.

    grad_output has the shape of the output and the result that of input. The share is one over
    what the forward pass divided by, so at a padded border part of it may be lost.

    Raises ValueError for arguments that `avg_pool2d` refuses and a grad_output of another shape.
    Source: LeCun, Bottou, Bengio and Haffner (1998), section II.B, for the forward pass.

    >>> avg_pool2d_backward([[[6, 10]]], [[[1, 5, 2]]], (1, 2), 1).tolist()
    [[[3.0, 8.0, 5.0]]]
    """
    pool = pool_arguments(2, input, kernel_size, stride, padding, 1, ceil_mode)
    if divisor_override is not None:
        whole("divisor_override", divisor_override)
    dy = upstream(grad_output, (*pool.x.shape[:2], *pool.out), pool.batched)
    dx = np.zeros_like(pool.x)
    for i, j in np.ndindex(*pool.out):
        share = dy[:, :, i, j] / divisor(pool, (i, j), count_include_pad, divisor_override)
        dx[:, :, *pool.inside((i, j))] += share[:, :, None, None]
    return dx if pool.batched else dx[0]
