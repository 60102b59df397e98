"""The names must be written out, and nobody does."""


def corr2d(*, x, w):
    return x * w
