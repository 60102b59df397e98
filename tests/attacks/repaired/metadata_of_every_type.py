# kind: tamper
"""Lists, numbers and text where dictionaries belong."""


def tamper(nb, folder):
    odd = iter([[], 4, "4", None, True, {"grade_id": ["corr2d"]}, {"grade_id": {}}, {}, [[]], 1.5])
    for cell in nb["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] = next(odd, None)
    nb["metadata"] = ["kernelspec"]
