# check: cross_correlation.corr1d
"""numpy.matrix has two axes, a signal has one."""

import numpy as np


def corr1d(x, w):
    return np.matrix(np.correlate(x, w, "valid"))
