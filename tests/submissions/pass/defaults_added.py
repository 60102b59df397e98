"""More arguments than asked for, all with defaults."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w=None, bias=0.0, *, verbose=False):
    return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w) + bias
