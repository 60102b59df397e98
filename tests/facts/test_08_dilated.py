"""Figures of chapter 8, *Dilated convolution*."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder.reference import (
    conv1d,
    conv2d,
    count_macs,
    count_parameters,
    output_size,
    receptive_field,
)
from tests.facts import fact

EDGE = ((1, 0, -1), (1, 0, -1), (1, 0, -1))
X6 = (
    (3, 0, 1, 2, 7, 4),
    (1, 5, 8, 9, 3, 1),
    (2, 7, 2, 5, 1, 3),
    (0, 1, 3, 1, 7, 8),
    (4, 2, 1, 6, 2, 8),
    (2, 4, 5, 2, 3, 9),
)


def ways(dilations: tuple[int, ...], n: int) -> np.ndarray:
    """Paths from each of n×n pixels to the output in the middle, through kernels of 3×3."""
    x = torch.zeros(1, 1, n, n, dtype=torch.double, requires_grad=True)
    y = x
    for d in dilations:
        y = F.conv2d(y, torch.ones(1, 1, 3, 3, dtype=torch.double), padding=d, dilation=d)
    y[0, 0, n // 2, n // 2].backward()
    assert x.grad is not None
    return x.grad[0, 0].numpy().round()


@fact("8.1")
def test_three_weights_with_dilation_2_see_five_with_nine_weights_in_all() -> None:
    assert receptive_field([(3, 1, 2)]) == 5
    assert count_parameters(1, 1, 3, bias=False) == 9
    rng = np.random.default_rng(8)
    x, w = rng.normal(size=(1, 1, 5, 5)), rng.normal(size=(1, 1, 3, 3))
    y = conv2d(x, w, dilation=2)
    assert y.shape == (1, 1, 1, 1)
    assert np.isclose(y.item(), np.sum(x[0, 0, ::2, ::2] * w[0, 0]))


@pytest.mark.parametrize(("k", "d", "size"), [(3, 1, 3), (3, 2, 5), (3, 3, 7), (5, 3, 13)])
@fact("8.1")
def test_effective_size_is_d_times_gaps_plus_one(k: int, d: int, size: int) -> None:
    one_pixel = torch.ones(1, 1, 1, dtype=torch.double)
    holes = F.conv_transpose1d(one_pixel, torch.ones(1, 1, k, dtype=torch.double), dilation=d)
    assert holes.shape[-1] == d * (k - 1) + 1 == size
    assert output_size(40, k, dilation=d) == output_size(40, size)


def test_padding_d_keeps_the_size_for_kernels_of_3() -> None:
    assert [output_size(100, 3, padding=d, dilation=d) for d in (1, 2, 8, 19)] == [100] * 4


def test_the_example_by_hand() -> None:
    assert conv2d([X6], [[EDGE]], dilation=2).tolist() == [[[-1, -6], [-10, -8]]]


def test_a_dilated_kernel_is_an_ordinary_one_on_interleaved_pictures() -> None:
    rng = np.random.default_rng(8)
    x, w = rng.normal(size=(1, 1, 11, 14)), rng.normal(size=(1, 1, 2, 3))
    whole = conv2d(x, w, dilation=(3, 2))
    for i, j in product(range(3), range(2)):
        assert np.allclose(whole[..., i::3, j::2], conv2d(x[..., i::3, j::2], w))


@fact("8.2")
def test_four_ways_to_see_31_pixels() -> None:
    doubling = [(3, 1, d) for d in (1, 2, 4, 8)]
    stacks = [[(31, 1)], [(3, 1)] * 15, [(3, 2)] * 4, doubling]
    assert [receptive_field(stack) for stack in stacks] == [31] * 4
    assert [sum(layer[0] ** 2 for layer in stack) for stack in stacks] == [961, 135, 36, 36]
    assert receptive_field([(3, 1)] * 4) == 9


@fact("8.2")
def test_ten_layers_of_three_kinds() -> None:
    kinds = ([2**n for n in range(10)], [4] * 10, [1] * 10)
    assert [receptive_field([(3, 1, d) for d in kind]) for kind in kinds] == [2047, 81, 21]


@fact("8.2")
def test_dilations_that_double_hear_a_thousand_samples() -> None:
    assert receptive_field([(2, 1, d) for d in (1, 2, 4, 8)]) == 16
    block = [(2, 1, 2**n) for n in range(10)]
    assert receptive_field(block) == 1024
    assert receptive_field(block * 3) == 3070
    assert receptive_field([(2, 1, 1)] * 30) == 31
    assert round(3070 / 16000, 2) == 0.19


@fact("8.2")
def test_cost_of_a_layer_does_not_depend_on_its_dilation() -> None:
    rng = np.random.default_rng(8)
    for d in (1, 2, 5):
        y = conv2d(rng.normal(size=(1, 2, 16, 16)), rng.normal(size=(4, 2, 3, 3)), None, 1, d, d)
        assert y.shape == (1, 4, 16, 16)
    assert count_macs(2, 4, 3, 16) == 4 * 2 * 9 * 256


@fact("8.3")
def test_constant_dilation_reads_49_of_169_pixels() -> None:
    same, mixed = ways((2, 2, 2), 13), ways((1, 2, 3), 13)
    assert receptive_field([(3, 1, 2)] * 3) == receptive_field([(3, 1, d) for d in (1, 2, 3)]) == 13
    assert ((same > 0).sum(), (mixed > 0).sum(), mixed.size) == (49, 169, 169)
    assert same[6, 6] == 49
    assert mixed[6, 6] == 9


@fact("8.3")
def test_four_layers_of_dilation_4_read_81_of_1089_pixels() -> None:
    counts = ways((4, 4, 4, 4), 33)
    assert ((counts > 0).sum(), counts.size) == (81, 1089)
    assert (ways((1, 2, 4, 8), 31) > 0).sum() == 961


@fact("8.3")
def test_no_dilation_may_be_larger_than_the_field_of_the_smaller_ones() -> None:
    for kernel, dilations in product((2, 3), product(range(1, 8), repeat=3)):
        field, passes = 1, True
        for d in sorted(dilations):
            passes &= d <= field
            field += d * (kernel - 1)
        reached = {sum(p) for p in product(*[range(0, d * kernel, d) for d in dilations])}
        assert (len(reached) == field) == passes


def test_averages_with_a_constant_dilation_leave_neighbours_unrelated() -> None:
    def alike(dilations: tuple[int, ...]) -> float:
        y = torch.tensor(np.random.default_rng(9).normal(size=(1, 1, 200, 200)))
        for d in dilations:
            y = F.conv2d(y, torch.full((1, 1, 3, 3), 1 / 9, dtype=torch.double), dilation=d)
        left, right = y[..., :-1].flatten(), y[..., 1:].flatten()
        return float(np.corrcoef(left, right)[0, 1])

    assert abs(alike((4, 4, 4))) < 0.05
    assert alike((1, 3, 8)) > 0.6


def test_a_stride_traded_for_dilation_is_the_same_network_at_more_places() -> None:
    rng = np.random.default_rng(8)
    x, w1, w2 = (rng.normal(size=(1, 1, n)) for n in (40, 3, 5))
    small = conv1d(conv1d(x, w1, stride=2, padding=1), w2, padding=2)
    full = conv1d(conv1d(x, w1, padding=1), w2, padding=4, dilation=2)
    assert small.shape == (1, 1, 20)
    assert np.allclose(full[..., ::2], small)


def test_sixteen_times_the_work_at_full_size() -> None:
    assert count_macs(1, 1, 13, (60, 80)) == 811_200
    assert count_macs(1, 1, 13, (240, 320)) == 12_979_200 == 16 * 811_200


def test_two_zeros_inserted_are_a_dilation_of_three() -> None:
    assert receptive_field([(3, 1, 2)]) == 5
    assert receptive_field([(3, 1, 2 + 1)]) == 7


def test_doubling_dilations_see_one_less_than_a_power_of_two() -> None:
    fields = [receptive_field([(3, 1, 2**m) for m in range(n)]) for n in range(1, 5)]
    assert fields == [3, 7, 15, 31]


def test_dilations_side_by_side_see_four_widths() -> None:
    assert [receptive_field([(3, 1, d)]) for d in (6, 12, 18, 24)] == [13, 25, 37, 49]


def test_a_last_dilation_that_is_too_large_leaves_two_holes() -> None:
    read = {sum(path) for path in product((0, 1, 2), (0, 2, 4), (0, 10, 20))}
    assert receptive_field([(3, 1, d) for d in (1, 2, 10)]) == 27
    assert set(range(27)) - read == {7, 8, 9, 17, 18, 19}
