# files
# verdict: forbidden, raised
"""Passwords, if root is careless."""


def corr2d(x, w):
    with open("/etc/shadow") as file:
        print(file.read())
    return x
