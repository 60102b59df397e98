# kind: tamper
# total: 0
"""Ten cells, each with as large a reply as the trusted side takes: together they are too much."""

FLOOD = """
import sys
text = {"output_type": "stream", "name": "stdout", "text": "x" * 190_000}
student = sys.modules["sandbox.student"]
student._run = lambda shell, source, limit: {"done": True, "outputs": [text] * 80}
"""


def tamper(nb, folder):
    for cell in nb["cells"]:
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = "raise NotImplementedError"
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    nb["cells"] += [cell | {"source": FLOOD} for _ in range(11)]
