"""The array begins as NaN and its last row stays so."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    right = np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w)
    y = np.full(right.shape, np.nan)
    y[:-1] = right[:-1]
    return y
