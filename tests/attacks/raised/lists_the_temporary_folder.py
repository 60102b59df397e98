# verdict: raised, forbidden, wrong-value, wrong-shape
# files
"""What others leave in /tmp."""

import os


def corr2d(x, w):
    print(os.listdir("/tmp"))
    return [[0.0] * (x.shape[1] - w.shape[1] + 1)] * (x.shape[0] - w.shape[0] + 1)
