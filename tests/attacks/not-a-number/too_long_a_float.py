"""Finite as long double, infinite as double."""

import numpy as np


def corr2d(x, w):
    shape = (x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1)
    return np.full(shape, np.longdouble("1e4000"))
