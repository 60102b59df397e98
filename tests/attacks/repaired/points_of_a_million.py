# kind: tamper
# total: 23
"""A wrong function, worth a million by its own metadata."""


def tamper(nb, folder):
    for cell in nb["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("grade_id") == "corr2d":
            cell["source"] = "def corr2d(x, w):\n    return x * 0"
        if meta.get("grade_id") == "corr2d-check":
            meta["points"] = 1_000_000
