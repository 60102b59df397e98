# verdict: raised, killed
"""Raises Python's own limit first, and falls off the end of the stack."""

import sys


def corr2d(x, w):
    sys.setrecursionlimit(10**7)
    return [*map(corr2d, [x], [w])]
