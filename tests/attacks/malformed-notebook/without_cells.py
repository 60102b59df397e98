# kind: tamper
"""All the rest is there."""


def tamper(nb, folder):
    nb["cells"] = {"0": nb["cells"]}
