"""yield where return was meant."""

from numpy.lib.stride_tricks import sliding_window_view


def corr2d(x, w):
    for row in sliding_window_view(x, w.shape):
        yield (row * w).sum(axis=(1, 2))
