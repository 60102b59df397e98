# kind: tamper
# alone
"""Blank lines in a cell: what colours the code looks, from each of them, at all that follow."""


def tamper(nb, folder):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    nb["cells"].append(cell | {"source": "x = 1\n" + "\n" * 30_000 + "x = 2"})
