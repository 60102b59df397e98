# kind: tamper
"""Four hundred cells with one id, which is a test's."""


def tamper(nb, folder):
    cell = {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "execution_count": 1}
    nb["cells"] += [cell | {"id": "corr2d-check"} for _ in range(400)]
