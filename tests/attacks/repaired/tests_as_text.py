# kind: tamper
# total: 0
"""Test cells retyped as text and as raw cells, which nobody runs."""

import itertools


def tamper(nb, folder):
    kinds = itertools.cycle(["markdown", "raw", "heading", "html", "", None])
    for cell in nb["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name.endswith("-check"):
            cell["cell_type"] = next(kinds)
            cell.pop("outputs"), cell.pop("execution_count")
        elif name and cell["cell_type"] == "code":
            cell["source"] = "raise NotImplementedError"
