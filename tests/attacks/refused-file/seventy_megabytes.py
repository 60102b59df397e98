# kind: tamper
"""More than any notebook needs; most of it is a hole that takes no space."""


def tamper(nb, folder):
    with (folder / f"{folder.name}.ipynb").open("wb") as file:
        file.truncate(70 << 20)
    return folder
