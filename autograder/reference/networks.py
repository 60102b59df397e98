"""Networks as tables of layers, and what a table costs: shapes, parameters, multiply-adds.

A network is a sequence of the layers below; `Branches` holds sequences that run side by side. Only
what has weights or changes a shape is written down: activations, dropout and response
normalisation do neither. `architectures` has the classic networks in this form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from ._arguments import Size, per_axis, whole
from .sizes import count_macs, count_parameters, output_size


@dataclass(frozen=True)
class Conv:
    """A convolution. With ``norm``, batch normalisation follows: a scale and a shift per filter."""

    filters: int
    kernel_size: Size
    stride: Size = 1
    padding: Size = 0
    groups: int = 1
    bias: bool = True
    norm: bool = False


@dataclass(frozen=True)
class Depthwise:
    """One filter without bias for each channel, followed by batch normalisation if ``norm``."""

    kernel_size: Size
    stride: Size = 1
    padding: Size = 0
    norm: bool = True


@dataclass(frozen=True)
class Pool:
    """Pooling, of whatever kind: nothing is learned, and channels stay as they are."""

    kernel_size: Size
    stride: Size
    padding: Size = 0


@dataclass(frozen=True)
class GlobalPool:
    """The mean of each channel: every map becomes one number."""


@dataclass(frozen=True)
class Dense:
    """Flatten, then a dense layer with biases."""

    features: int


@dataclass(frozen=True)
class Widen:
    """A shortcut without weights: every ``stride``-th pixel, and channels of zeros behind."""

    channels: int
    stride: int = 1


@dataclass(frozen=True)
class Branches:
    """Sequences that read the same input; their outputs are added, or joined along channels."""

    branches: tuple[tuple[Layer, ...], ...]
    add: bool = False


Layer = Conv | Depthwise | Pool | GlobalPool | Dense | Widen | Branches
Shape = tuple[int, ...]


class Cost(NamedTuple):
    """What a sequence of layers gives and takes, for one picture.

    shape is (C, H, W) of the output; values counts the numbers that all layers write; depth is the
    largest number of layers with weights on a way from the input to the output.
    """

    shape: Shape
    parameters: int
    macs: int
    values: int
    depth: int


def _conv(layer: Conv, shape: Shape) -> Cost:
    c, size = shape[0], shape[1:]
    out = output_size(size, layer.kernel_size, layer.stride, layer.padding)
    F = layer.filters
    parameters = count_parameters(
        c, F, per_axis("kernel_size", layer.kernel_size, 2), layer.bias, layer.groups
    )
    macs = count_macs(c, F, layer.kernel_size, out, layer.groups)
    return Cost((F, *out), parameters + 2 * F * layer.norm, macs, F * prod(out), 1)


def _branches(layer: Branches, shape: Shape) -> Cost:
    costs = [network_cost(branch, shape) for branch in layer.branches]
    shapes = [cost.shape for cost in costs]
    sizes = {s if layer.add else s[1:] for s in shapes}
    if len(sizes) != 1:
        join = "added" if layer.add else "joined"
        raise ValueError(f"layers have branches that cannot be {join}: {shapes}")
    channels = shapes[0][0] if layer.add else sum(s[0] for s in shapes)
    out = (channels, *shapes[0][1:])
    return Cost(
        out,
        sum(cost.parameters for cost in costs),
        sum(cost.macs for cost in costs),
        sum(cost.values for cost in costs) + layer.add * prod(out),
        max(cost.depth for cost in costs),
    )


def _layer(layer: Layer, shape: Shape) -> Cost:
    c, size = shape[0], shape[1:]
    match layer:
        case Conv():
            return _conv(layer, shape)
        case Depthwise(k, s, p, norm):
            return _conv(Conv(c, k, s, p, groups=c, bias=False, norm=norm), shape)
        case Pool(k, s, p):
            out = output_size(size, k, s, p)
            return Cost((c, *out), 0, 0, c * prod(out), 0)
        case GlobalPool():
            return Cost((c, 1, 1), 0, 0, c, 0)
        case Dense(features):
            return _conv(Conv(features, 1), (prod(shape), 1, 1))
        case Widen(channels, s):
            out = output_size(size, 1, s)
            return Cost((channels, *out), 0, 0, 0, 0)
        case Branches():
            return _branches(layer, shape)
    raise ValueError(f"layers must be layers of this module, got {layer!r}")


def network_cost(layers: Iterable[Layer], shape: Sequence[int]) -> Cost:
    """Walk through a table of layers: shape at the end, parameters, multiply-adds, values, depth.

    shape is (C, H, W) of one picture. Every convolution costs what `count_parameters` and
    `count_macs` say at the `output_size` that it leaves to the next. A dense layer is a 1x1
    convolution of the flattened maps. Batch normalisation has two parameters for each channel, and
    its multiply-adds are not counted: they can be merged into the weights before it.

    Raises ValueError for a shape that is not (C, H, W), and layers that do not go together.
    Source: He, Zhang, Ren and Sun (2016), table 1, counts multiply-adds this way.

    >>> network_cost([Conv(6, 5), Pool(2, 2), Dense(10)], (1, 28, 28))
    Cost(shape=(10, 1, 1), parameters=8806, macs=95040, values=4330, depth=2)
    """
    if len(shape) != 3:
        raise ValueError(f"shape must be (C, H, W), got {tuple(shape)}")
    now = tuple(whole("shape", n) for n in shape)
    parameters = macs = values = depth = 0
    for layer in layers:
        cost = _layer(layer, now)
        now = cost.shape
        parameters += cost.parameters
        macs += cost.macs
        values += cost.values
        depth += cost.depth
    return Cost(now, parameters, macs, values, depth)
