"""conv_transpose1d and conv_transpose2d against torch, and as the adjoint of conv2d."""

from __future__ import annotations

import numpy as np
import pytest
import torch.nn.functional as F
from hypothesis import given

from autograder import reference

from .drawing import (
    RELATIVE_ERROR,
    Conv,
    assert_close,
    conv_calls,
    draws,
    left_over,
    normal,
    torched,
    transposed_calls,
)


@given(transposed_calls(1))
@draws("conv_transpose1d")
def test_conv_transpose1d_is_torchs(call: Conv) -> None:
    x, w, b = torched(call.x, call.w, call.b)
    expected = F.conv_transpose1d(x, w, b, **call.options)
    assert_close(reference.conv_transpose1d(call.x, call.w, call.b, **call.options), expected)


@given(transposed_calls(2))
@draws("conv_transpose2d")
def test_conv_transpose2d_is_torchs(call: Conv) -> None:
    x, w, b = torched(call.x, call.w, call.b)
    expected = F.conv_transpose2d(x, w, b, **call.options)
    assert_close(reference.conv_transpose2d(call.x, call.w, call.b, **call.options), expected)


@given(conv_calls(2, named_padding=False))
@draws("conv_transpose2d is the adjoint of conv2d")
def test_conv_transpose2d_is_the_adjoint_of_conv2d(call: Conv) -> None:
    """<conv2d(x), y> = <x, conv_transpose2d(y)> for every x and y, with the same weight."""
    forward = reference.conv2d(call.x, call.w, **call.options)
    y = normal(call.seed + 3, *forward.shape)
    back = reference.conv_transpose2d(y, call.w, output_padding=left_over(call), **call.options)
    assert back.shape == call.x.shape
    scale = np.linalg.norm(forward) * np.linalg.norm(y)
    assert abs(np.sum(forward * y) - np.sum(call.x * back)) <= RELATIVE_ERROR * scale


@pytest.mark.parametrize(
    ("size", "options", "expected"),
    [((2, 2), {"stride": 2}, (5, 5)), ((2, 2), {"stride": 1}, (4, 4))],
)
def test_the_sizes_of_the_two_by_two_pictures(
    size: tuple[int, int], options: dict[str, int], expected: tuple[int, int]
) -> None:
    y = reference.conv_transpose2d(np.ones((1, *size)), np.ones((1, 1, 3, 3)), **options)
    assert y.shape == (1, *expected)


def test_the_shape_comes_back_but_the_values_do_not() -> None:
    x, w = normal(1, 1, 5, 5), normal(2, 1, 1, 3, 3)
    back = reference.conv_transpose2d(reference.conv2d(x, w, stride=2), w, stride=2)
    assert back.shape == x.shape
    assert not np.allclose(back, x)


def test_the_bias_also_reaches_positions_that_no_kernel_reaches() -> None:
    y = reference.conv_transpose1d([[1, 2]], [[[3]]], [0.5], stride=3, output_padding=2)
    assert y.tolist() == [[3.5, 0.5, 0.5, 6.5, 0.5, 0.5]]
