"""Whoever opens it waits."""

import os


def corr2d(x, w):
    os.mkfifo("pipe")
    return x
