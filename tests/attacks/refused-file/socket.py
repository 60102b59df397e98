# kind: tamper
"""A file that cannot be opened at all."""

import os
import socket


def tamper(nb, folder):
    here = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(f"/proc/self/fd/{here}/{folder.name}.ipynb")
    os.close(here)
    return folder
