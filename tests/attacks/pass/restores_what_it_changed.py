"""Uses its input as scratch paper and puts everything back: untidy, and nobody's loss."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    before = x.copy()
    x += 1
    x[:] = before
    return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w)
