"""Some arguments are filled in beforehand."""

from functools import partial

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def correlate(rule, x, w):
    return np.einsum(rule, sliding_window_view(x, w.shape), w)


corr2d = partial(correlate, "ijab,ab->ij")
