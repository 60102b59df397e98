"""Figures of chapter 4, *Channels*."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder.checks import find
from autograder.reference import conv2d, convolve2d, count_macs, count_parameters
from tests.facts import fact


def size_of(layer: torch.nn.Module) -> int:
    return sum(p.numel() for p in layer.parameters())


@fact("4.1")
def test_one_kernel_for_each_pair_of_channels_and_the_sum_over_those_that_come_in() -> None:
    """X ci×nh×nw, W co×ci×kh×kw, Y co×mh×mw; each kernel alone on its channel, then added."""
    rng = np.random.default_rng(4)
    (co, ci), (kh, kw), (nh, nw) = (5, 3), (2, 4), (7, 6)
    x, w = rng.normal(size=(ci, nh, nw)), rng.normal(size=(co, ci, kh, kw))
    y = F.conv2d(torch.tensor(x), torch.tensor(w)).numpy()
    assert y.shape == (co, nh - kh + 1, nw - kw + 1)
    for f in range(co):
        kernels = [convolve2d(x[c], w[f, c, ::-1, ::-1], mode="valid") for c in range(ci)]
        assert np.allclose(y[f], np.sum(kernels, axis=0))
    assert np.allclose(y, conv2d(x, w))


@fact("4.2")
@pytest.mark.parametrize(
    ("n", "filters", "out", "parameters", "products"),
    [
        (5, 1, (1, 3, 3), 28, 243),
        (6, 2, (2, 4, 4), 56, 864),
        (6, 10, (10, 4, 4), 280, 4320),
    ],
)
def test_filters_of_3_by_3_by_3_on_small_colour_pictures(
    n: int, filters: int, out: tuple[int, ...], parameters: int, products: int
) -> None:
    layer = torch.nn.Conv2d(3, filters, 3)
    assert layer(torch.zeros(3, n, n)).shape == out
    assert size_of(layer) == count_parameters(3, filters, 3) == parameters
    assert count_macs(3, filters, 3, n - 2) == products


@fact("4.3")
@pytest.mark.parametrize(("i", "o", "kernel"), [(3, 10, (3, 3)), (16, 4, (5, 2)), (1, 7, (1, 1))])
def test_parameters_are_i_o_k_and_o_biases(i: int, o: int, kernel: tuple[int, int]) -> None:
    K = kernel[0] * kernel[1]
    assert size_of(torch.nn.Conv2d(i, o, kernel, bias=False)) == i * o * K
    assert size_of(torch.nn.Conv2d(i, o, kernel)) == i * o * K + o
    assert count_parameters(i, o, kernel) == i * o * K + o
    assert find("channels.layer_parameters").reference(i, o, kernel) == i * o * K + o


@fact("4.3")
def test_multiply_adds_are_counted_one_by_one() -> None:
    ci, co, (kh, kw), (nh, nw) = 3, 2, (3, 2), (6, 5)
    mh, mw = nh - kh + 1, nw - kw + 1
    counted = sum(1 for _ in np.ndindex(co, mh, mw) for _ in np.ndindex(ci, kh, kw))
    assert counted == ci * co * kh * kw * mh * mw == count_macs(ci, co, (kh, kw), (mh, mw))
    assert find("channels.multiply_adds").reference(ci, co, (kh, kw), (nh, nw)) == counted


@fact("4.4")
def test_there_is_one_bias_for_each_output_channel_added_after_the_sum() -> None:
    for ci, co in [(3, 10), (16, 4)]:
        layer = torch.nn.Conv2d(ci, co, 5)
        assert layer.bias is not None
        assert layer.bias.shape == (co,)
        assert size_of(layer) == co * ci * 25 + co
        assert co != co * ci
        without = F.conv2d(x := torch.randn(1, ci, 7, 7), layer.weight)
        difference = layer(x) - without
        assert torch.allclose(
            difference, layer.bias[None, :, None, None].expand_as(difference), atol=1e-5
        )


@fact("4.4")
def test_a_bias_for_each_pair_could_do_no_more_than_their_sum() -> None:
    rng = np.random.default_rng(5)
    x, w, pairs = rng.normal(size=(3, 5, 5)), rng.normal(size=(2, 3, 3, 3)), rng.normal(size=(2, 3))
    by_pair = np.array(
        [
            np.sum(
                [conv2d(x[c : c + 1], w[f : f + 1, c : c + 1])[0] + pairs[f, c] for c in range(3)],
                0,
            )
            for f in range(2)
        ]
    )
    assert np.allclose(by_pair, conv2d(x, w, pairs.sum(axis=1)))


def test_the_example_by_hand() -> None:
    x = [[[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 2]], [[2, 0, 1, 0], [1, 1, 0, 2], [0, 3, 1, 1]]]
    w = [[[[1, 0], [2, -1]], [[0, 1], [-1, 1]]], [[[0, 1], [0, -1]], [[1, 0], [0, 1]]]]
    y = F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor([1, -2]))
    assert y.tolist() == [[[1, 2, 8], [9, -1, 6]], [[2, -5, 1], [3, 2, -2]]]


def test_half_the_height_and_width_and_twice_the_channels_are_the_same_work() -> None:
    stages = [(128, 32), (64, 64), (32, 128), (16, 256)]
    assert {count_macs(c, c, 3, side) for side, c in stages} == {150_994_944}
    weights = [size_of(torch.nn.Conv2d(c, c, 3, bias=False)) for _, c in stages]
    assert [n // weights[0] for n in weights] == [1, 4, 16, 64]
    values = [side * side * c for side, c in stages]
    assert [values[0] // n for n in values] == [1, 2, 4, 8]


def test_grey_is_a_mixture_of_the_channels() -> None:
    red = np.ones((3, 3, 3)) * np.array([200, 50, 40])[:, None, None]
    mean = np.full((3, 3), 1 / 9)
    grey = np.stack([0.299 * mean, 0.587 * mean, 0.114 * mean])
    opponent = np.stack([mean, -mean, 0 * mean])
    y = conv2d(red, np.stack([grey, opponent]))
    assert np.allclose(y[:, 0, 0], [93.71, 150])


def test_channels_last_is_another_order_in_memory_of_the_same_axes() -> None:
    batch = torch.zeros(2, 3, 4, 5)
    assert batch.stride() == (60, 20, 5, 1)
    last = batch.to(memory_format=torch.channels_last)
    assert last.shape == (2, 3, 4, 5)
    assert last.stride() == (60, 1, 15, 3)
