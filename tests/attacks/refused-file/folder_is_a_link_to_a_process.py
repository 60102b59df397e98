# kind: tamper
# alone
"""Files in /proc are regular, and reading some of them fails or never ends."""


def tamper(nb, folder):
    folder.rmdir()
    folder.symlink_to("/proc/self/task")
    return folder
