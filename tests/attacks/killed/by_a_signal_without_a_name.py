# verdict: killed, returned-nothing
"""Ends by a real-time signal, which Python has no name for; process 1 of a namespace ignores it."""

import os


def corr2d(x, w):
    os.kill(os.getpid(), 40)
