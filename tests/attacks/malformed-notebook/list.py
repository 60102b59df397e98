# kind: tamper
"""JSON, but no notebook."""


def tamper(nb, folder):
    return b'["pass", 21]'
