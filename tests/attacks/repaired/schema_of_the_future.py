# kind: tamper
"""Metadata of a version that nbgrader has not reached yet, and of one before it began."""


def tamper(nb, folder):
    for number, cell in enumerate(nb["cells"]):
        meta = cell["metadata"].get("nbgrader")
        if meta:
            meta["schema_version"] = 99 if number % 2 else -1
