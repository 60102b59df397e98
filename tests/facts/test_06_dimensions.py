"""Figures of chapter 6, *1-D and 3-D convolution*."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder.checks import find
from autograder.reference import (
    conv1d,
    conv2d,
    conv3d,
    count_macs,
    count_parameters,
    output_size,
    receptive_field,
)
from tests.facts import fact

WORDS = ((0, 0, 0), (0, 1, 0), (0, 0, 0), (3, 0, 0), (0, 2, 0), (1, 0, 0), (0, -1, 2))
NOT_GOOD = ((1, 0), (0, 1), (0, 0))
FILM = (
    ((1, 0, 2), (3, 1, 0), (0, 2, 1)),
    ((0, 1, 1), (2, 0, 1), (1, 0, 3)),
    ((2, 1, 0), (0, 1, 4), (1, 1, 0)),
)
CUBE = (((1, 0), (0, -1)), ((0, 2), (1, 0)))


def test_two_ears_by_hand() -> None:
    ears = ((1, 0, 2, 1, 3, 0), (2, 1, 0, 1, 0, 4))
    assert conv1d(ears, [((1, 0, -1), (0, 2, 1))], [1]).tolist() == [[2, 1, 2, 6]]


def test_three_frames_by_hand() -> None:
    assert conv3d([FILM], [[CUBE]])[0].tolist() == [[[4, 2], [2, 2]], [[2, 1], [5, 6]]]


@fact("6.1")
def test_the_numbers_of_a_word_are_channels_and_the_kernel_slides_along_the_words() -> None:
    sentence = np.array(WORDS)
    assert sentence.shape == (7, 3)
    scores = conv1d(sentence.T, [NOT_GOOD])
    assert scores.tolist() == [[1, 0, 0, 5, 0, 0]]
    theirs = F.conv1d(torch.tensor(sentence.T)[None], torch.tensor(NOT_GOOD)[None])
    assert theirs[0].tolist() == scores.tolist()
    for i in range(6):
        assert scores[0, i] == np.sum(sentence[i : i + 2].T * np.array(NOT_GOOD))


@fact("6.1")
def test_a_sentence_of_any_length_has_one_feature_for_each_detector() -> None:
    features = find("dimensions.ngram_features").reference
    rng = np.random.default_rng(6)
    weight, bias = rng.normal(size=(4, 3, 2)), rng.normal(size=4)
    assert [features(rng.normal(size=(L, 3)), weight, bias).shape for L in (2, 7, 30)] == [(4,)] * 3
    assert count_parameters(50, 100, (3,)) == 15_100
    assert (output_size(12, 3), output_size(40, 3)) == (10, 38)


@fact("6.2")
def test_a_kernel_shallower_than_the_volume_slides_along_the_depth() -> None:
    x = np.random.default_rng(6).normal(size=(5, 8, 9))
    assert conv3d(x[None], np.ones((1, 1, 3, 3, 3))).shape == (1, 3, 6, 7)


@fact("6.2")
def test_a_kernel_as_deep_as_the_volume_is_a_2d_convolution_over_channels() -> None:
    rng = np.random.default_rng(6)
    x, w = rng.normal(size=(5, 8, 9)), rng.normal(size=(5, 3, 3))
    flat, deep = conv2d(x, w[None]), conv3d(x[None], w[None, None])
    assert flat.shape == (1, 6, 7)
    assert deep.shape == (1, 1, 6, 7)
    assert np.allclose(deep[:, 0], flat)
    x, w = torch.tensor(x), torch.tensor(w)
    theirs = F.conv3d(x[None, None], w[None, None])
    assert np.allclose(theirs[0], deep)


@pytest.mark.parametrize(("zeros", "first"), [((6, 0), 1), ((3, 3), -2), ((0, 6), -5)])
def test_only_zeros_before_the_beginning_keep_the_future_out(
    zeros: tuple[int, int], first: int
) -> None:
    x = np.random.default_rng(6).normal(size=120)
    surprise = x.copy()
    surprise[61:] += 100
    old, new = (conv1d(np.pad(s, zeros)[None], np.full((1, 1, 7), 1 / 7))[0] for s in (x, surprise))
    assert old.shape == x.shape
    assert np.flatnonzero(~np.isclose(old, new))[0] - 60 == first


def test_a_causal_layer_is_torchs_with_zeros_before_the_beginning() -> None:
    rng = np.random.default_rng(6)
    x, w = rng.normal(size=(3, 10)), rng.normal(size=(2, 3, 4))
    theirs = F.conv1d(F.pad(torch.tensor(x)[None], (3, 0)), torch.tensor(w))
    assert np.allclose(find("dimensions.causal_conv1d").reference(x, w), theirs[0])


def test_causal_layers_look_back_one_moment_each_and_dilated_ones_twice_as_far() -> None:
    assert receptive_field([(2, 1)] * 4) == 5
    assert receptive_field([(2, 1)] * 999) == 1000
    assert receptive_field([(2, 1, 2**n) for n in range(10)]) == 1024


def test_a_week_of_seven_days_leaves_one_day_over() -> None:
    assert output_size(120, 7, stride=7) == 17
    assert 17 * 7 == 119


def test_a_second_of_speech_gives_98_windows() -> None:
    assert output_size(16_000, 400, stride=160) == 98


@pytest.mark.parametrize(
    ("axes", "parameters", "macs"),
    [(1, 784, 49_152), (2, 2_320, 9_437_184), (3, 6_928, 1_811_939_328)],
)
def test_what_a_layer_costs_in_one_two_and_three_dimensions(
    axes: int, parameters: int, macs: int
) -> None:
    assert count_parameters(16, 16, (3,) * axes) == parameters
    assert count_macs(16, 16, (3,) * axes, (64,) * axes) == macs


def test_a_kernel_split_into_space_and_time_has_fewer_weights() -> None:
    whole = count_parameters(16, 16, (3, 3, 3), bias=False)
    parts = [count_parameters(16, 16, kernel, bias=False) for kernel in [(1, 3, 3), (3, 1, 1)]]
    assert (whole, sum(parts)) == (6_912, 3_072)


def test_strides_may_differ_by_axis() -> None:
    sizes = [output_size((16, 112, 112), 3, s, 1) for s in [(1, 1, 1), (1, 2, 2), (2, 2, 2)]]
    assert sizes == [(16, 112, 112), (16, 56, 56), (8, 56, 56)]
    assert output_size((16, 112, 112), (3, 7, 7), (1, 2, 2), (1, 3, 3)) == (16, 56, 56)
