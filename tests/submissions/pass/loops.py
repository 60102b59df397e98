"""Two loops and a sum: what most people write."""

import numpy as np


def corr2d(x, w):
    kH, kW = w.shape
    y = np.zeros((x.shape[0] - kH + 1, x.shape[1] - kW + 1))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = (x[i : i + kH, j : j + kW] * w).sum()
    return y
