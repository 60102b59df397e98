"""Hopes that a check without a function has nothing to complain about."""


def corr2d(x, w):
    return x


del corr2d
