"""A method of an object."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Layer:
    def forward(self, x, w):
        return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w)


corr2d = Layer().forward
