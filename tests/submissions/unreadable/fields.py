"""An array with named fields."""

import numpy as np


def corr2d(x, w):
    return np.zeros((1, 1), dtype=[("value", float), ("count", int)])
