"""Sizes against the shapes that torch gives; counts against torch's modules and plain loops."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from autograder import reference

from .drawing import draws, short, tuples

CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
MODULE: dict[int, Any] = {1: torch.nn.Conv1d, 2: torch.nn.Conv2d, 3: torch.nn.Conv3d}


def expected_size(shape: torch.Size, *arguments: Any) -> int | tuple[int, ...]:
    """torch's shape without N and C; an int where every argument was a number."""
    size = tuple(shape[2:])
    return size if any(isinstance(value, tuple) for value in arguments) else size[0]


@given(st.data())
@draws("output_size")
def test_output_size_is_the_size_that_torch_gives(data: st.DataObject) -> None:
    axes = data.draw(st.integers(1, 3))
    k, s = data.draw(tuples(axes, 1, 5)), data.draw(tuples(axes, 1, 5))
    p, d = data.draw(tuples(axes, 0, 4)), data.draw(tuples(axes, 1, 3))
    least = [max(1, di * (ki - 1) + 1 - 2 * pi) for ki, di, pi in zip(k, d, p, strict=True)]
    n = tuple(low + data.draw(st.integers(0, 8)) for low in least)
    y = CONV[axes](torch.zeros(1, 1, *n), torch.zeros(1, 1, *k), None, s, p, d)
    arguments = [short(values) for values in (n, k, s, p, d)]
    assert reference.output_size(*arguments) == expected_size(y.shape, *arguments)


@given(st.data())
@draws("conv_transpose_output_size")
def test_conv_transpose_output_size_is_the_size_that_torch_gives(data: st.DataObject) -> None:
    axes = data.draw(st.integers(1, 3))
    n, k = data.draw(tuples(axes, 1, 5)), data.draw(tuples(axes, 1, 4))
    s, d = data.draw(tuples(axes, 1, 4)), data.draw(tuples(axes, 1, 3))
    extra = tuple(data.draw(st.integers(0, max(a, b) - 1)) for a, b in zip(s, d, strict=True))
    w = torch.zeros(1, 1, *k)
    full = TRANSPOSED[axes](torch.zeros(1, 1, *n), w, None, s, 0, extra, 1, d)
    p = tuple(data.draw(st.integers(0, min(4, (m - 1) // 2))) for m in full.shape[2:])
    y = TRANSPOSED[axes](torch.zeros(1, 1, *n), w, None, s, p, extra, 1, d)
    arguments = [short(values) for values in (n, k, s, p, extra, d)]
    expected = expected_size(y.shape, *arguments)
    assert reference.conv_transpose_output_size(*arguments) == expected


layer_lists = st.lists(st.tuples(tuples(2, 1, 3), tuples(2, 1, 2), tuples(2, 1, 2)), max_size=3)


@given(layer_lists, st.booleans())
@draws("receptive_field")
def test_receptive_field_is_the_footprint_of_the_gradient(
    layers: list[tuple[tuple[int, ...], ...]], with_dilation: bool
) -> None:
    if not with_dilation:
        layers = [(k, s, (1, 1)) for k, s, _ in layers]
    x = torch.ones(1, 1, 40, 40, dtype=torch.float64, requires_grad=True)
    y = x
    for k, s, d in layers:
        y = F.conv2d(y, torch.ones(1, 1, *k, dtype=torch.float64), stride=s, dilation=d)
    (gradient,) = torch.autograd.grad(y[0, 0, 0, 0], x)
    seen = gradient[0, 0].nonzero()
    footprint = tuple((seen.max(dim=0).values - seen.min(dim=0).values + 1).tolist())
    drawn = [tuple(short(values) for values in layer) for layer in layers]
    described = drawn if with_dilation else [layer[:2] for layer in drawn]
    field = reference.receptive_field(described)
    assert footprint == (field if isinstance(field, tuple) else (field, field))


def channels(data: st.DataObject) -> tuple[int, int, int]:
    """C, F and groups that divide both."""
    groups = data.draw(st.integers(1, 4))
    return groups * data.draw(st.integers(1, 4)), groups * data.draw(st.integers(1, 4)), groups


@given(st.data(), st.integers(1, 3), st.booleans())
@draws("count_parameters")
def test_count_parameters_is_the_count_of_torchs_module(
    data: st.DataObject, axes: int, bias: bool
) -> None:
    c, f, groups = channels(data)
    kernel = data.draw(tuples(axes, 1, 4))
    module = MODULE[axes](c, f, kernel, bias=bias, groups=groups)
    expected = sum(parameter.numel() for parameter in module.parameters())
    kernel_size = short(kernel) if axes == 2 else kernel
    assert reference.count_parameters(c, f, kernel_size, bias, groups) == expected


@given(st.data(), st.integers(1, 3))
@draws("count_macs")
def test_count_macs_is_what_a_loop_over_every_product_counts(
    data: st.DataObject, axes: int
) -> None:
    c, f, groups = channels(data)
    kernel, out = data.draw(tuples(axes, 1, 3)), data.draw(tuples(axes, 1, 3))
    counted = 0
    for filter_, channel in product(range(f), range(c)):
        if filter_ // (f // groups) != channel // (c // groups):
            continue
        for _position in product(*map(range, out)):
            for _tap in product(*map(range, kernel)):
                counted += 1
    kernel_size, size = (short(kernel), short(out)) if axes == 2 else (kernel, out)
    assert reference.count_macs(c, f, kernel_size, size, groups) == counted


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (reference.count_parameters(3, 10, 3), 280),
        (reference.count_parameters(16, 32, 3, bias=False), 4608),
        (reference.count_parameters(1, 6, 5), 156),
        (reference.count_parameters(6, 16, 5), 2416),
        (reference.count_macs(3, 128, 3, 5), 86_400),
        (reference.count_macs(3, 3, 3, 5, groups=3), 675),
        (reference.count_macs(3, 128, 1, 5), 9_600),
        (reference.receptive_field([(3, 1)] * 3), 7),
        (reference.receptive_field([(3, 1, 2)]), 5),
        (reference.receptive_field([]), 1),
        (reference.output_size(5, 3, 2), 2),
        (reference.conv_transpose_output_size(2, 3, 2), 5),
    ],
)
def test_the_figures_of_the_course(count: int, expected: int) -> None:
    assert count == expected


def test_a_list_or_an_array_is_as_good_as_a_tuple() -> None:
    kernel_size: Any = np.array([3, 2])
    assert reference.output_size([5, 6], kernel_size) == (3, 5)
