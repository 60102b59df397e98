"""A pattern that takes exponential time: 2 to the power of 31 tries."""

import re


def corr2d(x, w):
    re.match("(a+)+$", "a" * 31 + "b")
