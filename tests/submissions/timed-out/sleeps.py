"""Waits for something."""

import time


def corr2d(x, w):
    time.sleep(3600)
    return x
