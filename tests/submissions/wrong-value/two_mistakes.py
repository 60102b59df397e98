"""Rotated and doubled at once: like no single mistake."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    kernel = np.rot90(w, 2) * 2
    return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), kernel)
