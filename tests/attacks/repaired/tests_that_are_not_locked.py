# kind: tamper
# total: 0
"""Every flag turned round, every test made an answer, every answer empty."""


def tamper(nb, folder):
    for cell in nb["cells"]:
        meta = cell["metadata"].get("nbgrader")
        if meta and cell["cell_type"] == "code":
            meta |= {"solution": True, "grade": False, "locked": False, "task": True}
            cell["source"] = "4.0"
