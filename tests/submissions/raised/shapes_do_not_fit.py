"""NumPy raises inside of its own code; the student's line is the one to show."""

import numpy as np


def corr2d(x, w):
    return np.stack([x, w[:1, :1]])  # here
