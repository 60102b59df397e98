"""The answer in words."""


def corr2d(x, w):
    return str(x)
