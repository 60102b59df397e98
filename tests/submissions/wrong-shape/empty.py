"""An array without a single value, and with an axis too many."""

import numpy as np


def corr2d(x, w):
    return np.zeros((0, *w.shape))
