# kind: tamper
"""Members with paths that lead out of the folder."""

import json
import zipfile


def tamper(nb, folder):
    with zipfile.ZipFile(folder / "work.zip", "w") as archive:
        archive.writestr(f"{folder.name}.ipynb", json.dumps(nb))
        archive.writestr("../../../nbgrader_config.py", "raise SystemExit")
        archive.writestr("/tmp/pwned", "pwned")
    return folder
