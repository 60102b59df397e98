"""The answer is wrong too, but this is said first."""


def corr2d(x, w):
    x += 1
    return x
