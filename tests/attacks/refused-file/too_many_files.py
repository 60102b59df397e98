# kind: tamper
"""Two thousand five hundred small files."""


def tamper(nb, folder):
    for number in range(2500):
        (folder / f"data{number}.csv").touch()
