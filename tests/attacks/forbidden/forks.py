"""Two hundred processes that wait."""

import os
import time


def corr2d(x, w):
    for _ in range(200):
        if os.fork() == 0:
            time.sleep(15)
            os._exit(0)
    return x
