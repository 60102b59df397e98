# kind: tamper
"""A time that is in another millennium as soon as the zone is taken off."""


def tamper(nb, folder):
    (folder / "timestamp.txt").write_text("9999-12-31 23:59:59 -1400\n")
