"""The student's own check stops it."""


def corr2d(x, w):
    assert x.max() < 1, "x is not scaled"  # here
    return x * w
