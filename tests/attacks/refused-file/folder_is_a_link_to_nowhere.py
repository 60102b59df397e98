# kind: tamper
# alone
"""A folder of a name, and nothing behind it: handed in is handed in."""


def tamper(nb, folder):
    folder.rmdir()
    folder.symlink_to(folder.with_name("nowhere"))
