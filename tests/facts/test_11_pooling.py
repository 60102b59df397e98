"""Figures of chapter 11, *Pooling*."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder.reference import (
    avg_pool2d,
    avg_pool2d_backward,
    count_macs,
    count_parameters,
    max_pool1d,
    max_pool2d,
    max_pool2d_backward,
)
from tests.facts import fact

X4 = np.array([[1, 0, 2, 0], [5, 2, 8, 6], [-1, 3, 9, 1], [0, 2, 2, 4]])
BELOW = np.array([[-3, -1, -4, -2], [-6, -5, -9, -7], [-8, -2, -1, -3]])


def spike(length: int, place: int) -> np.ndarray:
    """One channel of zeros with an edge, answered with a 5, at one place."""
    line = np.zeros((1, length))
    line[0, place] = 5
    return line


def test_four_windows_keep_their_maximum_or_their_mean() -> None:
    assert max_pool2d(X4[None], 2)[0].tolist() == [[5, 8], [3, 9]]
    assert avg_pool2d(X4[None], 2)[0].tolist() == [[2, 4], [1, 4]]


@fact("11.1")
@pytest.mark.parametrize("pool", [max_pool2d, avg_pool2d])
def test_as_many_channels_come_out_as_went_in_each_on_its_own(pool) -> None:  # type: ignore[no-untyped-def]
    x = np.random.default_rng(11).normal(size=(2, 5, 9, 7))
    y = pool(x, 3, 2)
    assert y.shape == (2, 5, 4, 3)
    for c in range(5):
        assert np.array_equal(y[:, c], pool(x[:, [c]], 3, 2)[:, 0])


@fact("11.1")
def test_nothing_is_learned() -> None:
    for layer in (
        torch.nn.MaxPool2d(3, 2),
        torch.nn.AvgPool2d(3, 2),
        torch.nn.AdaptiveAvgPool2d(1),
    ):
        assert list(layer.parameters()) == []


def test_the_padding_of_a_maximum_never_wins() -> None:
    assert max_pool2d(BELOW[None], 3, 2, 1)[0].tolist() == [[-1, -1], [-2, -1]]
    assert max_pool2d(np.pad(BELOW, 1)[None], 3, 2)[0].tolist() == [[0, 0], [0, 0]]


def test_the_padding_of_a_mean_counts_or_not() -> None:
    assert np.isclose(avg_pool2d(BELOW[None], 3, 2, 1)[0, 0, 0], -15 / 9)
    alone = avg_pool2d(BELOW[None], 3, 2, 1, count_include_pad=False)
    assert np.isclose(alone[0, 0, 0], -15 / 4)
    even = np.full((1, 4, 4), 18)
    assert avg_pool2d(even, 3, 1, 1)[0, 0].tolist() == [8, 12, 12, 8]
    assert avg_pool2d(even, 3, 1, 1, count_include_pad=False)[0, 0].tolist() == [18, 18, 18, 18]


@fact("11.2")
def test_with_stride_1_an_edge_that_moves_by_one_pixel_is_still_found() -> None:
    for place in (3, 4):
        assert max_pool1d(spike(8, place), 2, stride=1)[0, 3] == 5
    for place in (3, 4, 5):
        assert max_pool1d(spike(8, place), 3, stride=1, padding=1)[0, 4] == 5


@fact("11.2")
def test_with_a_stride_it_is_found_at_the_same_place_if_it_stays_in_its_window() -> None:
    pooled = [max_pool1d(spike(6, place), 2)[0].tolist() for place in (2, 3, 4)]
    assert pooled == [[0, 5, 0], [0, 5, 0], [0, 0, 5]]


def test_stripes_turn_into_a_flat_line_when_they_move_by_one() -> None:
    stripes = np.array([[0.0, 0, 1, 1, 0, 0, 1, 1]])
    assert max_pool1d(stripes, 2)[0].tolist() == [0, 1, 0, 1]
    assert max_pool1d(np.roll(stripes, 1), 2)[0].tolist() == [1, 1, 1, 1]


def test_a_shift_by_the_stride_moves_the_pooled_map_by_one_place() -> None:
    x = np.random.default_rng(11).normal(size=(1, 8, 16))
    here, there = max_pool2d(x[:, :, 4:], 4), max_pool2d(x[:, :, :12], 4)
    assert np.array_equal(there[:, :, 1:], here[:, :, :-1])


@fact("11.3")
def test_backwards_the_maximum_gets_everything_and_the_mean_shares_evenly() -> None:
    dy = np.array([[[4, 8], [-4, 12]]])
    to_max, to_all = (
        max_pool2d_backward(dy, X4[None], 2)[0],
        avg_pool2d_backward(dy, X4[None], 2)[0],
    )
    assert to_max.tolist() == [[0, 0, 0, 0], [4, 0, 8, 0], [0, -4, 12, 0], [0, 0, 0, 0]]
    assert to_all.tolist() == [[1, 1, 2, 2], [1, 1, 2, 2], [-1, -1, 3, 3], [-1, -1, 3, 3]]
    for layer, expected in [(F.max_pool2d, to_max), (F.avg_pool2d, to_all)]:
        x = torch.tensor(X4[None], dtype=torch.double, requires_grad=True)
        layer(x, 2).backward(torch.tensor(dy, dtype=torch.double))
        assert x.grad is not None
        assert np.array_equal(x.grad[0], expected)


@fact("11.3")
def test_of_equal_maxima_the_first_gets_everything() -> None:
    x = np.array([[[1, 5, 2, 8], [4, 5, 9, 3]]])
    y, where = max_pool2d(x, 2, return_indices=True)
    assert (y.tolist(), where.tolist()) == ([[[5, 9]]], [[[1, 6]]])
    dx = max_pool2d_backward([[[10, 20]]], x, 2)
    assert dx.tolist() == [[[0, 10, 0, 0], [0, 0, 20, 0]]]


def test_a_mean_over_the_whole_map_saves_most_of_the_last_dense_layer() -> None:
    assert 7 * 7 * 512 * 1000 == count_parameters(512, 1000, 7, bias=False) == 25_088_000
    assert count_parameters(512, 1000, 1, bias=False) == 512_000


def test_pooling_leaves_the_weights_of_the_next_layer_as_they_are_and_quarters_its_work() -> None:
    assert count_parameters(64, 128, 3) == 73_856
    assert count_macs(64, 128, 3, 56) == 4 * count_macs(64, 128, 3, 28)


def test_two_poolings_of_2_are_one_of_4() -> None:
    x = np.random.default_rng(11).normal(size=(3, 8, 12))
    for pool in (max_pool2d, avg_pool2d):
        assert np.allclose(pool(pool(x, 2), 2), pool(x, 4))


def test_the_first_pooling_of_resnet_gives_64_channels_of_56_by_56() -> None:
    assert F.max_pool2d(torch.zeros(1, 64, 112, 112), 3, 2, 1).shape == (1, 64, 56, 56)
