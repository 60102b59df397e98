"""A file that only exists in memory can be executed, too."""

import os


def corr2d(x, w):
    return os.memfd_create("program")
