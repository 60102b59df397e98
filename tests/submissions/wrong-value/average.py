"""The mean of each window, not the sum."""

from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    return (sliding_window_view(x, w.shape) * w).mean(axis=(2, 3))
