# verdict: raised, forbidden
"""Fifty megabytes in one file."""


def corr2d(x, w):
    with open("large", "wb") as file:
        for _ in range(50):
            file.write(b"x" * 1_000_000)
    return x
