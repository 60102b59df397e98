"""Nothing is computed."""


def corr2d(x, w):
    return x
