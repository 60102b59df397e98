# verdict: out-of-memory, timed-out
"""Many small objects instead of a few large ones; two gigabytes at most."""


def corr2d(x, w):
    kept = []
    for n in range(20_000_000):
        kept.append((n, str(n)))
