# kind: tamper
"""Honest pictures, each within the limit of a cell: all together are more than a page can hold."""

SHOW = """
import numpy as np
from IPython.display import Image, display
noise = np.random.default_rng(0).bytes(1_450_000)
display(Image(b"\\x89PNG\\r\\n\\x1a\\n" + noise, format="png"))
"""


def tamper(nb, folder):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    nb["cells"] += [cell | {"source": SHOW} for _ in range(25)]
