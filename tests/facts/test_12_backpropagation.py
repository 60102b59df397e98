"""Figures of chapter 12, *Backpropagation through a convolution*."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder.reference import (
    avg_pool2d_backward,
    conv2d,
    conv2d_backward,
    conv_transpose2d,
    convolve2d,
    max_pool2d_backward,
)
from tests.facts import fact

X = np.array([[1, 2, 0, 3], [4, 1, 2, 0], [0, 3, 1, 2]])
W = np.array([[1, 2, 0], [-1, 0, 3]])
DELTA = np.array([[1, 2], [3, -1]])


def slopes(loss: Callable[[np.ndarray], float], values: np.ndarray, h: float) -> np.ndarray:
    """Central differences of the loss with respect to every value."""
    gradient = np.zeros(values.shape)
    for place in np.ndindex(*values.shape):
        nudge = np.zeros(values.shape)
        nudge[place] = h
        gradient[place] = (loss(values + nudge) - loss(values - nudge)) / (2 * h)
    return gradient


def test_the_example_by_hand() -> None:
    dx, dw, db = conv2d_backward(DELTA[None], X[None], W[None, None])
    assert dw[0, 0].tolist() == [[16, 3, 12], [3, 13, 3]]
    assert db.tolist() == [5]
    assert dx[0].tolist() == [[1, 4, 4, 0], [2, 3, 1, 6], [-3, 1, 9, -3]]


@fact("12.1")
def test_dw_is_a_cross_correlation_with_delta_and_db_its_sum() -> None:
    rng = np.random.default_rng(12)
    x, dy = rng.normal(size=(3, 2, 6, 5)), rng.normal(size=(3, 4, 4, 4))
    _, dw, db = conv2d_backward(dy, x, np.zeros((4, 2, 3, 2)))
    for p, d in np.ndindex(4, 2):
        shares = [conv2d(x[n, d][None], dy[n, p][None, None])[0] for n in range(3)]
        assert np.allclose(dw[p, d], sum(shares))
    assert np.allclose(db, [dy[:, p].sum() for p in range(4)])


@fact("12.2")
def test_dx_is_the_sum_over_filters_of_wide_convolutions() -> None:
    rng = np.random.default_rng(12)
    w, dy = rng.normal(size=(4, 2, 3, 2)), rng.normal(size=(3, 4, 4, 4))
    dx, _, _ = conv2d_backward(dy, np.zeros((3, 2, 6, 5)), w)
    for n, d in np.ndindex(3, 2):
        wide = sum(convolve2d(dy[n, p], w[p, d], mode="full") for p in range(4))
        rotated = sum(
            conv2d(np.pad(dy[n, p], [(2, 2), (1, 1)])[None], w[p, d, ::-1, ::-1][None, None])[0]
            for p in range(4)
        )
        assert np.allclose(dx[n, d], wide)
        assert np.allclose(dx[n, d], rotated)


@fact("12.3")
def test_with_a_stride_zeros_go_between_the_values_of_delta() -> None:
    rng = np.random.default_rng(12)
    w, dy = rng.normal(size=(3, 4)), rng.normal(size=(2, 3))
    dx, _, _ = conv2d_backward(
        dy[None], np.zeros((1, 8, 9)), w[None, None], stride=(4, 2), padding=0
    )
    spread = np.zeros((5, 5))
    spread[::4, ::2] = dy
    covered = convolve2d(spread, w, mode="full")
    assert covered.shape == (7, 8)
    assert np.allclose(dx[0, :7, :8], covered)
    assert not dx[0, 7:].any()  # no window has reached them
    assert not dx[0, :, 8:].any()


def test_two_inputs_of_eight_are_reached_by_no_window() -> None:
    dx, _, _ = conv2d_backward([[[2, 3]]], np.zeros((1, 1, 8)), [[[[4, 5, 6]]]], stride=(1, 3))
    assert dx.ravel().tolist() == [8, 10, 12, 12, 15, 18, 0, 0]


@pytest.mark.parametrize(
    ("stride", "padding", "dilation"),
    list(product([(1, 1), (2, 3), (3, 2)], [(0, 0), (1, 2), (2, 1)], [(1, 1), (2, 3), (3, 1)])),
)
@fact("12.3")
def test_padding_dilation_and_groups_follow(
    stride: tuple[int, int], padding: tuple[int, int], dilation: tuple[int, int]
) -> None:
    rng = np.random.default_rng(12)
    n, k = np.array([9, 11]), np.array([3, 2])
    x = torch.tensor(rng.normal(size=(2, 4, *n)), requires_grad=True)
    w = torch.tensor(rng.normal(size=(6, 2, *k)), requires_grad=True)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": 2}
    y = F.conv2d(x, w, **options)
    dy = rng.normal(size=y.shape)
    expected = torch.autograd.grad(y, (x, w), torch.tensor(dy))
    dx, dw, _ = conv2d_backward(dy, x.detach(), w.detach(), **options)  # type: ignore[arg-type]
    assert np.allclose(dx, expected[0])
    assert np.allclose(dw, expected[1])
    left_over = (n + 2 * np.array(padding) - np.array(dilation) * (k - 1) - 1) % stride
    back = conv_transpose2d(dy, w.detach(), output_padding=tuple(left_over.tolist()), **options)  # type: ignore[arg-type]
    assert np.allclose(back, dx)


@fact("12.3")
def test_finite_differences_agree() -> None:
    rng = np.random.default_rng(12)
    x, w, b = rng.normal(size=(2, 2, 5, 6)), rng.normal(size=(4, 1, 2, 3)), rng.normal(size=4)
    options = {"stride": (2, 1), "padding": (1, 0), "dilation": (1, 2), "groups": 2}

    def loss(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> float:
        return float(np.log1p(np.exp(-conv2d(x, w, b, **options))).sum())  # type: ignore[arg-type]

    dy = -1 / (1 + np.exp(conv2d(x, w, b, **options)))  # type: ignore[arg-type]
    dx, dw, db = conv2d_backward(dy, x, w, **options)  # type: ignore[arg-type]
    assert np.allclose(dx, slopes(lambda v: loss(v, w, b), x, 1e-5), atol=1e-8)
    assert np.allclose(dw, slopes(lambda v: loss(x, v, b), w, 1e-5), atol=1e-8)
    assert np.allclose(db, slopes(lambda v: loss(x, w, v), b, 1e-5), atol=1e-8)


def test_stride_and_dilation_change_places_for_the_kernel() -> None:
    rng = np.random.default_rng(12)
    x, dy = rng.normal(size=(1, 1, 12, 10)), rng.normal(size=(1, 1, 4, 4))
    w = np.zeros((1, 1, 3, 2))
    assert conv2d(x, w, stride=(3, 2), dilation=(1, 3)).shape == dy.shape
    _, dw, _ = conv2d_backward(dy, x, w, stride=(3, 2), dilation=(1, 3))
    swapped = conv2d(x, dy, stride=(1, 3), dilation=(3, 2))
    assert swapped.shape[2:] == (3, 2)
    assert np.allclose(swapped, dw)


def test_pooling_sends_to_the_first_maximum_or_evenly() -> None:
    x = [[[1, 3, 2, 0], [5, 4, 2, 6], [0, 1, 7, 3], [2, 2, 4, 7]]]
    dy = [[[4, -2], [8, 12]]]
    largest = max_pool2d_backward(dy, x, 2)[0]
    mean = avg_pool2d_backward(dy, x, 2)[0]
    assert largest.tolist() == [[0, 0, 0, 0], [4, 0, 0, -2], [0, 0, 12, 0], [8, 0, 0, 0]]
    assert mean[::2, ::2].tolist() == [[1, -0.5], [2, 3]]
    assert largest.sum() == mean.sum() == 22


def test_relu_and_max_pooling_change_places_without_a_trace() -> None:
    x = torch.tensor(np.random.default_rng(12).normal(size=(1, 3, 8, 6)), requires_grad=True)
    orders = [F.max_pool2d(F.relu(x), 2), F.relu(F.max_pool2d(x, 2))]
    assert torch.equal(*orders)
    assert torch.equal(*(torch.autograd.grad(y.square().sum(), x)[0] for y in orders))


def test_best_nudges_are_the_roots_of_the_precision() -> None:
    precision = np.finfo(np.float64).eps
    assert np.isclose(precision ** (1 / 3), 6e-6, rtol=0.05)
    assert 1e-8 < precision**0.5 < 2e-8


def test_costs_of_a_gradient() -> None:
    pixels = 96 * 128
    assert pixels == 12_288
    assert 2 * pixels == 24_576
    parameters = 6 * 1 * 9 + 6 + 10 * 6 * 9 + 10
    assert parameters == 610
    assert parameters + 3 * 64 == 802  # and three pictures of 8×8
