# kind: tamper
"""A time of which nobody can tell how late it is."""


def tamper(nb, folder):
    (folder / "timestamp.txt").write_text("0001-01-01 00:00:00 UTC\n")
