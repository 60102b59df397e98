# verdict: raised, forbidden
# files
"""Eighty megabytes in many files of an allowed size."""


def corr2d(x, w):
    for n in range(20):
        with open(f"file{n}", "wb") as file:
            file.write(b"x" * 4_000_000)
    return x
