"""The fast kernels against `conv2d` and torch: any size, padding and type."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import reference
from autograder.reference import fast, winograd

Kernel = Callable[..., np.ndarray]

ANY_SIZE: dict[str, Kernel] = {
    "loops": fast.conv2d_loops,
    "windows": fast.conv2d_windows,
    "tensordot": fast.conv2d_tensordot,
    "im2col": fast.conv2d_im2col,
    "shifted": fast.conv2d_shifted,
    "fft": fast.conv2d_fft,
}
THREE_HIGH: dict[str, Kernel] = {
    "rows, m = 2": partial(winograd.conv2d_winograd_rows, m=2),
    "rows, m = 4": winograd.conv2d_winograd_rows,
}
SQUARE: dict[str, Kernel] = {
    "m = 2": winograd.conv2d_winograd,
    "m = 4": partial(winograd.conv2d_winograd, m=4),
}
ALL = ANY_SIZE | THREE_HIGH | SQUARE
each = pytest.mark.parametrize("name", ALL)
small = st.integers(1, 3)


def fitting(kH: int, kW: int) -> list[str]:
    """The kernels that take a weight of this size."""
    return [
        name
        for name in ALL
        if name in ANY_SIZE or (kH == 3 and name in THREE_HIGH) or (kH == kW == 3)
    ]


def drawn(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape)


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(
    sizes=st.tuples(small, small, small, st.integers(1, 12), st.integers(1, 12)),
    kernel=st.sampled_from([(3, 3), (3, 3), (3, 1), (3, 4), (1, 1), (2, 5), (5, 2), (4, 3)]),
    padding=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_kernel_gives_what_conv2d_gives(
    sizes: tuple[int, ...], kernel: tuple[int, int], padding: tuple[int, int], seed: int
) -> None:
    N, C, filters, H, W = sizes
    (kH, kW), (pH, pW) = kernel, padding
    H, W = max(H, kH - 2 * pH), max(W, kW - 2 * pW)
    x, w = drawn(seed, N, C, H, W), drawn(seed + 1, filters, C, kH, kW)
    expected = reference.conv2d(x, w, padding=padding)
    for name in fitting(kH, kW):
        y = ALL[name](x, w, padding)
        assert y.dtype == np.float64, name
        assert y.shape == expected.shape, name
        assert np.allclose(y, expected, rtol=0, atol=1e-11), name


@each
@pytest.mark.parametrize(("H", "W"), [(5, 8), (9, 7), (14, 23)])
def test_float32_stays_float32_and_is_torchs(name: str, H: int, W: int) -> None:
    x, w = drawn(1, 2, 4, H, W).astype(np.float32), drawn(2, 5, 4, 3, 3).astype(np.float32)
    y = ALL[name](x, w, padding=1)
    expected = F.conv2d(torch.from_numpy(x), torch.from_numpy(w), padding=1).numpy()
    assert y.dtype == np.float32
    assert np.abs(y - expected).max() < 2e-5 * np.abs(expected).max()


@each
def test_whole_numbers_and_lists_are_computed_in_float64(name: str) -> None:
    x, w = np.arange(42).reshape(1, 1, 6, 7), np.arange(9).reshape(1, 1, 3, 3)
    y = ALL[name](x.tolist(), w.tolist())
    assert y.dtype == np.float64
    assert np.allclose(y, reference.conv2d(x, w))


@each
def test_arguments_are_left_as_they_are_and_may_be_views(name: str) -> None:
    x, w = drawn(1, 6, 5, 3, 2).T, drawn(2, 3, 3, 3, 4).T
    before = x.copy(), w.copy()
    assert np.allclose(ALL[name](x, w, 1), reference.conv2d(x, w, padding=1))
    assert np.array_equal(x, before[0]) and np.array_equal(w, before[1])


@each
def test_shapes_that_do_not_go_together_are_refused(name: str) -> None:
    w = np.ones((2, 3, 3, 3))
    for x in (np.ones((1, 2, 5, 5)), np.ones((3, 5, 5)), np.ones((1, 3, 5, 2))):
        with pytest.raises(ValueError):
            ALL[name](x, w)
    with pytest.raises(ValueError, match="padding"):
        ALL[name](np.ones((1, 3, 5, 5)), w, padding=-1)


@pytest.mark.parametrize("name", [*THREE_HIGH, *SQUARE])
def test_winograd_refuses_kernels_of_other_sizes(name: str) -> None:
    with pytest.raises(ValueError, match="4×3"):
        ALL[name](np.ones((1, 1, 8, 8)), np.ones((1, 1, 4, 3)))


@pytest.mark.parametrize("kernel", [winograd.conv2d_winograd, winograd.conv2d_winograd_rows])
def test_winograd_refuses_tiles_without_a_transform(kernel: Kernel) -> None:
    with pytest.raises(ValueError, match=r"\[2, 4\], got 3"):
        kernel(np.ones((1, 1, 8, 8)), np.ones((1, 1, 3, 3)), m=3)


@pytest.mark.parametrize("cache", [1, 1 << 12, 1 << 30])
def test_bands_of_any_height_give_the_same(cache: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(winograd, "CACHE", cache)
    x, w = drawn(1, 2, 3, 27, 10), drawn(2, 4, 3, 3, 3)
    y = winograd.conv2d_winograd_rows(x, w, 1)
    assert np.allclose(y, reference.conv2d(x, w, padding=1), rtol=0, atol=1e-11)


@pytest.mark.parametrize("m", [2, 4])
def test_transforms_give_the_outputs_of_one_tile(m: int) -> None:
    BT, G, AT = winograd.transform_of(m)
    x, w = drawn(1, m + 2), drawn(2, 3)
    assert np.allclose(AT @ ((G @ w) * (BT @ x)), np.correlate(x, w, "valid"))


@pytest.mark.parametrize("kW", [1, 2, 3, 5])
def test_windows_in_turn_share_the_memory_of_the_pixels(kW: int) -> None:
    pixels = drawn(1, 4 * kW + kW - 1, 3)
    windows = fast.windows_in_turn(pixels, kW)
    assert np.shares_memory(windows, pixels)
    for r, q in np.ndindex(windows.shape[:2]):
        t = q * kW + r
        assert np.array_equal(windows[r, q], pixels[t : t + kW].ravel())


def test_fast_lengths_have_small_factors_and_are_the_next_ones() -> None:
    good = sorted(2**a * 3**b * 5**c for a in range(11) for b in range(7) for c in range(5))
    for n in range(1, 500):
        assert fast.fast_length(n) == next(g for g in good if g >= n)
