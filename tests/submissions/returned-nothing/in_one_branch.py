# points: 3
"""Returns in one branch only: the tall pictures are forgotten."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    y = np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w)
    if x.dtype.kind == "f":
        return y
