"""Makes no value before somebody asks."""


def corr2d(x, w):
    yield from x
