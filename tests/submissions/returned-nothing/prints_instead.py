"""The answer is on the screen, and nowhere else."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    print(np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w))
