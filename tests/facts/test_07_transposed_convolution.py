"""Figures of chapter 7, *Transposed convolution*."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder.reference import (
    conv2d,
    conv_matrix,
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose_output_size,
    output_size,
)
from tests.facts import fact

STAMP = ((1, 2, 0), (0, 1, 3), (2, 0, 1))


def test_four_stamps_two_places_apart_add_up() -> None:
    y = conv_transpose2d([[[1, 2], [3, 4]]], [[STAMP]], stride=2)[0]
    assert y.tolist() == [
        [1, 2, 2, 4, 0],
        [0, 1, 3, 2, 6],
        [5, 6, 9, 8, 2],
        [0, 3, 9, 4, 12],
        [6, 0, 11, 0, 4],
    ]


@fact("7.1")
def test_five_by_five_goes_to_two_by_two_and_back_in_shape_only() -> None:
    rng = np.random.default_rng(7)
    x, w = rng.normal(size=(1, 1, 5, 5)), rng.normal(size=(1, 1, 3, 3))
    small = conv2d(x, w, stride=2, padding=0)
    back = conv_transpose2d(small, w, stride=2, padding=0)
    assert small.shape == (1, 1, 2, 2)
    assert back.shape == (1, 1, 5, 5)
    assert not np.allclose(back, x)
    assert output_size(5, 3, stride=2) == 2
    assert conv_transpose_output_size(2, 3, stride=2) == 5


@fact("7.2")
def test_a_border_of_two_zeros_makes_two_by_two_into_four_by_four() -> None:
    x, w = np.array([[1, 2], [3, 4]]), np.array(STAMP)
    y = conv2d(np.pad(x, 2)[None, None], w[None, None, ::-1, ::-1])
    assert y.shape == (1, 1, 4, 4)
    assert np.array_equal(y, conv_transpose2d(x[None, None], w[None, None], stride=1))


@fact("7.2")
def test_one_zero_between_neighbours_makes_it_five_by_five() -> None:
    x, w = np.array([[1, 2], [3, 4]]), np.array(STAMP)
    spread = np.array([[1, 0, 2], [0, 0, 0], [3, 0, 4]])
    y = conv2d(np.pad(spread, 2)[None, None], w[None, None, ::-1, ::-1])
    assert y.shape == (1, 1, 5, 5)
    assert np.array_equal(y, conv_transpose2d(x[None, None], w[None, None], stride=2))


@fact("7.3")
def test_matrix_is_4_by_16_and_its_transpose_16_by_4() -> None:
    rng = np.random.default_rng(7)
    x, w, y = rng.normal(size=(4, 4)), rng.normal(size=(3, 3)), rng.normal(size=(2, 2))
    C = conv_matrix(w, (4, 4))
    assert C.shape == (4, 16)
    assert C.T.shape == (16, 4)
    convolved = (C @ x.ravel()).reshape(2, 2)
    assert np.allclose(convolved, conv2d(x[None, None], w[None, None])[0, 0])
    stamped = (C.T @ y.ravel()).reshape(4, 4)
    assert np.allclose(stamped, conv_transpose2d(y[None, None], w[None, None])[0, 0])


@fact("7.4")
def test_transposed_matrix_does_not_give_the_input_back() -> None:
    rng = np.random.default_rng(7)
    x, C = rng.normal(size=16), conv_matrix(rng.normal(size=(3, 3)), (4, 4))
    assert (C.T @ (C @ x)).shape == x.shape
    assert not np.allclose(C.T @ (C @ x), x)


@fact("7.3")
def test_transpose_is_the_gradient_with_respect_to_the_input() -> None:
    generator = torch.Generator().manual_seed(7)
    draw = {"dtype": torch.double, "generator": generator}
    x = torch.randn(2, 3, 7, 6, requires_grad=True, **draw)
    w = torch.randn(4, 3, 3, 2, **draw)
    y = F.conv2d(x, w, stride=2, padding=1)
    dy = torch.randn(y.shape, **draw)
    y.backward(dy)
    assert x.grad is not None
    assert np.allclose(x.grad, conv_transpose2d(dy, w, stride=2, padding=1))


@pytest.mark.parametrize(
    ("k", "stride", "inside"),
    [(3, 2, {1, 2}), (5, 2, {2, 3}), (5, 3, {1, 2}), (4, 2, {2}), (6, 3, {2}), (2, 2, {1})],
)
@fact("7.5")
def test_overlap_is_even_only_when_the_stride_divides_the_kernel(
    k: int, stride: int, inside: set[int]
) -> None:
    count = conv_transpose1d(np.ones((1, 1, 9)), np.ones((1, 1, k)), stride=stride)[0, 0]
    assert set(count[k - 1 : len(count) - k + 1]) == inside


def test_checkerboard_of_kernel_3_and_stride_2_counts_one_two_and_four() -> None:
    count = conv_transpose2d(np.ones((1, 1, 6, 7)), np.ones((1, 1, 3, 3)), stride=2)
    assert set(count.ravel()) == {1, 2, 4}


@fact("7.5")
def test_cures_weaken_or_remove_the_checkerboard() -> None:
    def unevenness(y: np.ndarray) -> float:
        inside = y[..., 6:-6, 6:-6]
        return float(inside.max() / inside.min())

    flat, rng = np.ones((1, 1, 12, 14)), np.random.default_rng(7)
    board = conv_transpose2d(flat, np.ones((1, 1, 3, 3)), stride=2)
    assert unevenness(board) == 4
    assert unevenness(conv_transpose2d(flat, np.ones((1, 1, 4, 4)), stride=2)) == 1
    assert 1 < unevenness(conv_transpose2d(board, np.ones((1, 1, 3, 3)), stride=1)) < 4
    resized = flat.repeat(2, axis=2).repeat(2, axis=3)
    any_kernel = rng.uniform(size=(1, 1, 3, 3))
    assert np.isclose(unevenness(conv2d(resized, any_kernel)), 1)


def test_several_input_sizes_share_one_output_size() -> None:
    assert output_size(5, 3, stride=2, padding=1) == 3
    assert output_size(6, 3, stride=2, padding=1) == 3
    assert conv_transpose_output_size(3, 3, stride=2, padding=1) == 5
    assert conv_transpose_output_size(3, 3, stride=2, padding=1, output_padding=1) == 6
