"""A text that no file can hold, and one that ends a string of C."""


def corr2d(x, w):
    raise ValueError("\ud800 \0 \x1b[2J \udfff")
