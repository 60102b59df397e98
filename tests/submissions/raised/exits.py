"""Ends the program."""

import sys


def corr2d(x, w):
    sys.exit("goodbye")  # here
