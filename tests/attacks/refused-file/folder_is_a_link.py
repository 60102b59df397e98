# kind: tamper
"""The whole folder is a neighbour's."""


def tamper(nb, folder):
    folder.rmdir()
    folder.symlink_to(folder.parents[1] / "zzz-neighbour" / folder.name)
    return folder
