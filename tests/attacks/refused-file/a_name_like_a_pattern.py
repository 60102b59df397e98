# kind: tamper
# student: [amz]*
"""A student whose name, read as a pattern, means the neighbours."""


def tamper(nb, folder):
    return None
