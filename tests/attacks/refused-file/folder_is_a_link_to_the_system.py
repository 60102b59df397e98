# kind: tamper
# alone
"""Files that cannot be read, although they say that they can: whoever tries gets an error."""


def tamper(nb, folder):
    folder.rmdir()
    folder.symlink_to("/sys/devices/virtual")
    return folder
