"""The student's own check stops it."""


def corr2d(x, w):
    assert x.shape == w.shape, "x and w differ in shape"  # here
    return x * w
