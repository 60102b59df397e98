# kind: tamper
"""Handed in as "final (2).ipynb.txt", as downloads are."""

import json


def tamper(nb, folder):
    (folder / "final (2).ipynb.txt").write_text(json.dumps(nb))
    return folder
