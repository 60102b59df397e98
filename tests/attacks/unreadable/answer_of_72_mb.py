# verdict: unreadable, out-of-memory
"""An honest type, far too much of it."""

import numpy as np


def corr2d(x, w):
    return np.zeros((3000, 3000))
