"""The kernel is not asked for."""


def corr2d(x):
    return x
