# kind: tamper
"""Somebody else's work under one's own name."""


def tamper(nb, folder):
    work = folder.parents[1] / "aaa-neighbour" / folder.name / f"{folder.name}.ipynb"
    (folder / f"{folder.name}.ipynb").symlink_to(work)
    return folder
