"""A list that gets ten megabytes longer, at most three hundred times."""

import time


def corr2d(x, w):
    end, kept = time.monotonic() + 20, []
    while len(kept) < 300 and time.monotonic() < end:
        kept.append(b"x" * 10_000_000)
