"""A stopped process ends neither by itself nor by an interrupt."""

import os
import signal
import time


def corr2d(x, w):
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(20)  # process 1 of a namespace cannot be stopped
