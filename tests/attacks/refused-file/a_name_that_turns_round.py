# kind: tamper
# student: ada‮.gpj.exe
"""A name that a terminal or a page shows backwards, as somebody else's."""


def tamper(nb, folder):
    return None
