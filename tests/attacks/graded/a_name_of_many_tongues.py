# kind: tamper
# student: Zoë 李 😀 ada
"""Letters of several writing systems."""


def tamper(nb, folder):
    return None
