# kind: tamper
# student: --force
"""A student who is called like an option of the command line."""


def tamper(nb, folder):
    return None
