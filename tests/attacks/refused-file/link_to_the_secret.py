# kind: tamper
"""What cannot be read as a notebook may be quoted in the error."""


def tamper(nb, folder):
    (folder / f"{folder.name}.ipynb").symlink_to(folder.parents[2] / ".grading" / "secret")
    return folder
