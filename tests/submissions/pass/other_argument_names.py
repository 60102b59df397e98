"""The arguments have names of the student's own."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(picture, kernel):
    return np.einsum("ijab,ab->ij", sliding_window_view(picture, kernel.shape), kernel)
