"""float32, as everyone computes who comes from deep learning."""

import numpy as np


def corr2d(x, w):
    kH, kW = w.shape
    shape = (x.shape[0] - kH + 1, x.shape[1] - kW + 1)
    y = np.zeros(shape, dtype=np.float32)
    for i, j in np.ndindex(shape):
        y[i, j] = np.sum(x[i : i + kH, j : j + kW] * w, dtype=np.float32)
    return y
