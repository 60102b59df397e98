"""Calls itself without end."""


def corr2d(x, w):
    return corr2d(x, w)
