# kind: tamper
"""A file without an end."""


def tamper(nb, folder):
    (folder / f"{folder.name}.ipynb").symlink_to("/dev/zero")
    return folder
