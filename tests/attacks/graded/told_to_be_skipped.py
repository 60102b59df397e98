# kind: tamper
# total: 23
"""Tags that make notebooks skip a cell or allow its errors, on a wrong function and its test."""


def tamper(nb, folder):
    nb["metadata"] |= {"allow_errors": True, "tags": ["skip-execution"]}
    for cell in nb["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name == "corr2d":
            cell["source"] = "def corr2d(x, w):\n    return x * 0"
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell"]
        cell["metadata"] |= {
            "deletable": False,
            "editable": True,
            "jupyter": {"source_hidden": True},
        }
