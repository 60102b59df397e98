# kind: tamper
# student: <img src=x onerror=pwned=1>
"""A student's name that is a picture which cannot be loaded."""


def tamper(nb, folder):
    return None
