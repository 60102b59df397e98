"""Figures of chapter 2, *Cross-correlation and convolution*."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder.reference import (
    conv1d,
    conv2d,
    conv2d_backward,
    conv3d,
    convolve1d,
    convolve2d,
)
from tests.facts import fact

VERTICAL_EDGE = ((1, 0, -1), (1, 0, -1), (1, 0, -1))
SIX = (
    (3, 0, 1, 2, 7, 4),
    (1, 5, 8, 9, 3, 1),
    (2, 7, 2, 5, 1, 3),
    (0, 1, 3, 1, 7, 8),
    (4, 2, 1, 6, 2, 8),
    (2, 4, 5, 2, 3, 9),
)
FIVE = ((3, 3, 2, 1, 0), (0, 0, 1, 3, 1), (3, 1, 2, 2, 3), (2, 0, 0, 2, 2), (2, 0, 0, 0, 1))
LOPSIDED = ((0, 1, 2), (2, 2, 0), (0, 1, 2))


def test_three_stones_make_these_waves() -> None:
    waves = convolve1d([4, 0, 8, 0, 0, 4], [1, 1 / 2, 1 / 4])
    assert waves.tolist() == [4, 2, 9, 4, 2, 4, 2, 1]


@fact("2.3")
def test_edge_kernel_on_the_six_by_six_input() -> None:
    edges = conv2d([SIX], [[VERTICAL_EDGE]])[0]
    assert edges.tolist() == [
        [-5, -4, 0, 8],
        [-10, -2, 2, 3],
        [0, -2, -4, -7],
        [-3, -2, -3, -16],
    ]


@fact("2.3")
def test_first_value_is_left_column_minus_right_column() -> None:
    x = np.array(SIX)
    left, right = x[:3, 0].sum(), x[:3, 2].sum()
    assert (left, right, left - right) == (6, 11, -5)


@fact("2.4")
def test_three_by_three_kernel_on_the_five_by_five_input() -> None:
    y = conv2d([FIVE], [[LOPSIDED]])[0]
    assert y.tolist() == [[12, 12, 17], [10, 17, 19], [9, 6, 14]]


@fact("2.1")
def test_convolution_turns_the_kernel_by_half_a_turn() -> None:
    turned = np.rot90(LOPSIDED, 2)
    assert turned.tolist() == [[2, 1, 0], [0, 2, 2], [2, 1, 0]]
    once = convolve2d(FIVE, LOPSIDED, mode="valid")
    assert once.tolist() == conv2d([FIVE], [[turned]])[0].tolist()


@fact("2.2")
def test_cross_correlation_in_three_dimensions_is_the_triple_sum() -> None:
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(5, 6, 7)), rng.normal(size=(2, 3, 4))
    y = conv3d([x], [[w]])[0]
    assert y.shape == (4, 4, 4)
    i, j, k = 1, 2, 3
    triple = sum(w[a, b, c] * x[i + a, j + b, k + c] for a, b, c in np.ndindex(*w.shape))
    assert y[i, j, k] == pytest.approx(triple)


@fact("2.5")
@pytest.mark.parametrize(("mode", "length"), [("valid", 5), ("same", 9), ("full", 13)])
def test_narrow_equal_width_and_wide_lengths(mode: str, length: int) -> None:
    n, m = 9, 5
    assert {"valid": n - m + 1, "same": n, "full": n + m - 1}[mode] == length
    assert len(convolve1d(np.arange(n), np.arange(m), mode=mode)) == length


@fact("2.5")
@pytest.mark.parametrize(("zeros", "length"), [(0, 5), (2, 9), (4, 13)])
def test_lengths_by_zeros_at_each_end(zeros: int, length: int) -> None:
    n, m = 9, 5
    assert zeros in (0, (m - 1) // 2, m - 1)
    assert conv1d([np.ones(n)], [[np.ones(m)]], padding=zeros).shape == (1, length)


def test_an_echo_lengthens_a_sound() -> None:
    assert 16_000 + 4_000 - 1 == 19_999
    assert 16_000 - 4_000 + 1 == 12_001


@fact("2.6")
def test_wide_convolution_commutes() -> None:
    rng = np.random.default_rng(1)
    x, w = rng.normal(size=9), rng.normal(size=5)
    np.testing.assert_allclose(convolve1d(x, w), convolve1d(w, x))


@fact("2.6")
def test_wide_cross_correlation_does_not_commute_but_reverses() -> None:
    rng = np.random.default_rng(2)
    x, w = rng.normal(size=9), rng.normal(size=5)
    one, other = convolve1d(x, w[::-1]), convolve1d(w, x[::-1])
    assert not np.allclose(one, other)
    np.testing.assert_allclose(one, other[::-1])


@fact("2.7")
def test_gradients_are_a_cross_correlation_and_a_wide_convolution() -> None:
    rng = np.random.default_rng(3)
    x = torch.tensor(rng.normal(size=(6, 9)), requires_grad=True)
    w = torch.tensor(rng.normal(size=(3, 2)), requires_grad=True)
    y = F.conv2d(x[None, None], w[None, None])[0, 0]
    dy = rng.normal(size=y.shape)
    y.backward(torch.tensor(dy))
    assert x.grad is not None and w.grad is not None
    x_, w_ = x.detach().numpy(), w.detach().numpy()
    np.testing.assert_allclose(conv2d([x_], [[dy]])[0], w.grad.numpy())
    np.testing.assert_allclose(convolve2d(dy, w_, mode="full"), x.grad.numpy())
    dx, dw, _ = conv2d_backward(dy[None], x_[None], w_[None, None])
    np.testing.assert_allclose(dx[0], x.grad.numpy())
    np.testing.assert_allclose(dw[0, 0], w.grad.numpy())


@fact("2.1")
def test_a_learned_kernel_comes_out_flipped() -> None:
    rng = np.random.default_rng(4)
    pictures = rng.normal(size=(4, 12, 14))
    hidden = np.array(LOPSIDED, dtype=float)
    targets = [convolve2d(p, hidden, mode="valid") for p in pictures]
    learned = np.zeros((3, 3))
    for _ in range(60):
        errors = [conv2d([p], [[learned]])[0] - t for p, t in zip(pictures, targets, strict=True)]
        steps = [conv2d([p], [[e]])[0] * 2 / e.size for p, e in zip(pictures, errors, strict=True)]
        learned -= 0.2 * np.mean(steps, axis=0)
    np.testing.assert_allclose(learned, [[2, 1, 0], [0, 2, 2], [2, 1, 0]], atol=1e-3)


def test_edge_kernel_on_a_step_answers_minus_three() -> None:
    step = np.repeat([[0, 0, 0, 0, 1, 1, 1, 1]], 8, axis=0)
    assert conv2d([step], [[VERTICAL_EDGE]])[0].tolist() == [[0, 0, -3, -3, 0, 0]] * 6
    flipped = convolve2d(step, VERTICAL_EDGE, mode="valid")
    assert flipped.tolist() == [[0, 0, 3, 3, 0, 0]] * 6


def test_gaussian_does_not_feel_the_flip_and_keeps_brightness() -> None:
    row = np.array([1, 4, 6, 4, 1]) / 16
    gaussian = np.outer(row, row)
    assert gaussian.sum() == 1
    assert np.array_equal(gaussian, np.rot90(gaussian, 2))


def test_minus_five_becomes_251_in_uint8() -> None:
    assert np.array(-5).astype(np.uint8) == 251


def test_two_boxes_intersect_in_a_half_but_convolve_to_a_quarter() -> None:
    box = np.full(1000, 0.5)
    step = 1 / len(box)
    assert np.minimum(box, box).sum() * step == pytest.approx(1 / 2)
    assert convolve1d(box, box).max() * step == pytest.approx(1 / 4)


def test_the_number_to_predict_on_the_landing_page_is_seven() -> None:
    x = [[2, 0, 1, 5], [1, 3, 0, 4], [0, 2, 2, 1], [6, 1, 0, 3]]
    kernel = [[1, 0], [0, 2]]
    assert conv2d([x], [[kernel]])[0].tolist() == [[8, 0, 9], [5, 7, 2], [2, 2, 8]]
    assert convolve2d(x, kernel, mode="valid")[1, 1] == 8
