"""An object that can be called."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Layer:
    def __call__(self, x, w):
        return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w)


corr2d = Layer()
