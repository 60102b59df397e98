# kind: tamper
"""Nothing in it."""


def tamper(nb, folder):
    return b""
