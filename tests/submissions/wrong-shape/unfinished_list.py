"""The list that nobody appended to."""


def corr2d(x, w):
    return []
