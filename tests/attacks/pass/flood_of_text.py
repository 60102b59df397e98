# cell: corr2d
"""A hundred megabytes on stdout, in lines."""

for _ in range(1000):
    print("x" * 99 + "\n" + "y" * 99_900)
