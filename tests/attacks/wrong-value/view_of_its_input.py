"""A view of the picture, whose values it would change later."""


def corr2d(x, w):
    return x[: x.shape[0] - w.shape[0] + 1, : x.shape[1] - w.shape[1] + 1]
