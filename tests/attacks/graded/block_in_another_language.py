# kind: tamper
# alone
"""A block of code in a language whose colours take for ever: the page would never be done."""


def tamper(nb, folder):
    text = "```mcfunction\n" + "1" * 2_000 + "a\n```"
    nb["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text})
