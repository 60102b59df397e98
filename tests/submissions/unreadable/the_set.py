"""A set knows no order."""


def corr2d(x, w):
    return {float(x[0, 0] * w[0, 0])}
