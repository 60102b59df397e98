# mistake: integer-accumulator
# points: 3
"""zeros_like takes over the integer type of the picture."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    y = np.zeros_like(x)[w.shape[0] - 1 :, w.shape[1] - 1 :]
    y[:] = np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w)
    return y
