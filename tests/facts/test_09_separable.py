"""Figures of chapter 9, *Separable convolutions*."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checks import find
from autograder.reference import (
    conv2d,
    count_macs,
    count_parameters,
    depthwise_conv2d,
    kernel_rank,
    pointwise_conv2d,
    receptive_field,
    separable_factors,
)
from tests.facts import fact

SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
LAPLACE = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
X5 = np.array([[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]])


@fact("9.1")
def test_sobel_is_a_column_times_a_row_with_six_weights() -> None:
    column, row = separable_factors(SOBEL)
    assert column.tolist() == [1, 2, 1]
    assert row.tolist() == [-1, 0, 1]
    assert (column.size + row.size, SOBEL.size) == (6, 9)
    assert np.array_equal(np.outer([1, 2, 1], [-1, 0, 1]), SOBEL)


@fact("9.1")
def test_only_rank_1_comes_apart_and_the_determinant_does_not_tell() -> None:
    counting = np.arange(1, 10).reshape(3, 3)
    assert [kernel_rank(w) for w in (SOBEL, LAPLACE, counting, np.eye(3))] == [1, 2, 2, 3]
    for w in (SOBEL, LAPLACE, counting):
        assert np.isclose(np.linalg.det(w), 0)
    with pytest.raises(ValueError, match="rank 2"):
        separable_factors(LAPLACE)


@fact("9.2")
def test_the_row_1_0_minus_1_gives_the_negative_of_sobel() -> None:
    assert np.array_equal(np.outer([1, 2, 1], [1, 0, -1]), -SOBEL)


@fact("9.3")
@pytest.mark.parametrize(("N", "M"), [(5, 3), (20, 2), (28, 5), (256, 25)])
def test_one_pass_and_two_cost_what_the_formulas_say(N: int, M: int) -> None:
    multiplications = find("separable.multiplications").reference
    places = N - M + 1
    one = count_macs(1, 1, M, places)
    two = count_macs(1, 1, (M, 1), (places, N)) + count_macs(1, 1, (1, M), places)
    assert one == places**2 * M**2 == multiplications((N, N), (M, M), 1)
    assert two == M * places * (2 * N - M + 1) == multiplications((N, N), (M, M), 2)


@fact("9.3")
@pytest.mark.parametrize("M", [2, 3, 5, 25])
def test_the_ratio_tends_to_two_over_m(M: int) -> None:
    multiplications = find("separable.multiplications").reference
    ratios = [
        multiplications((N, N), (M, M), 2) / multiplications((N, N), (M, M), 1)
        for N in (100, 1000, 10**6)
    ]
    errors = [abs(ratio - 2 / M) for ratio in ratios]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-5


def test_the_blur_of_25_by_25_on_256_by_256() -> None:
    multiplications = find("separable.multiplications").reference
    assert multiplications((256, 256), (25, 25), 1) == 33_640_000
    assert multiplications((256, 256), (25, 25), 2) == 2_830_400


@fact("9.4")
@pytest.mark.parametrize("M", [2, 3, 4, 5, 7])
def test_the_counts_with_n_minus_2_hold_for_kernels_of_3_alone(M: int) -> None:
    multiplications, N = find("separable.multiplications").reference, 20
    assert (multiplications((N, N), (M, M), 1) == (N - 2) ** 2 * M**2) == (M == 3)
    assert (multiplications((N, N), (M, M), 2) == (2 * N - 2) * (N - 2) * M) == (M == 3)


def test_two_passes_over_the_five_by_five_input() -> None:
    down = conv2d(X5[None], np.array([1, 2, 1]).reshape(1, 1, 3, 1))
    y = conv2d(down, np.array([-1, 0, 1]).reshape(1, 1, 1, 3))
    assert down[0].tolist() == [[6, 4, 6, 9, 5], [8, 2, 5, 9, 9], [9, 1, 2, 6, 8]]
    assert y[0].tolist() == [[0, 5, -1], [-3, 7, 4], [-7, 5, 6]]
    assert np.array_equal(y, conv2d(X5[None], SOBEL[None, None]))
    multiplications = find("separable.multiplications").reference
    assert [multiplications((5, 5), (3, 3), passes) for passes in (1, 2)] == [81, 72]


@fact("9.5")
def test_16_to_32_channels_take_656_weights_for_4608() -> None:
    assert count_parameters(16, 32, 3, bias=False) == 4608
    assert count_parameters(16, 16, 3, bias=False, groups=16) == 144
    assert count_parameters(16, 32, 1, bias=False) == 512
    assert 144 + 512 == 656


@fact("9.6")
def test_7_by_7_by_3_to_5_by_5_by_128_takes_10275_multiplications_for_86400() -> None:
    assert count_macs(3, 128, 3, 5) == 86_400
    assert count_macs(3, 3, 3, 5, groups=3) == 675
    assert count_macs(3, 128, 1, 5) == 9_600
    assert 675 + 9_600 == 10_275
    assert round(100 * 10_275 / 86_400, 1) == 11.9


@fact("9.7")
@pytest.mark.parametrize(
    ("H", "W", "D", "h", "Nc"), [(7, 7, 3, 3, 128), (9, 12, 16, 5, 32), (28, 20, 8, 1, 8)]
)
def test_the_ratio_is_one_over_nc_plus_one_over_h_squared(
    H: int, W: int, D: int, h: int, Nc: int
) -> None:
    places = (H - h + 1, W - h + 1)
    split = count_macs(D, D, h, places, groups=D) + count_macs(D, Nc, 1, places)
    assert split == (h * h + Nc) * D * places[0] * places[1]
    assert count_macs(D, Nc, h, places) == Nc * h * h * D * places[0] * places[1]
    assert np.isclose(split / count_macs(D, Nc, h, places), 1 / Nc + 1 / h**2)


@fact("9.8")
def test_a_layer_of_1_by_3_and_one_of_3_by_1_see_3_by_3_with_a_third_less() -> None:
    assert receptive_field([((1, 3), 1), ((3, 1), 1)]) == (3, 3)
    split = sum(count_parameters(64, 64, k, bias=False) for k in [(1, 3), (3, 1)])
    assert split == 24_576
    assert count_parameters(64, 64, 3, bias=False) == 36_864
    assert np.isclose(split / 36_864, 2 / 3)


@fact("9.8")
def test_the_second_step_mixes_channels_and_no_pixels() -> None:
    rng = np.random.default_rng(9)
    x, p = rng.normal(size=(3, 4, 5)), rng.normal(size=(2, 3, 1, 1))
    y = pointwise_conv2d(x, p)
    assert y.shape == (2, 4, 5)
    assert np.allclose(y[:, 1, 2], p[:, :, 0, 0] @ x[:, 1, 2])
    depthwise = depthwise_conv2d(x, rng.normal(size=(3, 1, 1, 1)))
    assert depthwise.shape == (3, 4, 5)  # the first step leaves the channels as many as they are


@fact("9.9")
def test_a_flattened_filter_is_three_passes_and_an_outer_product() -> None:
    rng = np.random.default_rng(9)
    x = rng.normal(size=(4, 6, 5))
    channel, column, row = rng.normal(size=4), rng.normal(size=3), rng.normal(size=2)
    w = np.einsum("c,a,b->cab", channel, column, row)
    y = conv2d(x, channel.reshape(1, 4, 1, 1))
    y = conv2d(y, column.reshape(1, 1, 3, 1))
    y = conv2d(y, row.reshape(1, 1, 1, 2))
    assert np.allclose(y, conv2d(x, w[None]))
    assert (channel.size + column.size + row.size, w.size) == (9, 24)


@fact("9.9")
def test_a_cross_product_is_a_vector_and_no_filter() -> None:
    column, row = np.array([1, 2, 1]), np.array([-1, 0, 1])
    assert np.cross(column, row).shape == (3,)
    assert np.einsum("c,a,b->cab", [2, -1, 3], column, row).shape == (3, 3, 3)


@fact("9.9")
def test_most_filters_are_no_outer_product() -> None:
    w = np.random.default_rng(9).normal(size=(3, 3, 3))
    unfolded = [np.moveaxis(w, axis, 0).reshape(3, 9) for axis in range(3)]
    assert [kernel_rank(matrix) for matrix in unfolded] == [3, 3, 3]  # a product has 1, 1, 1


def test_a_disc_of_15_has_rank_5_and_one_pair_misses_a_tenth() -> None:
    i, j = np.mgrid[-7:8, -7:8]
    disc = (np.hypot(i, j) < 7.3).astype(float)
    sizes = np.linalg.svd(disc, compute_uv=False) ** 2
    missing = [float(sizes[k:].sum() / sizes.sum()) for k in (1, 2, 3)]
    assert kernel_rank(disc) == 5
    assert np.round(missing, 3).tolist() == [0.105, 0.048, 0.023]


def test_64_to_64_channels_keep_an_eighth_most_of_it_pointwise() -> None:
    steps = [count_parameters(64, 64, 3, bias=False, groups=64), count_parameters(64, 64, 1, False)]
    assert steps == [576, 4096]
    assert sum(steps) == 4672
    assert round(4672 / 36_864, 3) == 0.127
