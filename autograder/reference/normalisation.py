"""Batch normalisation: each channel shifted and scaled to mean 0 and variance 1, then undone."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._arguments import Array, same_shape, tensor


def _each(values: Array) -> Array:
    """One number for each channel, shaped to meet N×C×H×W."""
    return values[:, None, None]


def batch_norm(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike,
    running_mean: ArrayLike | None = None,
    running_var: ArrayLike | None = None,
    training: bool = False,
    eps: float = 1e-5,
) -> Array:
    """y = weight · (x - mean) / √(var + eps) + bias, with a mean and a variance for each channel.

    input is (N, C, H, W), the others (C,). In training, mean and variance are those of the batch,
    over N, H and W, the variance divided by N·H·W. Otherwise they are running_mean and running_var.

    Raises ValueError for shapes that do not fit, and where statistics are needed and missing.
    Source: Ioffe and Szegedy (2015), algorithms 1 and 2.

    >>> x = np.array([1.0, 3.0]).reshape(2, 1, 1, 1)
    >>> batch_norm(x, [10], [5], training=True, eps=0).ravel().tolist()
    [-5.0, 15.0]
    >>> batch_norm(x, [10], [5], running_mean=[1], running_var=[4], eps=0).ravel().tolist()
    [5.0, 15.0]
    """
    x = tensor("input", input, ("N", "C", "H", "W"))
    C = x.shape[1]
    gamma = same_shape("weight", weight, (C,), "one number per channel")
    beta = same_shape("bias", bias, (C,), "one number per channel")
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
    elif running_mean is None or running_var is None:
        raise ValueError("running_mean and running_var must be given where training is False")
    else:
        mean = same_shape("running_mean", running_mean, (C,), "one number per channel")
        var = same_shape("running_var", running_var, (C,), "one number per channel")
    normal = (x - _each(mean)) / np.sqrt(_each(var) + eps)
    return _each(gamma) * normal + _each(beta)


def running(old: ArrayLike, new: ArrayLike, momentum: float = 0.1) -> Array:
    """The running statistic after one more batch: (1 - momentum)·old + momentum·new.

    torch feeds it the variance divided by N·H·W - 1, though the forward pass divides by N·H·W.

    Raises ValueError for statistics of different shapes.
    Source: Ioffe and Szegedy (2015), section 3.1, which leaves the way of averaging open.

    >>> running([0.0], [1.0]).tolist()
    [0.1]
    """
    before = np.asarray(old, dtype=np.float64)
    return (1 - momentum) * before + momentum * same_shape("new", new, before.shape, "that of old")
