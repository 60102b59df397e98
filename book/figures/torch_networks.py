"""Tables of layers run by torch on its *meta* device: shapes and parameters, no numbers, no memory.

The independent opinion on `autograder.reference.networks`: torch lays out every layer itself, so
neither shapes nor counts come from the course.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn

from autograder.reference.networks import (
    Branches,
    Conv,
    Dense,
    Depthwise,
    GlobalPool,
    Layer,
    Pool,
    Widen,
)


def torch_counts(layers: Iterable[Layer], shape: Sequence[int]) -> tuple[tuple[int, ...], int]:
    """Shape at the end and number of parameters, of the layers as modules of torch.nn.

    Args:
        layers: a sequence of the layers of `autograder.reference.networks`.
        shape: (C, H, W) of one picture.

    >>> torch_counts([Conv(6, 5), Pool(2, 2), Dense(10)], (1, 28, 28))
    ((10, 1, 1), 8806)
    """
    with torch.device("meta"):
        x, parameters = _run(layers, torch.empty(1, *shape))
    return tuple(x.shape[1:]), parameters


def _run(layers: Iterable[Layer], x: Tensor) -> tuple[Tensor, int]:
    parameters = 0
    for layer in layers:
        x, more = _step(layer, x)
        parameters += more
    return x, parameters


def _step(layer: Layer, x: Tensor) -> tuple[Tensor, int]:
    C = x.shape[1]
    match layer:
        case Conv(F, k, s, p, g, bias, norm):
            modules = [nn.Conv2d(C, F, k, s, p, groups=g, bias=bias)]
            modules += [nn.BatchNorm2d(F)] * norm
        case Depthwise(k, s, p, norm):
            modules = [nn.Conv2d(C, C, k, s, p, groups=C, bias=False)]
            modules += [nn.BatchNorm2d(C)] * norm
        case Pool(k, s, p):
            modules = [nn.MaxPool2d(k, s, p)]
        case GlobalPool():
            modules = [nn.AdaptiveAvgPool2d(1)]
        case Dense(features):
            flat = nn.Flatten()(x).shape[1]
            modules = [nn.Flatten(), nn.Linear(flat, features), nn.Unflatten(1, (features, 1, 1))]
        case Widen(channels, s):
            thinned = x[:, :, ::s, ::s]
            return nn.functional.pad(thinned, (0, 0, 0, 0, 0, channels - C)), 0
        case Branches(branches, add):
            results = [_run(branch, x) for branch in branches]
            outputs = [y for y, _ in results]
            joined = sum(outputs) if add else torch.cat(outputs, dim=1)
            return joined, sum(count for _, count in results)
    module = nn.Sequential(*modules).eval()  # batch normalisation trains on no single number
    return module(x), sum(parameter.numel() for parameter in module.parameters())
