"""Raises something that is no exception."""


def corr2d(x, w):
    raise ("pass", 4)
