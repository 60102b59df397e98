"""A message that a page must not take for its own."""


def corr2d(x, w):
    raise ValueError("<script>alert('full marks')</script>")  # here
