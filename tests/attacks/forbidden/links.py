"""A link in the working folder that leads out of it."""

import os


def corr2d(x, w):
    os.symlink("/etc", "etc")
    return os.listdir("etc")
