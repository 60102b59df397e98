"""Brackets forgotten: the function is returned, not called."""


def corr2d(x, w):
    def answer():
        return x * w

    return answer
