# cell: corr2d
"""A cell that never ends costs itself."""

while True:
    pass
