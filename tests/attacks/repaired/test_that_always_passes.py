# kind: tamper
# total: 23
"""A wrong function and a test cell that does not mind."""


def tamper(nb, folder):
    for cell in nb["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name == "corr2d":
            cell["source"] = "def corr2d(x, w):\n    return x * 0"
        if name == "corr2d-check":
            cell["source"] = "4.0"
