"""Calls itself for the same picture again."""


def corr2d(x, w):
    return corr2d(x, w)  # here
