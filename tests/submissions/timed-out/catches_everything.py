"""A bare except in the loop, which catches the end of time as well."""

import time


def corr2d(x, w):
    while True:
        try:
            time.sleep(1)
        except:  # noqa: E722
            continue
