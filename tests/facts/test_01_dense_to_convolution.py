"""Figures of chapter 1, *From dense layers to convolution*."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder import reference
from autograder.checks import find
from tests.facts import fact


def by_offset(w: np.ndarray) -> np.ndarray:
    return np.asarray(find("dense_to_convolution.reindex").reference(w))


@fact("1.1")
def test_a_photo_of_12_megapixels_has_36_million_inputs_and_3_6_billion_weights() -> None:
    inputs = 12_000_000 * 3
    layer = torch.nn.Linear(inputs, 100, device="meta")
    assert inputs == 36_000_000
    assert layer.weight.numel() == 3_600_000_000
    assert layer.weight.numel() * 4 == 14_400_000_000  # bytes in float32: 14.4 GB


@fact("1.2")
@pytest.mark.parametrize(("H", "W", "dH", "dW"), [(4, 5, 1, 2), (5, 3, 2, 1), (3, 3, 2, 2)])
def test_a_dense_layer_shared_and_local_by_offset_is_a_cross_correlation(
    H: int, W: int, dH: int, dW: int
) -> None:
    """From w[i,j,k,l] to v[i,j,a,b]; the same v for all (i,j); zero beyond Δ; then torch."""
    rng = np.random.default_rng(1)
    x, dense = rng.normal(size=(H, W)), rng.normal(size=(H, W, H, W))
    v = by_offset(dense)
    wide = np.pad(x, [(H - 1, H - 1), (W - 1, W - 1)])
    windows = np.lib.stride_tricks.sliding_window_view(wide, v.shape[2:])
    unchanged = np.einsum("ijab,ijab->ij", v, windows)
    assert np.allclose(unchanged, np.einsum("ijkl,kl->ij", dense, x))  # only the names changed

    shared = rng.normal(size=v.shape[2:])  # (i, j) crossed out
    shared[np.abs(np.arange(1 - H, H)) > dH] = 0
    shared[:, np.abs(np.arange(1 - W, W)) > dW] = 0
    left = np.einsum("ab,ijab->ij", shared, windows)
    kernel = shared[H - 1 - dH : H + dH, W - 1 - dW : W + dW]
    assert kernel.shape == (2 * dH + 1, 2 * dW + 1)
    correlated = F.conv2d(
        torch.tensor(x)[None, None], torch.tensor(kernel)[None, None], padding=(dH, dW)
    )
    assert np.allclose(left, correlated[0, 0])


@fact("1.2")
def test_one_megapixel_needs_a_trillion_four_million_and_442_numbers() -> None:
    count = find("dense_to_convolution.parameter_count").reference
    size, delta = (1000, 1000), (10, 10)
    assert count("dense", size, delta) == 1_000_001_000_000
    assert count("same", size, delta) == 3_996_002
    assert count("local", size, delta) == 442
    assert torch.nn.Conv2d(1, 1, 21).weight.numel() + 1 == 442


def test_fourteen_values_to_fourteen_have_196_27_and_5_weights() -> None:
    i, k = np.indices((14, 14))
    assert i.size == 196
    assert len(np.unique(k - i)) == 27
    assert len(np.unique((k - i)[abs(k - i) <= 2])) == 5


def test_the_example_by_hand() -> None:
    x, v = [[1, 2, 0, 3], [4, 1, 2, 0], [0, 3, 1, 2]], [[0, 1, 0], [2, 1, -1], [0, 0, 3]]
    y = F.conv2d(torch.tensor([[x]]), torch.tensor([[v]]), padding=1)[0, 0] + 1
    assert y.tolist() == [[3, 11, 2, 4], [14, 13, 11, 8], [2, 4, 8, 5]]
    dense = torch.nn.Linear(12, 12)
    assert sum(p.numel() for p in dense.parameters()) == 156
    assert sum(p.numel() for p in torch.nn.Conv2d(1, 1, 3).parameters()) == 10


@fact("1.3")
@pytest.mark.parametrize("m", [1, 3, 5])
def test_a_one_dimensional_layer_has_m_weights_and_one_bias_whatever_the_input(m: int) -> None:
    layer = torch.nn.Conv1d(1, 1, m)
    assert [tuple(p.shape) for p in layer.parameters()] == [(1, 1, m), (1,)]
    assert reference.count_parameters(1, 1, (m,)) == m + 1
    for n in (10, 100, 1000):
        assert layer(torch.zeros(1, 1, n)).shape[-1] == n - m + 1


@fact("1.3")
def test_its_matrix_is_a_band_with_constant_diagonals() -> None:
    C = reference.conv_matrix([[4, 2, 5]], (1, 7))
    assert C.shape == (5, 7)
    assert np.array_equal(C[1:, 1:], C[:-1, :-1])
    assert np.count_nonzero(C) == 5 * 3
    x = np.array([1, 0, 2, 3, 1, 4, 2])
    assert (C @ x).tolist() == [14, 19, 19, 34, 22]


@fact("1.4")
@pytest.mark.parametrize(
    ("layers", "seen", "small", "large"), [(2, 5, 18, 25), (3, 7, 27, 49), (10, 21, 90, 441)]
)
def test_small_kernels_stacked_see_as_much_with_fewer_weights(
    layers: int, seen: int, small: int, large: int
) -> None:
    kernels = torch.nn.Sequential(
        *(torch.nn.Conv2d(1, 1, 3, bias=False, dtype=torch.double) for _ in range(layers))
    )
    x = torch.zeros(1, 1, 25, 25, dtype=torch.double, requires_grad=True)
    y = kernels(x)
    y[0, 0, 0, 0].backward()
    assert x.grad is not None
    assert (x.grad != 0).any(dim=-1).sum() == seen == reference.receptive_field([(3, 1)] * layers)
    assert sum(p.numel() for p in kernels.parameters()) == small
    assert torch.nn.Conv2d(1, 1, seen, bias=False).weight.numel() == large
    assert small < large


def test_moving_the_picture_moves_the_map() -> None:
    rng = np.random.default_rng(3)
    x, w = rng.normal(size=(9, 20)), rng.normal(size=(3, 3))
    here, moved = x[:, 4:16], x[:, :12]
    first, second = (reference.conv2d(view[None], w[None, None])[0] for view in (here, moved))
    assert np.allclose(second[:, 4:], first[:, :-4])


def test_pooling_at_a_glance() -> None:
    x = [[3, 1, 0, 7, 2, 2], [0, 2, 1, 2, 4, 0], [5, 0, 1, 1, 0, 3], [1, 1, 0, 2, 6, 1]]
    assert F.max_pool2d(torch.tensor([[x]]).float(), 2)[0, 0].tolist() == [[3, 7, 4], [5, 2, 6]]
