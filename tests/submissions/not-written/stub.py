"""As it was handed out."""


def corr2d(x, w):
    raise NotImplementedError
