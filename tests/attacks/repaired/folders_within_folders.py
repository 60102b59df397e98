# kind: tamper
# alone
"""A folder in a folder in a folder: the path of the last is longer than paths may be."""

import os


def tamper(nb, folder):
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("deeper", dir_fd=here)
        inner = os.open("deeper", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    with os.fdopen(os.open("end", os.O_CREAT | os.O_WRONLY, dir_fd=here), "w") as file:
        file.write("found")
    os.close(here)
