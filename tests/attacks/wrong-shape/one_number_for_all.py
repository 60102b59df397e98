"""Hopes to be broadcast."""


def corr2d(x, w):
    return float((x[: w.shape[0], : w.shape[1]] * w).sum())
