"""Does nothing at all, for long."""

import time


def corr2d(x, w):
    time.sleep(20)
