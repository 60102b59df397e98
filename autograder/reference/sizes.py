"""Counting without computing: output sizes, receptive fields, parameters, multiply-adds."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import overload

import numpy as np

from ._arguments import Size, fits, per_axis, shown, whole


def _axes(*values: object) -> int | None:
    """How many axes the first tuple among the values has; None if all are numbers."""
    several = (value for value in values if isinstance(value, (Sequence, np.ndarray)))
    return next((len(value) for value in several if not isinstance(value, str)), None)


@overload
def output_size(
    n: int, kernel_size: int, stride: int = ..., padding: int = ..., dilation: int = ...
) -> int: ...


@overload
def output_size(
    n: Sequence[int],
    kernel_size: Size,
    stride: Size = ...,
    padding: Size = ...,
    dilation: Size = ...,
) -> tuple[int, ...]: ...


@overload
def output_size(
    n: Size, kernel_size: Size, stride: Size = ..., padding: Size = ..., dilation: Size = ...
) -> int | tuple[int, ...]: ...


def output_size(
    n: Size, kernel_size: Size, stride: Size = 1, padding: Size = 0, dilation: Size = 1
) -> int | tuple[int, ...]:
    """Positions of a window on an axis: floor((n + 2p - d(k-1) - 1) / s) + 1.

    Rounded down: a window that does not fit wholly is not computed. The padding is per side.
    Numbers give an int; a tuple for any argument gives a tuple, one size per axis.

    Raises ValueError for a size that is not an integer, is negative, or is zero where only padding
    may be, and for a kernel that spans more than the padded input.
    Source: Dumoulin and Visin (2016), relationships 6 and 15.

    >>> output_size(7, 3, stride=2, padding=1)
    4
    >>> output_size((5, 8), (3, 2), stride=(1, 3))
    (3, 3)
    """
    axes = _axes(n, kernel_size, stride, padding, dilation)
    ns = per_axis("n", n, axes or 1)
    ks = per_axis("kernel_size", kernel_size, axes or 1)
    ss = per_axis("stride", stride, axes or 1)
    ps = per_axis("padding", padding, axes or 1, least=0)
    ds = per_axis("dilation", dilation, axes or 1)
    fits("kernel_size", ks, ds, [n + 2 * p for n, p in zip(ns, ps, strict=True)])
    sizes = tuple(
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, k, s, p, d in zip(ns, ks, ss, ps, ds, strict=True)
    )
    return sizes[0] if axes is None else sizes


@overload
def conv_transpose_output_size(
    n: int,
    kernel_size: int,
    stride: int = ...,
    padding: int = ...,
    output_padding: int = ...,
    dilation: int = ...,
) -> int: ...


@overload
def conv_transpose_output_size(
    n: Sequence[int],
    kernel_size: Size,
    stride: Size = ...,
    padding: Size = ...,
    output_padding: Size = ...,
    dilation: Size = ...,
) -> tuple[int, ...]: ...


@overload
def conv_transpose_output_size(
    n: Size,
    kernel_size: Size,
    stride: Size = ...,
    padding: Size = ...,
    output_padding: Size = ...,
    dilation: Size = ...,
) -> int | tuple[int, ...]: ...


def conv_transpose_output_size(
    n: Size,
    kernel_size: Size,
    stride: Size = 1,
    padding: Size = 0,
    output_padding: Size = 0,
    dilation: Size = 1,
) -> int | tuple[int, ...]:
    """Size after a transposed convolution: (n - 1)s - 2p + d(k-1) + output_padding + 1.

    With stride s, up to s input sizes of a convolution share one output size. output_padding says
    which of them to go back to, and so is smaller than s (or than d, which torch also allows).
    Numbers give an int; a tuple for any argument gives a tuple, one size per axis.

    Raises ValueError for sizes that are no sizes, for an output_padding of max(stride, dilation)
    or more, and where the padding crops everything.
    Source: Dumoulin and Visin (2016), relationship 14.

    >>> conv_transpose_output_size(2, 3, stride=2)
    5
    >>> conv_transpose_output_size((2, 4), 3, stride=2, padding=1, output_padding=(0, 1))
    (3, 8)
    """
    axes = _axes(n, kernel_size, stride, padding, output_padding, dilation)
    ns = per_axis("n", n, axes or 1)
    ks = per_axis("kernel_size", kernel_size, axes or 1)
    ss = per_axis("stride", stride, axes or 1)
    ps = per_axis("padding", padding, axes or 1, least=0)
    extras = per_axis("output_padding", output_padding, axes or 1, least=0)
    ds = per_axis("dilation", dilation, axes or 1)
    limits = [max(s, d) for s, d in zip(ss, ds, strict=True)]
    if any(extra >= limit for extra, limit in zip(extras, limits, strict=True)):
        raise ValueError(
            f"output_padding must be smaller than stride or dilation, that is than "
            f"{shown(limits)}, got {shown(extras)}"
        )
    full = [
        (n - 1) * s + d * (k - 1) + extra + 1
        for n, k, s, d, extra in zip(ns, ks, ss, ds, extras, strict=True)
    ]
    sizes = tuple(size - 2 * p for size, p in zip(full, ps, strict=True))
    if min(sizes) < 1:
        raise ValueError(
            f"padding must leave something of the output, which is {shown(full)} before it is "
            f"cropped on both sides, got {shown(ps)}"
        )
    return sizes[0] if axes is None else sizes


def receptive_field(layers: Sequence[Sequence[Size]]) -> int | tuple[int, ...]:
    """How many input positions one output position sees through a stack of layers.

    Each layer is (kernel_size, stride) or (kernel_size, stride, dilation), the first layer first.
    From r = 1 and a jump of 1, a layer adds d(k-1) jumps to r and multiplies the jump by s.
    Numbers give an int; a tuple in any layer gives a tuple, one size per axis. No layer sees 1.

    Raises ValueError for a layer that has not two or three entries, or entries that are no sizes.
    Source: Araujo, Norris and Sim (2019), "Computing Receptive Fields of Convolutional Neural
    Networks".

    >>> receptive_field([(3, 1), (3, 1), (3, 1)])
    7
    >>> receptive_field([(3, 2), ((3, 5), 1, 2)])
    (11, 19)
    """
    for i, layer in enumerate(layers):
        if not isinstance(layer, Sequence) or len(layer) not in (2, 3):
            raise ValueError(
                f"layers[{i}] must be (kernel_size, stride) or (kernel_size, stride, dilation), "
                f"got {layer!r}"
            )
    axes = _axes(*(value for layer in layers for value in layer))
    field, jump = [1] * (axes or 1), [1] * (axes or 1)
    for i, layer in enumerate(layers):
        kernel_size, stride, dilation = (*layer, 1)[:3]
        k = per_axis(f"kernel_size of layers[{i}]", kernel_size, axes or 1)
        s = per_axis(f"stride of layers[{i}]", stride, axes or 1)
        d = per_axis(f"dilation of layers[{i}]", dilation, axes or 1)
        for axis in range(axes or 1):
            field[axis] += d[axis] * (k[axis] - 1) * jump[axis]
            jump[axis] *= s[axis]
    return field[0] if axes is None else tuple(field)


def _channels_per_group(in_channels: int, out_channels: int, groups: int) -> tuple[int, int]:
    """C/groups and F, once the groups are known to divide both."""
    c, f = whole("in_channels", in_channels), whole("out_channels", out_channels)
    g = whole("groups", groups)
    if c % g or f % g:
        raise ValueError(
            f"groups must divide in_channels and out_channels, {c} and {f}, got {groups}"
        )
    return c // g, f


def count_parameters(
    in_channels: int, out_channels: int, kernel_size: Size, bias: bool = True, groups: int = 1
) -> int:
    """Weights of a convolution layer, F · (C/groups) · kH · kW, and F biases if it has them.

    A number is a square 2-D kernel, as in torch.nn.Conv2d; (k,) is a 1-D kernel and a triple a 3-D
    one. There is one bias per output channel, added after the sum over the input channels.

    Raises ValueError for counts that are no positive integers and groups that do not divide.
    Source: LeCun, Bottou, Bengio and Haffner (1998), section II.B, counts LeNet-5 this way.

    >>> count_parameters(3, 10, 3)
    280
    >>> count_parameters(16, 16, 3, bias=False, groups=16)
    144
    """
    c, f = _channels_per_group(in_channels, out_channels, groups)
    kernel = per_axis("kernel_size", kernel_size, _axes(kernel_size) or 2)
    return f * c * prod(kernel) + (f if bias else 0)


def count_macs(
    in_channels: int, out_channels: int, kernel_size: Size, output_size: Size, groups: int = 1
) -> int:
    """Multiply-adds of a layer on one sample: F · (C/groups) · kH · kW · oH · oW.

    The size is that of the output: each output value costs one product per weight of its filter.
    Products with padded zeros count, the bias does not. Numbers are square and 2-D, as in
    `count_parameters`; a tuple for either size sets the number of axes for both.

    Raises ValueError for counts that are no positive integers and groups that do not divide.
    Source: Howard et al. (2017), "MobileNets", equations 2 and 4.

    >>> count_macs(3, 128, 3, 5)
    86400
    >>> count_macs(3, 3, 3, 5, groups=3) + count_macs(3, 128, 1, 5)
    10275
    """
    c, f = _channels_per_group(in_channels, out_channels, groups)
    axes = _axes(kernel_size, output_size) or 2
    kernel = per_axis("kernel_size", kernel_size, axes)
    return f * c * prod(kernel) * prod(per_axis("output_size", output_size, axes))
