"""Figures of chapter 10, *Grouped convolutions*."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder.reference import (
    channel_shuffle,
    conv2d,
    count_macs,
    count_parameters,
    depthwise_conv2d,
    pointwise_conv2d,
)
from tests.facts import fact


@fact("10.1")
def test_each_of_two_groups_takes_half_the_channels_and_gives_half_the_filters() -> None:
    rng = np.random.default_rng(10)
    x, w = rng.normal(size=(2, 6, 5, 7)), rng.normal(size=(8, 3, 3, 2))
    y = conv2d(x, w, groups=2)
    assert y.shape[1] == 8
    assert np.allclose(y[:, :4], conv2d(x[:, :3], w[:4]))
    assert np.allclose(y[:, 4:], conv2d(x[:, 3:], w[4:]))


@pytest.mark.parametrize(
    ("groups", "weights"), [(1, 73_728), (2, 36_864), (4, 18_432), (8, 9_216), (64, 1_152)]
)
@fact("10.1")
def test_weights_and_products_fall_by_the_number_of_groups(groups: int, weights: int) -> None:
    assert count_parameters(64, 128, 3, bias=False, groups=groups) == weights == 73_728 // groups
    assert count_parameters(64, 128, 3, groups=groups) == weights + 128
    assert count_macs(64, 128, 3, 28, groups=groups) == weights * 784
    layer = torch.nn.Conv2d(64, 128, 3, groups=groups)
    assert layer.weight.shape == (128, 64 // groups, 3, 3)


def test_alexnet_saves_little_because_dense_layers_dominate() -> None:
    sizes = [(3, 96, 11, 1), (96, 256, 5, 2), (256, 384, 3, 1), (384, 384, 3, 2), (384, 256, 3, 2)]
    split = [count_parameters(c, f, k, groups=g) for c, f, k, g in sizes]
    joined = [count_parameters(c, f, k) for c, f, k, _ in sizes]
    dense = sum(count_parameters(*s, 1) for s in [(9216, 4096), (4096, 4096), (4096, 1000)])
    assert (sum(split), sum(joined), dense) == (2_334_080, 3_747_200, 58_631_144)
    assert (sum(split) + dense, sum(joined) + dense) == (60_965_224, 62_378_344)
    assert round(100 * (1 - 60_965_224 / 62_378_344), 1) == 2.3


@fact("10.2")
def test_depthwise_is_as_many_groups_as_channels() -> None:
    rng = np.random.default_rng(10)
    x, w = rng.normal(size=(1, 5, 6, 7)), rng.normal(size=(10, 1, 3, 2))
    assert np.allclose(depthwise_conv2d(x, w), F.conv2d(*map(torch.tensor, (x, w)), groups=5))
    assert count_parameters(32, 32, 5, groups=32) == 832


def _heard(channels: int, groups: int, layers: int, shuffle: bool) -> np.ndarray:
    """Input channels (columns) that outputs (rows) depend on, by sending one at a time through."""
    x = np.eye(channels)[:, :, None, None]
    w = np.ones((channels, channels // groups, 1, 1))
    for number in range(layers):
        if number and shuffle:
            x = channel_shuffle(x, groups)
        x = conv2d(x, w, groups=groups)
    return x[:, :, 0, 0].T > 0


@fact("10.3")
def test_a_shuffle_is_reshape_transpose_flatten() -> None:
    rng = np.random.default_rng(10)
    x = rng.normal(size=(2, 6, 3, 4))
    table = x.reshape(2, 2, 3, 3, 4)
    assert np.array_equal(channel_shuffle(x, 2), table.swapaxes(1, 2).reshape(x.shape))
    assert np.array_equal(channel_shuffle(x, 2), x[:, [0, 3, 1, 4, 2, 5]])
    assert np.array_equal(channel_shuffle(x, 2), F.channel_shuffle(torch.tensor(x), 2))
    assert np.array_equal(channel_shuffle(channel_shuffle(x, 2), 3), x)
    assert not np.array_equal(channel_shuffle(channel_shuffle(x, 2), 2), x)


@pytest.mark.parametrize("layers", [1, 2, 3, 20])
@fact("10.3")
def test_without_a_shuffle_groups_never_mix(layers: int) -> None:
    blocks = np.kron(np.eye(4), np.ones((3, 3))) > 0
    assert np.array_equal(_heard(12, 4, layers, shuffle=False), blocks)


@pytest.mark.parametrize(("channels", "groups"), [(12, 4), (12, 3), (16, 8), (30, 10)])
@fact("10.3")
def test_with_shuffles_knowledge_multiplies_by_the_size_of_a_group(
    channels: int, groups: int
) -> None:
    size = channels // groups
    for layers in (1, 2, 3, 4):
        known = _heard(channels, groups, layers, shuffle=True).sum(axis=1)
        assert set(known.tolist()) == {min(channels, size**layers)}


@fact("10.4")
def test_pointwise_grouped_is_the_one_by_one_version() -> None:
    rng = np.random.default_rng(10)
    x, w = rng.normal(size=(2, 6, 3, 4)), rng.normal(size=(9, 2, 1, 1))
    y = conv2d(x, w, groups=3)
    assert y.shape == (2, 9, 3, 4)
    for g in range(3):
        part = pointwise_conv2d(x[:, 2 * g : 2 * g + 2], w[3 * g : 3 * g + 3])
        assert np.allclose(y[:, 3 * g : 3 * g + 3], part)
    assert np.allclose(y, F.conv2d(torch.tensor(x), torch.tensor(w), groups=3))
    assert count_parameters(240, 240, 1, bias=False) == 57_600
    assert count_parameters(240, 240, 1, bias=False, groups=3) == 19_200
    assert count_parameters(240, 240, 3, bias=False, groups=240) == 2_160


def test_the_example_by_hand() -> None:
    x = [
        [[1, 0, 2], [0, 1, 1]],
        [[0, 2, 1], [1, 0, 0]],
        [[3, 1, 0], [0, 2, 1]],
        [[1, 1, 0], [2, 0, 1]],
    ]
    w = [[[[1, 0], [0, 1]], [[0, 1], [1, 0]]], [[[1, -1], [0, 0]], [[0, 2], [0, 1]]]]
    assert conv2d(x, w, [1, -1], groups=2).tolist() == [[[6, 3]], [[3, 1]]]


def test_a_grouped_layer_is_an_ordinary_one_with_a_block_diagonal_weight() -> None:
    rng = np.random.default_rng(10)
    x, w = rng.normal(size=(1, 4, 3, 5)), rng.normal(size=(6, 2, 2, 3))
    dense = np.zeros((6, 4, 2, 3))
    dense[:3, :2], dense[3:, 2:] = w[:3], w[3:]
    assert np.allclose(conv2d(x, dense), conv2d(x, w, groups=2))


def test_a_block_in_32_groups_costs_what_a_narrower_one_does() -> None:
    def weights(*layers: tuple[int, int, int, int]) -> int:
        return sum(count_parameters(c, f, k, bias=False, groups=g) for c, f, k, g in layers)

    assert weights((256, 64, 1, 1), (64, 64, 3, 1), (64, 256, 1, 1)) == 69_632
    assert weights((256, 128, 1, 1), (128, 128, 3, 32), (128, 256, 1, 1)) == 70_144


@pytest.mark.parametrize(("groups", "products"), [(1, 263.8), (2, 137.7), (8, 35.6), (64, 4.5)])
def test_products_for_each_number_that_is_fetched(groups: int, products: float) -> None:
    moved = 2 * 64 * 56 * 56 + count_parameters(64, 64, 3, bias=False, groups=groups)
    assert round(count_macs(64, 64, 3, 56, groups=groups) / moved, 1) == products


def test_both_ways_to_divide_the_work_change_nothing() -> None:
    generator = torch.Generator().manual_seed(10)
    x = torch.randn(8, 4, 6, 6, dtype=torch.double, generator=generator)
    w = torch.randn(10, 4, 3, 3, dtype=torch.double, generator=generator)
    by_filters = torch.cat([F.conv2d(x, w[:5]), F.conv2d(x, w[5:])], dim=1)
    assert torch.allclose(by_filters, F.conv2d(x, w))

    def gradient(batch: torch.Tensor) -> torch.Tensor:
        weight = w.clone().requires_grad_()
        return torch.autograd.grad(F.conv2d(batch, weight).square().mean(), weight)[0]

    assert torch.allclose((gradient(x[:4]) + gradient(x[4:])) / 2, gradient(x))


def test_three_channels_cannot_be_cut_in_two() -> None:
    with pytest.raises(ValueError, match="divide"):
        conv2d(np.ones((1, 3, 7, 7)), np.ones((128, 1, 3, 3)), groups=2)
    assert count_macs(3, 128, 3, 5) == 86_400
