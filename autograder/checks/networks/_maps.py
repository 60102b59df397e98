"""Convolution and pooling that the checks of blocks, and what students hand in, are made of."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def padded_conv(x, w, stride=(1, 1)):
    """The notebook's: (N, C, H, W) with (F, C, kH, kW), k odd, padded by (k - 1) / 2."""
    pH, pW = w.shape[2] // 2, w.shape[3] // 2
    padded = np.pad(x, [(0, 0), (0, 0), (pH, pH), (pW, pW)])
    windows = sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijab,fcab->nfij", windows[:, :, :: stride[0], :: stride[1]], w)


def padded_pool(x, border=-np.inf):
    """The largest of the 3x3 pixels round each pixel; `border` stands outside the map."""
    padded = np.pad(x.astype(float), [(0, 0), (0, 0), (1, 1), (1, 1)], constant_values=border)
    return sliding_window_view(padded, (3, 3), axis=(2, 3)).max(axis=(4, 5))


def relu(x):
    return np.maximum(x, 0)


def mix(x, w):
    """A 1x1 convolution: w is (F, C)."""
    return np.einsum("nchw,fc->nfhw", x, w)
