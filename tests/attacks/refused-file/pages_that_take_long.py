# kind: tamper
"""Text and code whose patterns take those long who colour and render them."""


def tamper(nb, folder):
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    text = {"cell_type": "markdown", "metadata": {}}
    nb["cells"] += [code | {"source": "{" * 100_000}, code | {"source": "@" * 100_000}]
    nb["cells"] += [text | {"source": mark * 12_000} for mark in ("*a", "[a](", "**a*", "![", "`")]
