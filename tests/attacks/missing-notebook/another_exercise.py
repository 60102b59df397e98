# kind: tamper
"""A notebook, but of something else."""

import json


def tamper(nb, folder):
    for cell in nb["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)
    (folder / "holidays.ipynb").write_text(json.dumps(nb))
    return folder
