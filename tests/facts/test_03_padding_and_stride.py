"""Figures of chapter 3, *Padding and stride*."""

from __future__ import annotations

import warnings
from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder import reference
from autograder.checks import find
from tests.facts import fact


def walked(length: int, k: int, s: int) -> int:
    """Count places by walking: needs no formula."""
    return sum(1 for start in range(0, length, s) if start + k <= length)


def uses(padding: int) -> list[list[float]]:
    """In how many windows of 3×3 each pixel of a 5×5 picture lies."""
    x = torch.zeros(1, 1, 5, 5, dtype=torch.double, requires_grad=True)
    F.conv2d(x, torch.ones(1, 1, 3, 3, dtype=torch.double), padding=padding).sum().backward()
    assert x.grad is not None
    return x.grad[0, 0].tolist()


@fact("3.1")
@pytest.mark.parametrize("s", range(1, 5))
def test_padding_per_side_gives_the_floor_of_n_2p_f_over_s_plus_1(s: int) -> None:
    for n, k, p in product(range(1, 15), range(1, 7), range(4)):
        if n + 2 * p >= k:
            formula = (n + 2 * p - k) // s + 1
            assert formula == walked(n + 2 * p, k, s)
            assert formula == reference.output_size(n, k, stride=s, padding=p)


@fact("3.2")
@pytest.mark.parametrize("s", range(1, 5))
def test_padding_in_total_gives_the_floor_of_n_k_p_s_over_s(s: int) -> None:
    for n, k, total in product(range(1, 15), range(1, 7), range(6)):
        if n + total >= k:
            assert (n - k + total + s) // s == walked(n + total, k, s)


@fact("3.2")
def test_a_total_of_k_1_leaves_n_s_1_over_s_and_n_over_s_where_s_divides() -> None:
    for n, k, s in product(range(1, 30), range(1, 8), range(1, 5)):
        size = walked(n + k - 1, k, s)
        assert size == (n + s - 1) // s
        if n % s == 0:
            assert size == n // s


@fact("3.1")
def test_a_window_that_does_not_fit_wholly_is_not_computed() -> None:
    """(6 + 0 − 3)/2 + 1 = 2.5: two windows."""
    assert reference.output_size(6, 3, stride=2) == 2
    assert F.conv1d(torch.zeros(1, 1, 6), torch.zeros(1, 1, 3), stride=2).shape[-1] == 2


@fact("3.1")
def test_valid_takes_f_1_away_and_same_keeps_the_size_of_odd_kernels() -> None:
    for k, p in [(1, 0), (3, 1), (5, 2), (7, 3), (11, 5)]:
        assert reference.output_size(20, k, padding=0) == 20 - k + 1
        assert reference.output_size(20, k, padding=p) == 20


@fact("3.3")
def test_even_kernels_get_the_larger_share_above() -> None:
    """Odd k: p/2 on each side. Even k: ⌈p/2⌉ above and ⌊p/2⌋ below, with p = k − 1."""
    shares = find("padding_and_stride.same_padding").reference
    assert [shares(k) for k in (1, 3, 5, 7)] == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert [shares(k) for k in (2, 4, 6, 8)] == [(1, 0), (2, 1), (3, 2), (4, 3)]


@fact("3.3")
def test_strides_may_differ_by_axis_three_down_two_across() -> None:
    x = np.array([[2, 1, 0, 3, 1, 4], [0, 3, 1, 2, 6, 1], [4, 1, 3, 0, 1, 2], [1, 2, 3, 1, 0, 4]])
    w = np.array([[0, 1, 0], [1, 0, 2], [0, -1, 0]])
    y = [[2, 6, 5], [8, 7, 10]]
    assert reference.conv2d([x], [[w]], stride=(3, 2), padding=1)[0].tolist() == y
    theirs = F.conv2d(torch.tensor(x)[None, None], torch.tensor(w)[None, None], None, (3, 2), 1)
    assert theirs[0, 0].tolist() == y


def test_without_padding_a_corner_pixel_is_used_once_only() -> None:
    assert uses(padding=0) == [
        [1, 2, 3, 2, 1],
        [2, 4, 6, 4, 2],
        [3, 6, 9, 6, 3],
        [2, 4, 6, 4, 2],
        [1, 2, 3, 2, 1],
    ]


def test_padding_lets_the_border_be_used_more_often() -> None:
    assert uses(padding=1)[0] == [4, 6, 6, 6, 4]
    assert uses(padding=2) == [[9] * 5] * 5


def test_stride_2_halves_the_size_as_max_pooling_does() -> None:
    x = np.random.default_rng(0).normal(size=(1, 8, 12))
    strided = reference.conv2d(x, np.ones((1, 1, 3, 3)), stride=2, padding=1)
    assert strided.shape == reference.max_pool2d(x, 2).shape == (1, 4, 6)
    dense = reference.conv2d(x, np.ones((1, 1, 3, 3)), padding=1)
    assert np.allclose(strided, dense[:, ::2, ::2])


@fact("3.4")
def test_the_two_meanings_of_p_disagree() -> None:
    """n = 8, k = 3, s = 2 and "p = 2": five places per side, four in total."""
    assert reference.output_size(8, 3, stride=2, padding=2) == 5
    assert walked(8 + 2, 3, 2) == 4


@fact("3.4")
def test_torch_puts_the_odd_row_at_the_end() -> None:
    x, w = torch.randn(1, 1, 9), torch.randn(1, 1, 4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an even kernel costs torch a copy, and it says so
        same = F.conv1d(x, w, padding="same")
    assert torch.allclose(same, F.conv1d(F.pad(x, (1, 2)), w))
    assert not torch.allclose(same, F.conv1d(F.pad(x, (2, 1)), w))


def test_the_receptive_field_of_3x3_layers_grows_with_depth() -> None:
    assert [reference.receptive_field([(3, 1)] * n) for n in (1, 2, 3, 10)] == [3, 5, 7, 21]
