"""An exit of the student's own, which `except Exception` does not catch."""


class Leave(BaseException):
    pass


def corr2d(x, w):
    raise Leave("over and out")  # here
