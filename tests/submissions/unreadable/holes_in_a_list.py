"""Some values of the list are None."""


def corr2d(x, w):
    return [[1.0, None], [None, 2.0]]
