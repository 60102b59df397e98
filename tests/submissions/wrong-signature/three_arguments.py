"""The stride cannot be left out."""


def corr2d(x, w, stride):
    return x[::stride, ::stride] * w
