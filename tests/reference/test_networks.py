"""Costs of tables of layers, against torch.nn on the meta device and against the papers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import reference
from autograder.reference import architectures
from autograder.reference.architectures import flat
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
from tests.torch_networks import torch_counts

from .drawing import draws, tuples

NETWORKS = [
    ("ALEXNET", 227),
    ("ALEXNET_2", 227),
    ("ZFNET", 224),
    ("VGG16", 224),
    ("VGG19", 224),
    ("GOOGLENET", 224),
    ("RESNET18", 224),
    ("RESNET34", 224),
    ("RESNET50", 224),
    ("RESNET101", 224),
    ("RESNET152", 224),
    ("XCEPTION", 299),
    ("MOBILENET", 224),
    ("SHUFFLENET", 224),
]


def test_torch_lays_out_a_small_network_as_counted_by_hand() -> None:
    table = [Conv(6, 5), Pool(2, 2), Dense(10)]  # 6·25 + 6, and 6·12·12·10 + 10
    assert torch_counts(table, (1, 28, 28)) == ((10, 1, 1), 156 + 8650)


@st.composite
def layers(draw: st.DrawFn) -> list[Layer]:
    """A few layers that fit on any map of 3x3 or more: kernels of 3 have a padding of 1."""
    drawn: list[Layer] = []
    for kind in draw(
        st.lists(st.sampled_from(["conv", "depth", "pool", "cat", "add"]), max_size=5)
    ):
        k, stride = draw(st.sampled_from([1, 3])), draw(tuples(2, 1, 2))
        p, F = k // 2, draw(st.integers(1, 5))
        conv = Conv(F, k, stride, p, bias=draw(st.booleans()), norm=draw(st.booleans()))
        if kind == "conv":
            drawn.append(conv)
        elif kind == "depth":
            drawn.append(Depthwise(k, stride, p, norm=draw(st.booleans())))
        elif kind == "pool":
            drawn.append(Pool(k, stride, p))
        else:
            other = [Conv(F, 1, stride)] if draw(st.booleans()) else [Pool(1, stride), Conv(F, 1)]
            drawn.append(Branches(((conv,), tuple(other)), add=kind == "add"))
    if draw(st.booleans()):
        drawn.append(Conv(draw(st.integers(6, 8)), 1))
        drawn.append(Widen(draw(st.integers(9, 11)), draw(st.integers(1, 2))))
    if draw(st.booleans()):
        drawn.append(GlobalPool())
    return drawn + [Dense(draw(st.integers(1, 4)))] * draw(st.integers(0, 2))


@given(layers(), tuples(2, 3, 9), st.integers(1, 3))
@draws("network_cost")
def test_shape_and_parameters_are_those_of_torch(
    table: list[Layer], size: tuple[int, int], channels: int
) -> None:
    cost = reference.network_cost(table, (channels, *size))
    assert (cost.shape, cost.parameters) == torch_counts(table, (channels, *size))


@pytest.mark.parametrize(("name", "size"), NETWORKS)
def test_every_architecture_has_the_parameters_that_torch_counts(name: str, size: int) -> None:
    table = flat(getattr(architectures, name))
    cost = reference.network_cost(table, (3, size, size))
    assert (cost.shape, cost.parameters) == torch_counts(table, (3, size, size))
    assert cost.shape == (1000, 1, 1)


def test_the_layers_of_a_network_are_counted_along_its_longest_way() -> None:
    depths = {
        name: reference.network_cost(flat(getattr(architectures, name)), (3, size, size)).depth
        for name, size in NETWORKS
    }
    assert depths["VGG16"] == 16
    assert depths["VGG19"] == 19
    assert depths["RESNET152"] == 152
    assert depths["SHUFFLENET"] == 50


def test_multiply_adds_of_a_small_network_by_hand() -> None:
    cost = reference.network_cost([Conv(4, 3, 1, 1, groups=2), Pool(2, 2), Dense(5)], (2, 4, 6))
    assert cost.macs == 4 * 1 * 9 * 24 + 4 * 6 * 5
    assert cost.values == 4 * 24 + 4 * 6 + 5


REFUSED: list[tuple[Any, Any, str]] = [
    ([Dense(3)], (4, 4), "shape must be (C, H, W)"),
    ([Dense(3)], (0, 4, 4), "shape must be a positive integer"),
    (["conv"], (1, 4, 4), "layers must be layers"),
    ([Branches(((Conv(2, 1),), (Conv(3, 1),)), add=True)], (1, 4, 4), "cannot be added"),
    ([Branches(((Conv(2, 3),), (Conv(2, 1),)))], (1, 4, 4), "cannot be joined"),
]


@pytest.mark.parametrize(("table", "shape", "says"), REFUSED)
def test_what_makes_no_sense_is_refused(table: Any, shape: Any, says: str) -> None:
    with pytest.raises(ValueError) as raised:
        reference.network_cost(table, shape)
    assert says in str(raised.value)
