"""Figures of chapter 5, *1×1 convolution*."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder.checks import find
from autograder.reference import (
    conv2d,
    count_macs,
    count_parameters,
    pointwise_conv2d,
    receptive_field,
)
from tests.facts import fact

X = (((1, 2), (0, 3)), ((2, 0), (1, 1)), ((0, 1), (4, 2)))
W = ((1, 2, -1), (0, 1, 3))


def test_two_filters_on_three_channels_by_hand() -> None:
    y = pointwise_conv2d(X, np.array(W)[:, :, None, None], (1, -2))
    assert y.tolist() == [[[6, 2], [-1, 4]], [[0, 1], [11, 5]]]


@fact("5.1")
@pytest.mark.parametrize(("N", "ci", "co", "nh", "nw"), [(1, 3, 2, 4, 5), (2, 5, 7, 3, 2)])
def test_a_1x1_convolution_is_a_dense_layer_on_rows_of_pixels(
    N: int, ci: int, co: int, nh: int, nw: int
) -> None:
    rng = np.random.default_rng(5)
    x, weight, bias = (
        rng.normal(size=(N, ci, nh, nw)),
        rng.normal(size=(co, ci)),
        rng.normal(size=co),
    )
    table = np.array([x[n, :, i, j] for n, i, j in np.ndindex(N, nh, nw)])
    assert table.shape == (N * nh * nw, ci)
    dense = F.linear(*map(torch.tensor, (table, weight, bias))).numpy()
    assert dense.shape == (N * nh * nw, co)
    convolved = conv2d(x, weight[:, :, None, None], bias)
    for row, (n, i, j) in enumerate(np.ndindex(N, nh, nw)):
        assert np.allclose(dense[row], convolved[n, :, i, j])


@fact("5.2")
def test_200_channels_become_1_by_201_numbers() -> None:
    rng = np.random.default_rng(5)
    x, w = rng.normal(size=(1, 200, 4, 6)), rng.normal(size=(1, 200, 1, 1))
    assert pointwise_conv2d(x, w).shape == (1, 1, 4, 6)
    assert count_parameters(200, 1, 1) == 201


@fact("5.2")
def test_no_neighbour_is_seen() -> None:
    rng = np.random.default_rng(5)
    x, w = rng.normal(size=(1, 200, 4, 6)), rng.normal(size=(1, 200, 1, 1))
    order = rng.permutation(24)
    shuffled = x.reshape(1, 200, 24)[:, :, order].reshape(x.shape)
    y = pointwise_conv2d(x, w).ravel()
    assert np.allclose(pointwise_conv2d(shuffled, w).ravel(), y[order])
    changed = x.copy()
    changed[0, :, 2, 3] += 1
    assert np.argwhere(~np.isclose(pointwise_conv2d(changed, w).ravel(), y)).tolist() == [[15]]
    assert receptive_field([(1, 1)] * 100) == 1


def test_reshaping_at_once_makes_rows_of_neighbours() -> None:
    x = np.array([[[11, 12], [13, 14]], [[21, 22], [23, 24]], [[31, 32], [33, 34]]])
    assert x.reshape(4, 3)[0].tolist() == [11, 12, 13]
    two = np.stack([x, x + 100])
    assert two.reshape(3, -1).T[0].tolist() == [11, 31, 121]


def test_two_layers_in_a_row_are_one_and_a_relu_makes_them_more() -> None:
    rng = np.random.default_rng(5)
    x, first, second = rng.uniform(size=(3, 5, 4)), rng.normal(size=(8, 3)), rng.normal(size=(2, 8))

    def layer(x: np.ndarray, w: np.ndarray) -> np.ndarray:
        return pointwise_conv2d(x, w[:, :, None, None])

    assert np.allclose(layer(layer(x, first), second), layer(x, second @ first))
    differences = np.array([[1, -1, 0], [0, 1, -1], [-1, 0, 1]])
    hidden = np.vstack([differences, -differences])
    colourful = layer(np.maximum(layer(x, hidden), 0), np.full((1, 6), 0.5))
    assert np.allclose(colourful[0], x.max(axis=0) - x.min(axis=0))


def test_the_bottleneck_before_a_5x5_takes_a_tenth() -> None:
    direct = count_macs(192, 32, 5, 28)
    narrow, large = count_macs(192, 16, 1, 28), count_macs(16, 32, 5, 28)
    assert (direct, narrow, large) == (120_422_400, 2_408_448, 10_035_200)
    assert narrow + large == 12_443_648
    assert round(100 * (narrow + large) / direct, 1) == 10.3
    assert round(25 * 192 * 32 / (192 + 25 * 32), 1) == 154.8


def test_an_inception_module_with_and_without_bottlenecks() -> None:
    without = sum(count_macs(192, out, k, 28) for out, k in [(64, 1), (128, 3), (32, 5)])
    layers = [(192, 64, 1), (192, 96, 1), (96, 128, 3), (192, 16, 1), (16, 32, 5), (192, 32, 1)]
    assert without == 303_464_448
    assert sum(count_macs(*layer, 28) for layer in layers) == 128_049_152


def test_a_residual_bottleneck_takes_an_eighth() -> None:
    layers = [(256, 64, 1), (64, 64, 3), (64, 256, 1)]
    costs = [count_macs(*layer, 1) for layer in layers]
    assert costs == [16_384, 36_864, 16_384]
    assert (sum(costs), count_macs(256, 256, 3, 1)) == (69_632, 589_824)


def test_the_widest_bottleneck_lies_below_the_break_even() -> None:
    widest = find("pointwise.widest_bottleneck").reference
    assert widest(9, 2, (3, 3)) == 5  # 6 breaks even
    assert widest(256, 256, (3, 3)) == 230
    assert widest(192, 32, (5, 5)) == 154
    assert widest(100, 100, (3, 3)) == 89  # 90 breaks even
