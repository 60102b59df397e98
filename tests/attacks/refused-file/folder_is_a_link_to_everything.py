# kind: tamper
# alone
"""Whoever reads all of it to see whether it has changed reads the whole system."""


def tamper(nb, folder):
    folder.rmdir()
    folder.symlink_to("/usr")
    return folder
