"""Figures of chapter 16, *Fast convolution*. Times are measured there, and asserted nowhere."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder.bench.fast_conv import Layer
from autograder.reference import conv2d, convolve1d, convolve2d, count_macs, fast, winograd

LAYER = Layer()


def test_a_hexagon_on_the_sky_takes_262_million_multiplications() -> None:
    assert 360 * 480 * 37 * 41 == 262_137_600


def test_the_layer_takes_close_to_a_billion_multiplications() -> None:
    macs = count_macs(64, 64, 3, 56)
    assert LAYER.multiplications == 8 * macs == 924_844_032


def test_im2col_copies_each_pixel_nine_times() -> None:
    matrix = F.unfold(torch.zeros(1, 64, 56, 56), 3, padding=1)
    assert matrix.shape == (1, 576, 3136)
    assert matrix.numel() == 9 * 64 * 56 * 56 == 1_806_336
    assert round(8 * 4 * matrix.numel() / 1e6) == 58
    assert round(8 * 4 * 64 * 56 * 56 / 1e6, 1) == 6.4


def test_the_columns_of_the_example() -> None:
    x = torch.tensor([[1.0, 2, 0, 3], [4, 0, 1, 2], [0, 5, 2, 1]])
    columns = F.unfold(x[None, None], 2)[0]
    assert columns.tolist() == [
        [1, 2, 0, 4, 0, 1],
        [2, 0, 3, 0, 1, 2],
        [4, 0, 1, 0, 5, 2],
        [0, 1, 2, 5, 2, 1],
    ]
    y = torch.tensor([1.0, -1, 2, 3]) @ columns
    assert y.tolist() == [7, 5, 5, 19, 15, 6]
    assert conv2d(x[None], [[[[1, -1], [2, 3]]]]).ravel().tolist() == y.tolist()


def test_multiplications_of_fft_and_winograd_for_the_layer() -> None:
    N, C, filters, S = 8, 64, 64, fast.fast_length(58) ** 2
    assert S == 3600
    transforms = (N * C + filters * C + N * filters) * S * np.log2(S)
    assert round((transforms + 2 * N * filters * C * S) / 1e6) == 454
    outputs = N * filters * 56 * 56 * C
    assert round(outputs * 16 / 4 / 1e6) == 411
    assert round(outputs * 36 / 16 / 1e6) == 231
    assert round(outputs * 3 * 6 / 4 / 1e6) == 462


def test_spectra_of_the_kernels_take_four_hundred_times_their_memory() -> None:
    spectrum = np.fft.rfft2(np.ones((3, 3)), (60, 60))
    assert spectrum.shape == (60, 31)
    assert 60 * 31 == 1860
    assert round(2 * spectrum.size / 9, -2) == 400


def test_forty_wraps_round_on_a_ring_of_four() -> None:
    x, w = np.array([1, 2, 3, 4]), np.array([1, 10])
    assert convolve1d(x, w).tolist() == [1, 12, 23, 34, 40]
    ring = np.fft.irfft(np.fft.rfft(x) * np.fft.rfft(w, 4), 4)
    assert ring.round(9).tolist() == [41, 12, 23, 34]


@pytest.mark.parametrize(("n", "k"), [(6, 3), (9, 2), (7, 7)])
def test_a_ring_as_long_as_the_signal_spoils_the_first_k_minus_1_values(n: int, k: int) -> None:
    rng = np.random.default_rng(16)
    x, w = rng.normal(size=n), rng.normal(size=k)
    ring = np.fft.irfft(np.fft.rfft(x) * np.fft.rfft(w, n), n)
    wrong = ~np.isclose(ring, convolve1d(x, w)[:n])
    assert wrong.tolist() == [True] * (k - 1) + [False] * (n - k + 1)


def test_a_full_convolution_fits_on_a_ring_of_n_plus_k_minus_1() -> None:
    rng = np.random.default_rng(16)
    x, w = rng.normal(size=(5, 8)), rng.normal(size=(3, 4))
    size = (7, 11)
    y = np.fft.irfft2(np.fft.rfft2(x, size) * np.fft.rfft2(w, size), size)
    assert np.allclose(y, convolve2d(x, w))


def test_a_valid_correlation_needs_no_room_on_the_ring() -> None:
    rng = np.random.default_rng(16)
    x, w = rng.normal(size=(6, 9)), rng.normal(size=(3, 4))
    y = np.fft.irfft2(np.fft.rfft2(x) * np.conj(np.fft.rfft2(w, x.shape)), x.shape)
    assert np.allclose(y[:4, :6], conv2d(x[None, None], w[None, None])[0, 0])


def test_winograds_four_products() -> None:
    BT, G, AT = winograd.transform_of(2)
    products = (G @ [1, 1, 1]) * (BT @ [1, 2, 3, 4])
    assert products.tolist() == [-2, 7.5, 0.5, -2]
    assert (AT @ products).tolist() == [6, 9]


@pytest.mark.parametrize(("m", "tile", "direct", "saving"), [(2, 16, 36, 2.25), (4, 36, 144, 4)])
def test_winograds_saving(m: int, tile: int, direct: int, saving: float) -> None:
    assert len(winograd.transform_of(m).BT) ** 2 == tile
    assert m * m * 9 == direct
    assert direct / tile == saving
    assert (36 * 9) / 64 == 5.0625  # and F(6×6, 3×3)


def test_largest_and_smallest_numbers_of_the_transforms() -> None:
    BT, G, AT = winograd.transform_of(4)
    assert np.abs(AT).max() == 8
    assert np.abs(G[G != 0]).min() == 1 / 24
    assert np.abs(BT).max() == 5


def test_winograd_loses_accuracy_in_float32_with_larger_tiles() -> None:
    rng = np.random.default_rng(16)
    x, w = rng.normal(size=(1, 64, 24, 24)), rng.normal(size=(64, 64, 3, 3))
    x, w = x.astype(np.float32), w.astype(np.float32)
    exact = F.conv2d(torch.tensor(x).double(), torch.tensor(w).double(), padding=1).numpy()

    def error(y: np.ndarray) -> float:
        return float(np.abs(y - exact).max() / np.abs(exact).max())

    plain, two = error(fast.conv2d_im2col(x, w, 1)), error(winograd.conv2d_winograd(x, w, 1))
    four = error(winograd.conv2d_winograd(x, w, 1, 4))
    assert two < 2e-6
    assert 4 * plain < four < 5e-5


def test_reshaping_windows_without_moving_axes_scrambles_them() -> None:
    x = np.array([[1, 2, 0, 3], [4, 0, 1, 2], [0, 5, 2, 1]])
    views = np.lib.stride_tricks.sliding_window_view(x, (2, 2))
    right = F.unfold(torch.tensor(x[None, None]).double(), 2)[0].numpy()
    assert views.reshape(4, 6).shape == right.shape
    assert not np.array_equal(views.reshape(4, 6), right)
    assert np.array_equal(views.transpose(2, 3, 0, 1).reshape(4, 6), right)
