# kind: tamper
"""Whoever opens it waits for ever."""

import os


def tamper(nb, folder):
    os.mkfifo(folder / f"{folder.name}.ipynb")
    return folder
