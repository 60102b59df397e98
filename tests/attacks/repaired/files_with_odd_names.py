# kind: tamper
"""Names that are options, paths, markup and half characters beside an honest notebook."""

import os


def tamper(nb, folder):
    names = [b"-rf", b"a\\b", b"new\nline", b"\xff\xfe", b"<img src=x onerror=pwned=1>.txt"]
    names += [b"x" * 240, "\N{RIGHT-TO-LEFT OVERRIDE}vsc.atad".encode(), b"timestamp.txt"]
    for name in names:
        with open(os.path.join(os.fsencode(folder), name), "w") as file:
            file.write("9999999-13-32 25:61 /etc/passwd")
