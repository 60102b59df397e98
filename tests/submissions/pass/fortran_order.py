"""Columns first in memory; the numbers are the same."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    return np.asfortranarray(np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w))
