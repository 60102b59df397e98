"""conv1d, conv2d and conv3d against torch; convolve1d and convolve2d against NumPy and SciPy."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
import scipy.signal  # type: ignore[import-untyped,unused-ignore]
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from autograder import reference

from .drawing import Conv, assert_close, conv_calls, draws, normal, seeds, torched, tuples

Mode = Literal["full", "same", "valid"]

# torch warns that 'same' with an even kernel copies the input; the values are what we compare.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


@given(conv_calls(1))
@draws("conv1d")
def test_conv1d_is_torchs(call: Conv) -> None:
    x, w, b = torched(call.x, call.w, call.b)
    expected = F.conv1d(x, w, b, **call.options)
    assert_close(reference.conv1d(call.x, call.w, call.b, **call.options), expected)


@given(conv_calls(2))
@draws("conv2d")
def test_conv2d_is_torchs(call: Conv) -> None:
    x, w, b = torched(call.x, call.w, call.b)
    expected = F.conv2d(x, w, b, **call.options)
    assert_close(reference.conv2d(call.x, call.w, call.b, **call.options), expected)


@given(conv_calls(3))
@draws("conv3d")
def test_conv3d_is_torchs(call: Conv) -> None:
    x, w, b = torched(call.x, call.w, call.b)
    expected = F.conv3d(x, w, b, **call.options)
    assert_close(reference.conv3d(call.x, call.w, call.b, **call.options), expected)


@given(tuples(2, 1, 9), st.sampled_from(["full", "same", "valid"]), seeds)
@draws("convolve1d")
def test_convolve1d_is_that_of_numpy_and_scipy(
    sizes: tuple[int, ...], mode: Mode, seed: int
) -> None:
    n, m = sizes if mode != "valid" else sorted(sizes, reverse=True)
    x, w = normal(seed, n), normal(seed + 1, m)
    y = reference.convolve1d(x, w, mode)
    assert_close(y, scipy.signal.convolve(x, w, mode, method="direct"))
    if mode != "same" or n >= m:  # NumPy's 'same' has the size of the longer of the two
        assert_close(y, np.convolve(x, w, mode))


@given(tuples(4, 1, 6), st.sampled_from(["full", "same", "valid"]), seeds)
@draws("convolve2d")
def test_convolve2d_is_that_of_scipy(sizes: tuple[int, ...], mode: Mode, seed: int) -> None:
    H, W, kH, kW = sizes
    if mode == "valid":
        H, W = max(H, kH), max(W, kW)
    x, w = normal(seed, H, W), normal(seed + 1, kH, kW)
    assert_close(reference.convolve2d(x, w, mode), scipy.signal.convolve2d(x, w, mode))


@given(tuples(4, 1, 5), seeds)
@draws("convolve commutes")
def test_full_convolution_commutes(sizes: tuple[int, ...], seed: int) -> None:
    x, w = normal(seed, *sizes[:2]), normal(seed + 1, *sizes[2:])
    assert_close(reference.convolve2d(x, w), reference.convolve2d(w, x))


def test_convolution_is_cross_correlation_with_the_kernel_turned() -> None:
    x, w = normal(1, 5, 6), normal(2, 2, 3)
    turned = np.rot90(w, 2)
    expected = reference.conv2d(x[None], turned[None, None])[0]
    assert_close(reference.convolve2d(x, w, "valid"), expected)


def test_the_vertical_edge_kernel_on_the_six_by_six_example() -> None:
    x = [
        [3, 0, 1, 2, 7, 4],
        [1, 5, 8, 9, 3, 1],
        [2, 7, 2, 5, 1, 3],
        [0, 1, 3, 1, 7, 8],
        [4, 2, 1, 6, 2, 8],
        [2, 4, 5, 2, 3, 9],
    ]
    edges = reference.conv2d([x], [[[[1, 0, -1]] * 3]])
    assert edges.tolist() == [
        [[-5, -4, 0, 8], [-10, -2, 2, 3], [0, -2, -4, -7], [-3, -2, -3, -16]],
    ]


def test_an_empty_batch_gives_an_empty_batch() -> None:
    assert reference.conv2d(np.zeros((0, 2, 4, 5)), np.zeros((3, 2, 2, 2))).shape == (0, 3, 3, 4)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int64", "float32"])
def test_every_number_type_is_computed_in_float64(dtype: str) -> None:
    x, w = np.full((1, 1, 9), 100, dtype=dtype), np.full((1, 1, 5), 100, dtype=dtype)
    assert_close(reference.conv1d(x, w), np.full((1, 1, 5), 50_000.0))


def test_the_inputs_stay_as_they_were() -> None:
    x, w, b = normal(1, 1, 2, 4, 5), normal(2, 3, 2, 2, 2), normal(3, 3)
    kept = [a.copy() for a in (x, w, b)]
    reference.conv2d(x, w, b, padding=1)
    for array, copy in zip((x, w, b), kept, strict=True):
        assert_close(array, copy)
