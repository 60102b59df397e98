"""JupyterLite beside the book: the released notebooks whole, in the browser.

It shares the folder of Python with the pages (``wheels.py``) and is served by the same site. Its
own service worker is switched off: it would only give Python the files of JupyterLite, of which no
exercise makes use, and the book's keeps these pages too.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from common import OUT, ROOT, WEB, fresh
from wheels import KERNEL

APPS = ("notebooks", "tree", "lab")


def build() -> None:
    """Put JupyterLite with every released notebook into ``_build/web/lite``."""
    with tempfile.TemporaryDirectory() as folder, fresh(OUT / "lite") as target:
        here = Path(folder)
        for name in ("jupyter-lite.json", "overrides.json"):
            shutil.copy(WEB / "lite" / name, here)
        notebooks = here / "notebooks"
        notebooks.mkdir()
        for notebook in ROOT.glob("exercises/*/*.ipynb"):
            shutil.copy(notebook, notebooks)
        settings = {
            "apps": APPS,
            "contents": [str(notebooks)],
            "output_dir": str(target),
            "cache_dir": str(here / "cache"),
            # Only the kernel, not what else is installed for the instructor's JupyterLab.
            "ignore_sys_prefix": ["federated_extensions"],
            "federated_extensions": [str(KERNEL)],
            "no_libarchive": True,
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
            "source_date_epoch": 1,
        }
        (here / "jupyter_lite_config.json").write_text(
            json.dumps({"LiteBuildConfig": settings}), "utf-8"
        )
        done = subprocess.run(
            [sys.executable, "-m", "jupyterlite_core", "build"],
            cwd=here,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"JupyterLite could not be put together:\n{done.stdout}{done.stderr}")
