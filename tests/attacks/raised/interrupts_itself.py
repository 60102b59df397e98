"""Pretends that somebody pressed Stop."""


def corr2d(x, w):
    raise KeyboardInterrupt
