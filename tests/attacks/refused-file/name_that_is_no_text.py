# kind: tamper
# alone
# odd bytes
# student: ada-é
"""A student whose name is in the wrong encoding, as some archives unpack it."""


def tamper(nb, folder):
    return None
