# kind: tamper
"""A folder with the notebook's name."""


def tamper(nb, folder):
    (folder / f"{folder.name}.ipynb").mkdir()
    return folder
