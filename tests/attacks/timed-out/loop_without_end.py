"""Keeps a core busy for ever."""


def corr2d(x, w):
    while True:
        pass
