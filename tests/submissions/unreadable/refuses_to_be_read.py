"""Becomes an array only by raising."""


class Closed:
    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("<b>not today</b>")


def corr2d(x, w):
    return Closed()
