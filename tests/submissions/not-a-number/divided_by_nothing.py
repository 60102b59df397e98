"""0 / 0 in every place."""

from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    sums = (sliding_window_view(x, w.shape) * 0.0).sum(axis=(2, 3))
    return sums / sums
