# kind: tamper
"""Even the folder with the student's name is a neighbour's."""


def tamper(nb, folder):
    folder.rmdir()
    folder.parent.rmdir()
    folder.parent.symlink_to(folder.parents[1] / "zzz-neighbour")
    return folder
