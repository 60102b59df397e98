"""The same, with a second loop within the try."""


def corr2d(x, w):
    total = 0
    while True:
        try:
            while True:
                for row in x:
                    total += row.sum()
        except:  # noqa: E722
            total = 0
