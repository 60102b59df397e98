"""Prints on the way, to both channels; that is no mistake."""

import sys

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    print("x is", x)
    print("w is", w, file=sys.stderr)
    return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w)
