# kind: tamper
"""Only the first two bytes of a zip."""


def tamper(nb, folder):
    (folder / "work.zip").write_bytes(b"PK" + b"\0" * 1000)
    return folder
