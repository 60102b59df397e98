"""Not an array, but something that knows how to become one."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Result:
    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.values, dtype=dtype)


def corr2d(x, w):
    return Result(np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w))
