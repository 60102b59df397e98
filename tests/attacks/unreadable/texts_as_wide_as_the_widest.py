"""One long text among many empty ones: NumPy makes all of them as wide as the longest.

Ten megabytes in the message are a gigabyte in an array, and as many more as there are texts.
"""


def corr2d(x, w):
    return ["x" * 10_000_000] + [""] * 24
