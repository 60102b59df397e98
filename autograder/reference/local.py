"""A layer that is local but not shared: every place of the output has a kernel of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._arguments import Array, batch, numbers, tensor
from ._windows import window


def locally_connected2d(
    input: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None
) -> Array:
    """Weigh each window by its own kernel, with stride 1 and no padding.

    y[n, f, i, j] = bias[f, i, j] + sum over c, a, b of weight[f, c, i, j, a, b] · x[n, c, i+a, j+b]

    input is (N, C, H, W) or (C, H, W), weight (F, C, oH, oW, kH, kW) with oH = H - kH + 1 and
    oW = W - kW + 1, bias (F, oH, oW); the result is (N, F, oH, oW) or (F, oH, oW). With the same
    kernel at every place it is conv2d.

    Raises ValueError for ranks and shapes that do not go together.
    Source: LeCun (1989), "Generalization and Network Design Strategies", Net-3.

    >>> locally_connected2d([[[1, 2, 4]]], [[[[[[-1, 1]], [[10, 0]]]]]]).tolist()
    [[[1.0, 20.0]]]
    """
    x, batched = batch("input", input, 2)
    w = tensor("weight", weight, ("F", "C", "oH", "oW", "kH", "kW"))
    (N, C, H, W), (F, _, oH, oW, kH, kW) = x.shape, w.shape
    if w.shape[1:4] != (C, H - kH + 1, W - kW + 1):
        raise ValueError(
            f"weight must have the shape (F, {C}, {H - kH + 1}, {W - kW + 1}, {kH}, {kW}) for "
            f"kernels of {(kH, kW)} on input of shape {x.shape}, got shape {w.shape}"
        )
    b = np.zeros((F, oH, oW)) if bias is None else numbers("bias", bias)
    if b.shape != (F, oH, oW):
        raise ValueError(
            f"bias must have shape {(F, oH, oW)}, one number for each output, got shape {b.shape}"
        )
    y = np.empty((N, F, oH, oW))
    for i, j in np.ndindex(oH, oW):
        seen = x[:, :, *window((i, j), (kH, kW), (1, 1), (1, 1))]
        y[:, :, i, j] = np.einsum("ncab,fcab->nf", seen, w[:, :, i, j]) + b[:, i, j]
    return y if batched else y[0]
