"""The whole picture a thousand times in the message."""


def corr2d(x, w):
    raise ValueError(str(x) * 1000)  # here
