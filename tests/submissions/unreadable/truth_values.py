"""A comparison where a sum was meant."""

from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    return (sliding_window_view(x, w.shape) == w).any(axis=(2, 3))
