"""Half of a character, and an exception that fails to say what it is."""


def corr2d(x, w):
    raise ValueError("\ud83d")  # here
