# kind: tamper
"""NaN, infinity and less than nothing."""

import itertools


def tamper(nb, folder):
    odd = itertools.cycle([float("nan"), float("inf"), -100, "4; drop table grade", None, [4]])
    for cell in nb["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("grade"):
            meta["points"] = next(odd)
