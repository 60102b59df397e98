"""An array without a single value, as large as can be."""

import numpy as np


def corr2d(x, w):
    return np.zeros((0, 10**12))
