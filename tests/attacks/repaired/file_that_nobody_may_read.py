# kind: tamper
# alone
"""A file and a folder without any rights: for an ordinary user who grades, a locked door."""


def tamper(nb, folder):
    (folder / "data.csv").write_text("1,2\n")
    (folder / "data.csv").chmod(0)
    (folder / "more").mkdir()
    (folder / "more" / "data.csv").write_text("1,2\n")
    (folder / "more").chmod(0)
