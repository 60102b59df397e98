# kind: tamper
"""Two million characters of source."""


def tamper(nb, folder):
    nb["cells"][0]["source"] = "x" * 2_000_000
