# kind: tamper
"""A thousand cells."""


def tamper(nb, folder):
    nb["cells"] += [{"cell_type": "markdown", "source": "…", "metadata": {}} for _ in range(1000)]
