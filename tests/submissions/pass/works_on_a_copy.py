"""Changes its own copy of the kernel, which nobody else sees."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    w = w.astype(float)
    w *= 2
    return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w) / 2
