# kind: tamper
# total: 23
"""The cell of the answer is gone; the name comes from somewhere else."""


def tamper(nb, folder):
    for cell in list(nb["cells"]):
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "corr2d":
            nb["cells"].remove(cell)
