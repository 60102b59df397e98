"""A hundred megabytes of text from a right function, a piece at a time."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    for _ in range(100):
        print("x" * 100_000)
    return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w)
