# kind: tamper
"""The folder as Windows packs it, with what else lay there."""

import json
import zipfile


def tamper(nb, folder):
    with zipfile.ZipFile(folder / "02.zip", "w") as archive:
        archive.writestr("my work\\02_cross_correlation.ipynb", json.dumps(nb))
        archive.writestr("my work\\__MACOSX/._02_cross_correlation.ipynb", b"\0\1")
        archive.writestr("my work\\numpy.py", "raise SystemExit")
    return folder
