"""Needs what is not installed."""


def corr2d(x, w):
    import convolutions_for_everyone  # here

    return convolutions_for_everyone.corr2d(x, w)
