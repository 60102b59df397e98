"""The first call is right; what it remembers spoils the rest."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

total = []


def corr2d(x, w):
    total.append(np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w))
    return total[-1] + len(total) - 1
