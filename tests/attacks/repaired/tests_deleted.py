# kind: tamper
# total: 0
"""No test, no fault: every answer is a stub."""


def tamper(nb, folder):
    kept = []
    for cell in nb["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name and cell["cell_type"] == "code":
            cell["source"] = "raise NotImplementedError"
        if not name.endswith("-check"):
            kept.append(cell)
    nb["cells"] = kept
