"""The same numbers in another shape."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    y = np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w)
    w.shape = (w.size,)
    return y
