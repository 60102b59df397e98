# kind: tamper
"""Only where Jupyter keeps its checkpoints."""

import json


def tamper(nb, folder):
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "02_cross_correlation.ipynb").write_text(json.dumps(nb))
    (folder / ".02_cross_correlation.ipynb").write_text(json.dumps(nb))
    return folder
