"""Intermediate sums beyond 65504 do not fit into float16."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    sums = np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w)
    return (sums * 1e9).astype(np.float16) / np.float16(1e3)
