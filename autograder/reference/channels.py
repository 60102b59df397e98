"""Convolutions that treat space and channels apart, and the shuffle that mixes groups again."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ._arguments import KERNEL, Array, Size, batch, numbers, tensor, whole
from .convolution import conv2d


def _depthwise(name: str, value: ArrayLike, C: int) -> Array:
    """A depthwise weight: one or more filters, of one channel each, for each of the C channels."""
    w = tensor(name, value, ("C*m", "1", *KERNEL[2]))
    if w.shape[0] % C or w.shape[1] != 1:
        raise ValueError(
            f"{name} must have the shape (C*m, 1, kH, kW) with C = {C} channels of input, "
            f"got shape {w.shape}"
        )
    return w


def depthwise_conv2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Size = 1,
    padding: Size | str = 0,
    dilation: Size = 1,
) -> Array:
    """Each channel with filters of its own and no sum over channels: conv2d with groups = C.

    input is (N, C, H, W) or (C, H, W), weight (C·m, 1, kH, kW), bias (C·m,). m is the depth
    multiplier; output channel c·m + j is filter j of input channel c, torch's order.

    Raises ValueError as `conv2d` does, and for a weight whose filters the channels do not divide.
    Source: Chollet (2017), "Xception"; Howard et al. (2017), "MobileNets", equation 3.

    >>> depthwise_conv2d([[[1, 2]], [[3, 4]]], [[[[1]]], [[[10]]]]).tolist()
    [[[1.0, 2.0]], [[30.0, 40.0]]]
    """
    C = batch("input", input, 2)[0].shape[1]
    w = _depthwise("weight", weight, C)
    return conv2d(input, w, bias, stride, padding, dilation, groups=C)


def pointwise_conv2d(input: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None) -> Array:
    """A 1x1 convolution: the same dense layer over the channels at every pixel.

    input is (N, C, H, W) or (C, H, W), weight (F, C, 1, 1), bias (F,); H and W stay as they are.

    Raises ValueError for a weight that is not 1x1 or has not the C channels of input.
    Source: Lin, Chen and Yan (2014), "Network in Network".

    >>> pointwise_conv2d([[[1, 2]], [[3, 4]]], [[[[1]], [[10]]]], [0.5]).tolist()
    [[[31.5, 42.5]]]
    """
    w = tensor("weight", weight, ("F", "C", *KERNEL[2]))
    if w.shape[2:] != (1, 1):
        raise ValueError(f"weight must have the shape (F, C, 1, 1), got shape {w.shape}")
    return conv2d(input, w, bias)


def separable_conv2d(
    input: ArrayLike,
    depthwise_weight: ArrayLike,
    pointwise_weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Size = 1,
    padding: Size | str = 0,
    dilation: Size = 1,
) -> Array:
    """Depthwise separable convolution: space by channel, then channels by pixel.

    input is (N, C, H, W) or (C, H, W), depthwise_weight (C·m, 1, kH, kW), pointwise_weight
    (F, C·m, 1, 1), bias (F,). stride, padding and dilation belong to the depthwise step and the
    bias to the pointwise one; there is nothing between the two.

    Raises ValueError for shapes that do not go together.
    Source: Sifre (2014), PhD thesis; Chollet (2017), "Xception".

    >>> depthwise, pointwise = [[[[1, 1]]], [[[1, -1]]]], [[[[1]], [[10]]]]
    >>> separable_conv2d([[[1, 2]], [[3, 4]]], depthwise, pointwise).tolist()
    [[[-7.0]]]
    """
    C = batch("input", input, 2)[0].shape[1]
    depthwise = _depthwise("depthwise_weight", depthwise_weight, C)
    pointwise = tensor("pointwise_weight", pointwise_weight, ("F", "C*m", "1", "1"))
    if pointwise.shape[1:] != (depthwise.shape[0], 1, 1):
        raise ValueError(
            f"pointwise_weight must have the shape (F, {depthwise.shape[0]}, 1, 1), "
            f"got shape {pointwise.shape}"
        )
    y = depthwise_conv2d(input, depthwise, None, stride, padding, dilation)
    return pointwise_conv2d(y, pointwise, bias)


def channel_shuffle(input: ArrayLike, groups: int) -> Array:
    """Deal the channels of all groups out in turn, so that the next grouped layer mixes them.

    input is (N, C, ...) with at least one axis after the channels; the result has the same shape.
    Output channel j·g + i is channel j of group i: reshape to (g, C/g), transpose, flatten.

    Raises ValueError for an input of two axes or fewer and groups that do not divide the channels.
    Source: Zhang, Zhou, Lin and Sun (2018), "ShuffleNet", figure 1.

    >>> channel_shuffle([[[0], [1], [2], [3], [4], [5]]], 2).ravel().tolist()
    [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]
    """
    x, g = numbers("input", input), whole("groups", groups)
    if x.ndim < 3:
        raise ValueError(
            f"input must have the axes (N, C, ...), three or more, got shape {x.shape}"
        )
    C = x.shape[1]
    if C % g:
        raise ValueError(f"groups must divide the {C} channels of input, got {groups}")
    y = np.empty_like(x)
    for i in range(g):
        for j in range(C // g):
            y[:, j * g + i] = x[:, i * (C // g) + j]
    return y
