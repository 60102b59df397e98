"""An array type of one's own, with right numbers in it."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Picture(np.ndarray):
    title = "after the kernel"


def corr2d(x, w):
    return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w).view(Picture)
