"""Figures of chapter 13, *LeNet*."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.checks.lenet.sparse_parameters import C3
from autograder.reference import conv2d, count_macs, count_parameters, output_size
from autograder.reference.layers import (
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    cross_entropy,
)
from tests.facts import fact

KERNELS_OF_C3 = C3.count("X")


@fact("13.1")
def test_parameters_of_the_layers_with_and_without_the_table() -> None:
    assert count_parameters(1, 6, 5) == 156
    assert KERNELS_OF_C3 * 5 * 5 + 16 == 1516
    assert count_parameters(6, 16, 5) == 2416
    assert count_parameters(16, 120, 5) == 48120
    assert count_parameters(120, 84, 1) == 10164


@fact("13.1")
def test_the_table_has_60_of_96_connections() -> None:
    columns = ["".join(column) for column in zip(*C3.splitlines(), strict=True)]
    assert KERNELS_OF_C3 == 60
    assert [column.count("X") for column in columns] == [3] * 6 + [4] * 9 + [6]
    assert [row.count("X") for row in C3.splitlines()] == [10] * 6
    assert len(set(columns)) == 16
    assert (96 - 60) * 25 == 2416 - 1516 == 900


def test_the_papers_total_is_60000_and_the_usual_one_61706() -> None:
    assert 156 + 6 * 2 + 1516 + 16 * 2 + 48120 + 10164 == 60000
    assert 156 + 2416 + 48120 + 10164 + count_parameters(84, 10, 1) == 61706


def test_the_paper_counts_340908_connections() -> None:
    convolutions = 156 * 28**2 + 1516 * 10**2
    poolings = 5 * (6 * 14**2 + 16 * 5**2)
    assert convolutions + poolings + 48120 + 10164 + 84 * 10 == 340908


@fact("13.2")
def test_seven_layers_take_32_by_32_to_ten_scores() -> None:
    rng = np.random.default_rng(13)
    layers = [
        [Conv2d(1, 6, 5, rng=rng), ReLU()],
        [MaxPool2d(2)],
        [Conv2d(6, 16, 5, rng=rng), ReLU()],
        [MaxPool2d(2)],
        [Conv2d(16, 120, 5, rng=rng), ReLU()],
        [Flatten(), Linear(120, 84, rng=rng), ReLU()],
        [Linear(84, 10, rng=rng)],
    ]
    assert len(layers) == 7
    y, shapes = rng.normal(size=(2, 1, 32, 32)), []
    for layer in layers:
        y = Sequential(layer).forward(y)
        shapes.append(y.shape[1:])
    assert shapes == [
        (6, 28, 28),
        (6, 14, 14),
        (16, 10, 10),
        (16, 5, 5),
        (120, 1, 1),
        (84,),
        (10,),
    ]
    assert sum(p.size for layer in layers for p in Sequential(layer).parameters) == 61706


@fact("13.2")
def test_the_fifth_layer_is_dense_and_a_convolution() -> None:
    rng = np.random.default_rng(13)
    maps, w = rng.normal(size=(2, 16, 5, 5)), rng.normal(size=(120, 16, 5, 5))
    assert np.allclose(conv2d(maps, w)[..., 0, 0], maps.reshape(2, -1) @ w.reshape(120, -1).T)


def test_convolutions_work_and_dense_layers_weigh() -> None:
    c1, c5, f6 = count_macs(1, 6, 5, 28), count_macs(16, 120, 5, 1), count_macs(120, 84, 1, 1)
    c3 = KERNELS_OF_C3 * 25 * 100
    assert (c1, c3, c5, f6) == (117600, 150000, 48000, 10080)
    assert round((c1 + c3) / (c1 + c3 + c5 + f6), 2) == 0.82
    assert round((48120 + 10164) / 60000, 2) == 0.97


@pytest.mark.parametrize(("n", "padding", "numbers"), [(28, 0, 256), (28, 2, 400), (32, 0, 400)])
def test_numbers_that_reach_the_first_dense_layer(n: int, padding: int, numbers: int) -> None:
    s2 = output_size(n, 5, padding=padding) // 2
    assert 16 * (output_size(s2, 5) // 2) ** 2 == numbers


def test_a_loss_and_its_gradient_by_hand() -> None:
    loss, gradient = cross_entropy([np.log([1, 2, 5])], [1])
    assert round(loss, 3) == 1.386
    assert np.allclose(gradient, [[0.125, -0.75, 0.625]])
    assert round(cross_entropy(np.zeros((1, 10)), [3])[0], 3) == 2.303
    assert np.isclose(cross_entropy(np.zeros((1, 10)), [3])[1][0, 3], -0.9)


def test_the_two_examples_of_the_notebook() -> None:
    scores = torch.tensor([[0, 0], [np.log(3), 0]])
    assert round(torch.nn.functional.cross_entropy(scores, torch.tensor([1, 0])).item(), 3) == 0.490


def test_a_small_lenet_has_7250_parameters() -> None:
    counts = [count_parameters(1, 6, 3), count_parameters(6, 16, 3)]
    counts += [count_parameters(64, 84, 1), count_parameters(84, 10, 1)]
    assert sum(counts) == 7250
