"""Raises two warnings, one of its own and one of NumPy's."""

import warnings

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    warnings.warn("this is slow", stacklevel=2)
    np.array([1.0]) / np.array([0.0])
    return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w)
