"""The four poolings against torch: values, and for the maximum the positions too."""

from __future__ import annotations

import numpy as np
import pytest
import torch.nn.functional as F
from hypothesis import given

from autograder import reference

from .drawing import Pooling, assert_close, draws, pool_calls, torched


@given(pool_calls(1, mean=False))
@draws("max_pool1d")
def test_max_pool1d_is_torchs(call: Pooling) -> None:
    (x,) = torched(call.x)
    expected, places = F.max_pool1d(x, **call.options, return_indices=True)
    y, where = reference.max_pool1d(call.x, **call.options, return_indices=True)
    assert_close(y, expected)
    assert_close(reference.max_pool1d(call.x, **call.options), expected)
    assert where.dtype == np.int64
    assert where.tolist() == places.tolist()


@given(pool_calls(2, mean=False))
@draws("max_pool2d")
def test_max_pool2d_is_torchs(call: Pooling) -> None:
    (x,) = torched(call.x)
    expected, places = F.max_pool2d(x, **call.options, return_indices=True)
    y, where = reference.max_pool2d(call.x, **call.options, return_indices=True)
    assert_close(y, expected)
    assert_close(reference.max_pool2d(call.x, **call.options), expected)
    assert where.dtype == np.int64
    assert where.tolist() == places.tolist()


@given(pool_calls(1, mean=True))
@draws("avg_pool1d")
def test_avg_pool1d_is_torchs(call: Pooling) -> None:
    (x,) = torched(call.x)
    assert_close(reference.avg_pool1d(call.x, **call.options), F.avg_pool1d(x, **call.options))


@given(pool_calls(2, mean=True))
@draws("avg_pool2d")
def test_avg_pool2d_is_torchs(call: Pooling) -> None:
    (x,) = torched(call.x)
    assert_close(reference.avg_pool2d(call.x, **call.options), F.avg_pool2d(x, **call.options))


def test_a_maximum_of_negative_values_is_not_beaten_by_the_padding() -> None:
    assert reference.max_pool2d([[[-5, -7]]], (1, 2), 1, padding=(0, 1)).tolist() == [
        [[-5, -5, -7]]
    ]


@pytest.mark.parametrize("ceil_mode", [False, True])
def test_ceil_mode_takes_a_window_that_hangs_over_the_end(ceil_mode: bool) -> None:
    y = reference.max_pool1d([[1, 2, 3]], 2, ceil_mode=ceil_mode)
    assert y.tolist() == ([[2, 3]] if ceil_mode else [[2]])


def test_ceil_mode_pools_an_input_smaller_than_the_kernel_as_torch_does() -> None:
    (x,) = torched(np.arange(4.0).reshape(1, 1, 2, 2))
    expected = F.avg_pool2d(x, 3, 2, ceil_mode=True)
    assert_close(reference.avg_pool2d([[[[0, 1], [2, 3]]]], 3, 2, ceil_mode=True), expected)
