"""A list with an array for each row."""

from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    return [(row * w).sum(axis=(1, 2)) for row in sliding_window_view(x, w.shape)]
