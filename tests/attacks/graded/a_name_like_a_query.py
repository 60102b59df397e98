# kind: tamper
# student: x' OR 1=1; DROP TABLE grade; --
"""Little Bobby Tables."""


def tamper(nb, folder):
    return None
