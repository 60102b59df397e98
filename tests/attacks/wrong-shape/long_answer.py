"""A million values of the wrong shape, all of which somebody may want to show."""

import numpy as np


def corr2d(x, w):
    return np.arange(1_000_000.0).reshape(1000, 1000)
