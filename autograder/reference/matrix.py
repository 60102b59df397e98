"""A convolution written out as a matrix, so that its transpose and its gradient can be seen."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import ArrayLike

from ._arguments import KERNEL, Array, Size, conv_arguments, per_axis, tensor
from .sizes import output_size


def conv_matrix(
    weight: ArrayLike,
    input_size: Size,
    stride: Size = 1,
    padding: Size | str = 0,
    dilation: Size = 1,
) -> Array:
    """The matrix C of a convolution: C @ x.ravel() equals conv2d(x, weight, ...).ravel().

    weight is (kH, kW) with input_size (H, W), and C is (oH·oW, H·W); or weight is (F, Cin, kH, kW)
    with input_size (Cin, H, W), and C is (F·oH·oW, Cin·H·W). Its transpose is the transposed
    convolution with the same weight, and the gradient with respect to the input.

    Raises ValueError for a weight of another rank, channels that differ, sizes that do not fit.
    Source: Dumoulin and Visin (2016), section 4.1.

    >>> conv_matrix([[1, 2]], (2, 3)).astype(int).tolist()
    [[1, 2, 0, 0, 0, 0], [0, 1, 2, 0, 0, 0], [0, 0, 0, 1, 2, 0], [0, 0, 0, 0, 1, 2]]
    """
    w = tensor("weight", weight, ("F", "C", *KERNEL[2]), KERNEL[2])
    size = per_axis("input_size", input_size, w.ndim if w.ndim == 2 else 3)
    if w.ndim == 2:
        w, size = w[None, None], (1, *size)
    F, Cin, kH, kW = w.shape
    if size[0] != Cin:
        raise ValueError(f"input_size must start with the {Cin} channels of weight, got {size}")
    args = conv_arguments(2, np.zeros(size), w, stride, padding, dilation, 1)
    (sH, sW), (dH, dW), (top, left) = args.stride, args.dilation, (p for p, _ in args.padding)
    padded = [n + sum(pads) for n, pads in zip(size[1:], args.padding, strict=True)]
    oH, oW = output_size(padded, (kH, kW), args.stride, 0, args.dilation)
    C = np.zeros((F, oH, oW, *size))
    for f, i, j in np.ndindex(F, oH, oW):
        for a, b in np.ndindex(kH, kW):
            row, col = i * sH + a * dH - top, j * sW + b * dW - left
            if 0 <= row < size[1] and 0 <= col < size[2]:
                C[f, i, j, :, row, col] = w[f, :, a, b]
    return C.reshape(F * oH * oW, prod(size))
