# kind: tamper
"""No JSON, but what Python writes for NaN and infinity."""


def tamper(nb, folder):
    cell = next(c for c in nb["cells"] if c["cell_type"] == "code")
    data = {"application/json": [float("nan"), float("inf"), -float("inf")], "text/plain": ""}
    cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
