"""One sum for the whole picture."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    return float(np.einsum("ijab,ab->", sliding_window_view(x, w.shape), w))
