# kind: tamper
"""The same as a tar."""

import gzip


def tamper(nb, folder):
    with gzip.open(folder / "work.tar.gz", "wb") as file:
        for _ in range(300):
            file.write(bytes(1_000_000))
    return folder
