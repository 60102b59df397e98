# points: 1
# mistake: answer-transposed
"""Rows and columns have changed places; only a single window hides it."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w).T
