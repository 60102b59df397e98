# verdict: raised, forbidden
# files
"""Five thousand files, which cost no space and every inode."""


def corr2d(x, w):
    for n in range(5000):
        with open(f"file{n}", "w"):
            continue
    return x
