# kind: tamper
"""An executable file with another name."""

import sys


def tamper(nb, folder):
    with open(sys.executable, "rb") as file:
        return file.read(100_000)
