# kind: tamper
"""Eight cells that each end the process: the honest rest runs again every time."""


def tamper(nb, folder):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    for place in range(8):
        nb["cells"].insert(2 * place, cell | {"source": "import os\nos._exit(1)"})
