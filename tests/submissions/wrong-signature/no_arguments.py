"""Works on names from outside."""


def corr2d():
    return 0
