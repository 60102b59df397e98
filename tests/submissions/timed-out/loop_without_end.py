"""The counter stands still."""


def corr2d(x, w):
    i, y = 0, 0
    while i < x.shape[0]:
        y += x[i, 0]
    return y
