# verdict: killed, timed-out
"""Lowers its own limit of processor time and runs into it."""

import resource


def corr2d(x, w):
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    while True:
        pass
