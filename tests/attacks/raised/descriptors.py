# verdict: raised, forbidden
"""Opens whatever it may, until nobody can open anything."""

import os


def corr2d(x, w):
    return [os.open("/dev/null", os.O_RDONLY) for _ in range(5000)]
