"""Takes whatever comes."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(*arguments, **options):
    x, w = arguments
    return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape), w)
