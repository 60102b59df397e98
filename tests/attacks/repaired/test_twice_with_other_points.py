# kind: tamper
# total: 23
"""The test of another function pasted over the test of one that is wrong."""

import copy


def tamper(nb, folder):
    cells = {c["metadata"].get("nbgrader", {}).get("grade_id"): c for c in nb["cells"]}
    cells["corr2d"]["source"] = "def corr2d(x, w):\n    return x * 0"
    place = nb["cells"].index(cells["corr2d-check"])
    twin = copy.deepcopy(cells["corr1d-check"])
    twin["metadata"]["nbgrader"]["grade_id"] = "corr2d-check"
    nb["cells"][place] = twin
