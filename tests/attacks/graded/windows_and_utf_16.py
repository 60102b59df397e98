# kind: tamper
"""Carriage returns, a byte-order mark and two bytes a character."""

import json


def tamper(nb, folder):
    for cell in nb["cells"]:
        if cell["cell_type"] == "code" and not cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    return b"\xff\xfe" + json.dumps(nb, indent=1).replace("\n", "\r\n").encode("utf-16-le")
