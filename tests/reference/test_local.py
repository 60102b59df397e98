"""locally_connected2d against torch: windows unfolded, one product for each place."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from autograder import reference

from .drawing import assert_close, draws, normal, seeds, tuples


@given(tuples(4, 1, 3), tuples(2, 0, 3), st.integers(1, 2), st.booleans(), seeds)
@draws("locally_connected2d")
def test_every_window_meets_a_kernel_of_its_own(
    sizes: tuple[int, ...], reach: tuple[int, ...], N: int, has_bias: bool, seed: int
) -> None:
    C, filters, kH, kW = sizes
    H, W = kH + reach[0], kW + reach[1]
    oH, oW = H - kH + 1, W - kW + 1
    x = normal(seed, N, C, H, W)
    w = normal(seed + 1, filters, C, oH, oW, kH, kW)
    b = normal(seed + 2, filters, oH, oW) if has_bias else None
    windows = F.unfold(torch.tensor(x), (kH, kW)).reshape(N, C, kH, kW, oH, oW)
    wanted = torch.einsum("ncabij,fcijab->nfij", windows, torch.tensor(w))
    wanted = wanted if b is None else wanted + torch.tensor(b)
    assert_close(reference.locally_connected2d(x, w, b), wanted)
    assert_close(reference.locally_connected2d(x[0], w, b), wanted[0])


def test_one_kernel_for_all_places_is_a_convolution() -> None:
    x, w = normal(1, 2, 3, 5, 6), normal(2, 4, 3, 2, 3)
    everywhere = np.broadcast_to(w[:, :, None, None], (4, 3, 4, 4, 2, 3))
    assert_close(reference.locally_connected2d(x, everywhere), reference.conv2d(x, w))


@pytest.mark.parametrize(
    ("weight", "bias", "says"),
    [
        ((1, 2, 3, 4, 2, 2), None, "weight must have the shape (F, 1, 3, 4, 2, 2)"),
        ((1, 1, 4, 5, 2, 2), None, "got shape (1, 1, 4, 5, 2, 2)"),
        ((1, 1, 3, 4, 2, 2), (1,), "bias must have shape (1, 3, 4)"),
    ],
)
def test_what_does_not_fit_is_named(
    weight: tuple[int, ...], bias: tuple[int, ...] | None, says: str
) -> None:
    with pytest.raises(ValueError) as raised:
        reference.locally_connected2d(
            np.ones((1, 4, 5)), np.ones(weight), None if bias is None else np.ones(bias)
        )
    assert says in str(raised.value)
