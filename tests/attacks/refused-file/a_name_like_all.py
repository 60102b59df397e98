# kind: tamper
# student: *
"""A student called everybody."""


def tamper(nb, folder):
    return None
