"""The loop runs over the picture, not over the places of the kernel."""

import numpy as np


def corr2d(x, w):
    y = np.zeros((x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1))
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            for a, b in np.ndindex(w.shape):
                y[i, j] += x[i + a, j + b] * w[a, b]  # here
    return y
