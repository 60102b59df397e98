"""Kernels that are a column times a row: how to tell them, and how to take them apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._arguments import Array, tensor

ROUNDING = (
    1e-6  # a singular value below this part of the largest one is a zero with a rounding error
)


def kernel_rank(w: ArrayLike) -> int:
    """The least number of column-times-row kernels whose sum is w; 1 means separable.

    w is (kH, kW). What is less than a millionth of the largest singular value counts as zero.

    Raises ValueError for another rank of array.
    Source: Goodfellow, Bengio and Courville (2016), section 9.8, for what it is good for.

    >>> kernel_rank([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    1
    >>> kernel_rank([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
    2
    """
    values = np.linalg.svd(tensor("w", w, ("kH", "kW")), compute_uv=False)
    return int(np.sum(values > ROUNDING * values[0]))


def separable_factors(w: ArrayLike) -> tuple[Array, Array]:
    """The column and the row with w[a, b] = column[a] · row[b].

    w is (kH, kW), the factors are (kH,) and (kW,). Any number could move from one to the other;
    here the first value of the column that is not zero is 1.

    Raises ValueError for another rank of array, and for a kernel that is no such product.
    Source: Goodfellow, Bengio and Courville (2016), section 9.8.

    >>> column, row = separable_factors([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    >>> column.tolist(), row.tolist()
    ([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0])
    """
    kernel = tensor("w", w, ("kH", "kW"))
    rank = kernel_rank(kernel)
    if rank != 1:
        raise ValueError(f"w must be a column times a row, a kernel of rank 1, got rank {rank}")
    size = np.abs(kernel).max()
    i, j = np.argwhere(np.abs(kernel) > ROUNDING * size)[0]
    return kernel[:, j] / kernel[i, j], kernel[i].copy()
