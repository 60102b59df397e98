"""Layers that can be trained, against the slow kernels and against torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder import reference
from autograder.reference import layers

from .drawing import assert_close, normal, torched


@pytest.mark.parametrize("seed", range(5))
def test_conv2d_is_the_kernel_forward_and_backward(seed: int) -> None:
    rng = np.random.default_rng(seed)
    layer = layers.Conv2d(3, 4, (2, 3), padding=(1, 2), rng=rng)
    layer.parameters[1][...] = rng.normal(size=4)
    x = normal(seed, 2, 3, 5, 4)
    y = layer.forward(x)
    assert_close(y, reference.conv2d(x, *layer.parameters, padding=(1, 2)))
    dy = normal(seed + 1, *y.shape)
    dx, dw, db = reference.conv2d_backward(dy, x, layer.parameters[0], padding=(1, 2))
    assert_close(layer.backward(dy), dx)
    assert_close(layer.gradients[0], dw)
    assert_close(layer.gradients[1], db)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_max_pool2d_is_the_kernel_with_ties_and_a_rest(k: int) -> None:
    x = np.random.default_rng(k).integers(-2, 3, size=(2, 3, 7, 8)).astype(float)
    layer = layers.MaxPool2d(k)
    y = layer.forward(x)
    assert_close(y, reference.max_pool2d(x, k))
    dy = normal(k, *y.shape)
    assert_close(layer.backward(dy), reference.max_pool2d_backward(dy, x, k))


@pytest.mark.parametrize("seed", range(5))
def test_a_whole_network_has_torchs_loss_and_gradients(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = layers.Sequential(
        [
            layers.Conv2d(2, 3, 3, padding=1, rng=rng),
            layers.ReLU(),
            layers.MaxPool2d(2),
            layers.Flatten(),
            layers.Linear(3 * 3 * 2, 5, rng=rng),
            layers.ReLU(),
            layers.Linear(5, 4, rng=rng),
        ]
    )
    x, labels = normal(seed, 6, 2, 6, 5), rng.integers(4, size=6)
    tensors = torched(x, *net.parameters)
    image, w1, b1, w2, b2, w3, b3 = tensors
    row = F.max_pool2d(F.relu(F.conv2d(image, w1, b1, padding=1)), 2).flatten(1)
    expected = F.cross_entropy(
        F.linear(F.relu(F.linear(row, w2, b2)), w3, b3), torch.tensor(labels)
    )
    expected.backward()
    loss, gradient = layers.cross_entropy(net.forward(x), labels)
    dx = net.backward(gradient)
    assert loss == pytest.approx(expected.item(), rel=1e-12)
    for ours, tensor in zip([dx, *net.gradients], tensors, strict=True):
        assert_close(ours, tensor.grad)


def test_cross_entropy_of_large_scores_is_finite() -> None:
    loss, gradient = layers.cross_entropy([[1000, -1000], [-1000, 1000]], [0, 0])
    assert loss == 1000
    assert gradient.tolist() == [[0, 0], [-0.5, 0.5]]


def test_every_sample_comes_once_in_an_epoch() -> None:
    batches = list(layers.batches(10, 4, np.random.default_rng(0)))
    assert [len(batch) for batch in batches] == [4, 4, 2]
    assert sorted(np.concatenate(batches)) == list(range(10))


def test_gradient_descent_on_a_network_lowers_the_loss() -> None:
    rng = np.random.default_rng(0)
    net = layers.Sequential([layers.Flatten(), layers.Linear(6, 3, rng=rng)])
    x, labels = normal(0, 9, 1, 2, 3), np.arange(9) % 3
    losses = []
    for _ in range(20):
        loss, gradient = layers.cross_entropy(net.forward(x), labels)
        net.backward(gradient)
        for p, g in zip(net.parameters, net.gradients, strict=True):
            p -= 0.5 * g
        losses.append(loss)
    assert losses == sorted(losses, reverse=True)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: layers.cross_entropy([[1, 2]], [2]), "labels must be"),
        (lambda: layers.cross_entropy([[1, 2]], [0, 1]), "labels must have shape"),
        (lambda: layers.cross_entropy([1, 2], [0]), "scores must have the axes"),
        (lambda: layers.MaxPool2d(0), "kernel_size must be"),
        (
            lambda: layers.Conv2d(2, 1, 3, rng=np.random.default_rng(0)).forward(
                np.ones((1, 1, 5, 5))
            ),
            "input must have 2 channels",
        ),
        (
            lambda: layers.Linear(2, 1, rng=np.random.default_rng(0)).forward(np.ones((4, 3))),
            "input must have shape",
        ),
        (lambda: list(layers.batches(3, 0, np.random.default_rng(0))), "batch_size must be"),
    ],
)
def test_what_makes_no_sense_is_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()


def test_a_layer_of_no_kind_does_nothing() -> None:
    with pytest.raises(NotImplementedError):
        layers.Layer().forward(np.ones(1))
    with pytest.raises(NotImplementedError):
        layers.Layer().backward(np.ones(1))
