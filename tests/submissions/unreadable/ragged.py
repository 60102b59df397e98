"""Rows of different length."""


def corr2d(x, w):
    return [[1.0, 2.0], [3.0]]
