"""An exception that raises when it is asked for its words."""


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no comment")


def corr2d(x, w):
    raise Mute  # here
