"""The figures that the chapters state, recomputed with the reference kernels.

Each test stands for one figure of the text: the expected numbers are typed in as the chapter prints
them, the rest is computed. One class for each chapter, in the chapter's own order.
"""

from __future__ import annotations

import warnings
from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder import reference
from autograder.checks import find
from autograder.reference import (
    conv1d,
    conv2d,
    conv2d_backward,
    conv3d,
    conv_matrix,
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose_output_size,
    convolve1d,
    convolve2d,
    output_size,
)


class TestCrossCorrelation:
    """Chapter 2, *Cross-correlation and convolution*."""

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

    def test_three_stones_make_these_waves(self) -> None:
        waves = convolve1d([4, 0, 8, 0, 0, 4], [1, 1 / 2, 1 / 4])
        assert waves.tolist() == [4, 2, 9, 4, 2, 4, 2, 1]

    def test_edge_kernel_on_the_six_by_six_input(self) -> None:
        edges = conv2d([self.SIX], [[self.VERTICAL_EDGE]])[0]
        assert edges.tolist() == [
            [-5, -4, 0, 8],
            [-10, -2, 2, 3],
            [0, -2, -4, -7],
            [-3, -2, -3, -16],
        ]

    def test_first_value_is_left_column_minus_right_column(self) -> None:
        x = np.array(self.SIX)
        left, right = x[:3, 0].sum(), x[:3, 2].sum()
        assert (left, right, left - right) == (6, 11, -5)

    def test_three_by_three_kernel_on_the_five_by_five_input(self) -> None:
        y = conv2d([self.FIVE], [[self.LOPSIDED]])[0]
        assert y.tolist() == [[12, 12, 17], [10, 17, 19], [9, 6, 14]]

    def test_convolution_turns_the_kernel_by_half_a_turn(self) -> None:
        turned = np.rot90(self.LOPSIDED, 2)
        assert turned.tolist() == [[2, 1, 0], [0, 2, 2], [2, 1, 0]]
        once = convolve2d(self.FIVE, self.LOPSIDED, mode="valid")
        assert once.tolist() == conv2d([self.FIVE], [[turned]])[0].tolist()

    def test_cross_correlation_in_three_dimensions_is_the_triple_sum(self) -> None:
        rng = np.random.default_rng(0)
        x, w = rng.normal(size=(5, 6, 7)), rng.normal(size=(2, 3, 4))
        y = conv3d([x], [[w]])[0]
        assert y.shape == (4, 4, 4)
        i, j, k = 1, 2, 3
        triple = sum(w[a, b, c] * x[i + a, j + b, k + c] for a, b, c in np.ndindex(*w.shape))
        assert y[i, j, k] == pytest.approx(triple)

    @pytest.mark.parametrize(("mode", "length"), [("valid", 5), ("same", 9), ("full", 13)])
    def test_narrow_equal_width_and_wide_lengths(self, mode: str, length: int) -> None:
        n, m = 9, 5
        assert {"valid": n - m + 1, "same": n, "full": n + m - 1}[mode] == length
        assert len(convolve1d(np.arange(n), np.arange(m), mode=mode)) == length

    @pytest.mark.parametrize(("zeros", "length"), [(0, 5), (2, 9), (4, 13)])
    def test_lengths_by_zeros_at_each_end(self, zeros: int, length: int) -> None:
        n, m = 9, 5
        assert zeros in (0, (m - 1) // 2, m - 1)
        assert conv1d([np.ones(n)], [[np.ones(m)]], padding=zeros).shape == (1, length)

    def test_an_echo_lengthens_a_sound(self) -> None:
        assert 16_000 + 4_000 - 1 == 19_999
        assert 16_000 - 4_000 + 1 == 12_001

    def test_wide_convolution_commutes(self) -> None:
        rng = np.random.default_rng(1)
        x, w = rng.normal(size=9), rng.normal(size=5)
        np.testing.assert_allclose(convolve1d(x, w), convolve1d(w, x))

    def test_wide_cross_correlation_does_not_commute_but_reverses(self) -> None:
        rng = np.random.default_rng(2)
        x, w = rng.normal(size=9), rng.normal(size=5)
        one, other = convolve1d(x, w[::-1]), convolve1d(w, x[::-1])
        assert not np.allclose(one, other)
        np.testing.assert_allclose(one, other[::-1])

    def test_gradients_are_a_cross_correlation_and_a_wide_convolution(self) -> None:
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

    def test_a_learned_kernel_comes_out_flipped(self) -> None:
        rng = np.random.default_rng(4)
        pictures = rng.normal(size=(4, 12, 14))
        hidden = np.array(self.LOPSIDED, dtype=float)
        targets = [convolve2d(p, hidden, mode="valid") for p in pictures]
        learned = np.zeros((3, 3))
        for _ in range(60):
            errors = [
                conv2d([p], [[learned]])[0] - t for p, t in zip(pictures, targets, strict=True)
            ]
            steps = [
                conv2d([p], [[e]])[0] * 2 / e.size for p, e in zip(pictures, errors, strict=True)
            ]
            learned -= 0.2 * np.mean(steps, axis=0)
        np.testing.assert_allclose(learned, [[2, 1, 0], [0, 2, 2], [2, 1, 0]], atol=1e-3)

    def test_edge_kernel_on_a_step_answers_minus_three(self) -> None:
        step = np.repeat([[0, 0, 0, 0, 1, 1, 1, 1]], 8, axis=0)
        assert conv2d([step], [[self.VERTICAL_EDGE]])[0].tolist() == [[0, 0, -3, -3, 0, 0]] * 6
        flipped = convolve2d(step, self.VERTICAL_EDGE, mode="valid")
        assert flipped.tolist() == [[0, 0, 3, 3, 0, 0]] * 6

    def test_gaussian_does_not_feel_the_flip_and_keeps_brightness(self) -> None:
        row = np.array([1, 4, 6, 4, 1]) / 16
        gaussian = np.outer(row, row)
        assert gaussian.sum() == 1
        assert np.array_equal(gaussian, np.rot90(gaussian, 2))

    def test_minus_five_becomes_251_in_uint8(self) -> None:
        assert np.array(-5).astype(np.uint8) == 251

    def test_two_boxes_intersect_in_a_half_but_convolve_to_a_quarter(self) -> None:
        box = np.full(1000, 0.5)
        step = 1 / len(box)
        assert np.minimum(box, box).sum() * step == pytest.approx(1 / 2)
        assert convolve1d(box, box).max() * step == pytest.approx(1 / 4)

    def test_the_number_to_predict_on_the_landing_page_is_seven(self) -> None:
        x = [[2, 0, 1, 5], [1, 3, 0, 4], [0, 2, 2, 1], [6, 1, 0, 3]]
        kernel = [[1, 0], [0, 2]]
        assert conv2d([x], [[kernel]])[0].tolist() == [[8, 0, 9], [5, 7, 2], [2, 2, 8]]
        assert convolve2d(x, kernel, mode="valid")[1, 1] == 8


class TestTransposedConvolution:
    """Chapter 7, *Transposed convolution*."""

    STAMP = ((1, 2, 0), (0, 1, 3), (2, 0, 1))

    def test_four_stamps_two_places_apart_add_up(self) -> None:
        y = conv_transpose2d([[[1, 2], [3, 4]]], [[self.STAMP]], stride=2)[0]
        assert y.tolist() == [
            [1, 2, 2, 4, 0],
            [0, 1, 3, 2, 6],
            [5, 6, 9, 8, 2],
            [0, 3, 9, 4, 12],
            [6, 0, 11, 0, 4],
        ]

    def test_five_by_five_goes_to_two_by_two_and_back_in_shape_only(self) -> None:
        rng = np.random.default_rng(7)
        x, w = rng.normal(size=(1, 1, 5, 5)), rng.normal(size=(1, 1, 3, 3))
        small = conv2d(x, w, stride=2, padding=0)
        back = conv_transpose2d(small, w, stride=2, padding=0)
        assert small.shape == (1, 1, 2, 2)
        assert back.shape == (1, 1, 5, 5)
        assert not np.allclose(back, x)
        assert output_size(5, 3, stride=2) == 2
        assert conv_transpose_output_size(2, 3, stride=2) == 5

    def test_a_border_of_two_zeros_makes_two_by_two_into_four_by_four(self) -> None:
        x, w = np.array([[1, 2], [3, 4]]), np.array(self.STAMP)
        y = conv2d(np.pad(x, 2)[None, None], w[None, None, ::-1, ::-1])
        assert y.shape == (1, 1, 4, 4)
        assert np.array_equal(y, conv_transpose2d(x[None, None], w[None, None], stride=1))

    def test_one_zero_between_neighbours_makes_it_five_by_five(self) -> None:
        x, w = np.array([[1, 2], [3, 4]]), np.array(self.STAMP)
        spread = np.array([[1, 0, 2], [0, 0, 0], [3, 0, 4]])
        y = conv2d(np.pad(spread, 2)[None, None], w[None, None, ::-1, ::-1])
        assert y.shape == (1, 1, 5, 5)
        assert np.array_equal(y, conv_transpose2d(x[None, None], w[None, None], stride=2))

    def test_matrix_is_4_by_16_and_its_transpose_16_by_4(self) -> None:
        rng = np.random.default_rng(7)
        x, w, y = rng.normal(size=(4, 4)), rng.normal(size=(3, 3)), rng.normal(size=(2, 2))
        C = conv_matrix(w, (4, 4))
        assert C.shape == (4, 16)
        assert C.T.shape == (16, 4)
        convolved = (C @ x.ravel()).reshape(2, 2)
        assert np.allclose(convolved, conv2d(x[None, None], w[None, None])[0, 0])
        stamped = (C.T @ y.ravel()).reshape(4, 4)
        assert np.allclose(stamped, conv_transpose2d(y[None, None], w[None, None])[0, 0])

    def test_transposed_matrix_does_not_give_the_input_back(self) -> None:
        rng = np.random.default_rng(7)
        x, C = rng.normal(size=16), conv_matrix(rng.normal(size=(3, 3)), (4, 4))
        assert (C.T @ (C @ x)).shape == x.shape
        assert not np.allclose(C.T @ (C @ x), x)

    def test_transpose_is_the_gradient_with_respect_to_the_input(self) -> None:
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
    def test_overlap_is_even_only_when_the_stride_divides_the_kernel(
        self, k: int, stride: int, inside: set[int]
    ) -> None:
        count = conv_transpose1d(np.ones((1, 1, 9)), np.ones((1, 1, k)), stride=stride)[0, 0]
        assert set(count[k - 1 : len(count) - k + 1]) == inside

    def test_checkerboard_of_kernel_3_and_stride_2_counts_one_two_and_four(self) -> None:
        count = conv_transpose2d(np.ones((1, 1, 6, 7)), np.ones((1, 1, 3, 3)), stride=2)
        assert set(count.ravel()) == {1, 2, 4}

    def test_cures_weaken_or_remove_the_checkerboard(self) -> None:
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

    def test_several_input_sizes_share_one_output_size(self) -> None:
        assert output_size(5, 3, stride=2, padding=1) == 3
        assert output_size(6, 3, stride=2, padding=1) == 3
        assert conv_transpose_output_size(3, 3, stride=2, padding=1) == 5
        assert conv_transpose_output_size(3, 3, stride=2, padding=1, output_padding=1) == 6


class TestPaddingAndStride:
    """Chapter 3, *Padding and stride*."""

    @staticmethod
    def walked(length: int, k: int, s: int) -> int:
        """Count places by walking: needs no formula."""
        return sum(1 for start in range(0, length, s) if start + k <= length)

    @staticmethod
    def uses(padding: int) -> list[list[float]]:
        """In how many windows of 3×3 each pixel of a 5×5 picture lies."""
        x = torch.zeros(1, 1, 5, 5, dtype=torch.double, requires_grad=True)
        F.conv2d(x, torch.ones(1, 1, 3, 3, dtype=torch.double), padding=padding).sum().backward()
        assert x.grad is not None
        return x.grad[0, 0].tolist()

    @pytest.mark.parametrize("s", range(1, 5))
    def test_padding_per_side_gives_the_floor_of_n_2p_f_over_s_plus_1(self, s: int) -> None:
        for n, k, p in product(range(1, 15), range(1, 7), range(4)):
            if n + 2 * p >= k:
                formula = (n + 2 * p - k) // s + 1
                assert formula == self.walked(n + 2 * p, k, s)
                assert formula == reference.output_size(n, k, stride=s, padding=p)

    @pytest.mark.parametrize("s", range(1, 5))
    def test_padding_in_total_gives_the_floor_of_n_k_p_s_over_s(self, s: int) -> None:
        for n, k, total in product(range(1, 15), range(1, 7), range(6)):
            if n + total >= k:
                assert (n - k + total + s) // s == self.walked(n + total, k, s)

    def test_a_total_of_k_1_leaves_n_s_1_over_s_and_n_over_s_where_s_divides(self) -> None:
        for n, k, s in product(range(1, 30), range(1, 8), range(1, 5)):
            size = self.walked(n + k - 1, k, s)
            assert size == (n + s - 1) // s
            if n % s == 0:
                assert size == n // s

    def test_a_window_that_does_not_fit_wholly_is_not_computed(self) -> None:
        """(6 + 0 − 3)/2 + 1 = 2.5: two windows."""
        assert reference.output_size(6, 3, stride=2) == 2
        assert F.conv1d(torch.zeros(1, 1, 6), torch.zeros(1, 1, 3), stride=2).shape[-1] == 2

    def test_valid_takes_f_1_away_and_same_keeps_the_size_of_odd_kernels(self) -> None:
        for k, p in [(1, 0), (3, 1), (5, 2), (7, 3), (11, 5)]:
            assert reference.output_size(20, k, padding=0) == 20 - k + 1
            assert reference.output_size(20, k, padding=p) == 20

    def test_even_kernels_get_the_larger_share_above(self) -> None:
        """Odd k: p/2 on each side. Even k: ⌈p/2⌉ above and ⌊p/2⌋ below, with p = k − 1."""
        shares = find("padding_and_stride.same_padding").reference
        assert [shares(k) for k in (1, 3, 5, 7)] == [(0, 0), (1, 1), (2, 2), (3, 3)]
        assert [shares(k) for k in (2, 4, 6, 8)] == [(1, 0), (2, 1), (3, 2), (4, 3)]

    def test_strides_may_differ_by_axis_three_down_two_across(self) -> None:
        x = np.array(
            [[2, 1, 0, 3, 1, 4], [0, 3, 1, 2, 6, 1], [4, 1, 3, 0, 1, 2], [1, 2, 3, 1, 0, 4]]
        )
        w = np.array([[0, 1, 0], [1, 0, 2], [0, -1, 0]])
        y = [[2, 6, 5], [8, 7, 10]]
        assert reference.conv2d([x], [[w]], stride=(3, 2), padding=1)[0].tolist() == y
        theirs = F.conv2d(torch.tensor(x)[None, None], torch.tensor(w)[None, None], None, (3, 2), 1)
        assert theirs[0, 0].tolist() == y

    def test_without_padding_a_corner_pixel_is_used_once_only(self) -> None:
        assert self.uses(padding=0) == [
            [1, 2, 3, 2, 1],
            [2, 4, 6, 4, 2],
            [3, 6, 9, 6, 3],
            [2, 4, 6, 4, 2],
            [1, 2, 3, 2, 1],
        ]

    def test_padding_lets_the_border_be_used_more_often(self) -> None:
        assert self.uses(padding=1)[0] == [4, 6, 6, 6, 4]
        assert self.uses(padding=2) == [[9] * 5] * 5

    def test_stride_2_halves_the_size_as_max_pooling_does(self) -> None:
        x = np.random.default_rng(0).normal(size=(1, 8, 12))
        strided = reference.conv2d(x, np.ones((1, 1, 3, 3)), stride=2, padding=1)
        assert strided.shape == reference.max_pool2d(x, 2).shape == (1, 4, 6)
        dense = reference.conv2d(x, np.ones((1, 1, 3, 3)), padding=1)
        assert np.allclose(strided, dense[:, ::2, ::2])

    def test_the_two_meanings_of_p_disagree(self) -> None:
        """n = 8, k = 3, s = 2 and "p = 2": five places per side, four in total."""
        assert reference.output_size(8, 3, stride=2, padding=2) == 5
        assert self.walked(8 + 2, 3, 2) == 4

    def test_torch_puts_the_odd_row_at_the_end(self) -> None:
        x, w = torch.randn(1, 1, 9), torch.randn(1, 1, 4)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an even kernel costs torch a copy, and it says so
            same = F.conv1d(x, w, padding="same")
        assert torch.allclose(same, F.conv1d(F.pad(x, (1, 2)), w))
        assert not torch.allclose(same, F.conv1d(F.pad(x, (2, 1)), w))

    def test_the_receptive_field_of_3x3_layers_grows_with_depth(self) -> None:
        assert [reference.receptive_field([(3, 1)] * n) for n in (1, 2, 3, 10)] == [3, 5, 7, 21]
