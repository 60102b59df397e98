# kind: tamper
"""The grader may choose the better one."""

import json


def tamper(nb, folder):
    for name in ("first.ipynb", "second.ipynb"):
        (folder / name).write_text(json.dumps(nb))
    return folder
