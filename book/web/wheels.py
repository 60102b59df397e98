"""Python for the browser, in one folder: Pyodide, NumPy, this course, the kernel of JupyterLite.

Pyodide installs what its lock file names, by hash, and asks nobody else; so does the kernel. The
lock file written here names these wheels and no more:

1. Pyodide's own in ``vendor/``: NumPy, and matplotlib if somebody adds it with all that it needs.
2. This course.
3. The kernel's, from ``jupyterlite-pyodide-kernel``, and what it imports (``lite/kernel.txt``).
4. Stand-ins for what is not to be had for the browser from a registry (``lite/stand_ins/``): each
   says in its first lines what it is for. A real one in ``vendor/`` takes its place.

What a first check imports is compiled beforehand (``compile.py``): Python starts in half the time.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from common import MODULES, OUT, ROOT, WEB, fresh, node, sha256

KERNEL = Path(sys.prefix, "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension")
PYODIDE = ("pyodide.mjs", "pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
WHEELS = OUT / "kernel"
SHIMS = ("ipykernel", "piplite", "pyodide_kernel")
DEPENDS = {
    "autograder": ["numpy"],
    "comm": ["traitlets"],
    "ipython": [
        "asttokens", "decorator", "executing", "jedi", "matplotlib-inline", "prompt-toolkit",
        "pure-eval", "pygments", "six", "stack-data", "traitlets", "wcwidth",
    ],
    "jedi": ["parso"],
    "matplotlib-inline": ["traitlets"],
    "micropip": ["packaging"],
    "piplite": ["micropip"],
    "pyodide-kernel": ["ipython", "comm", "ipykernel"],
}  # fmt: skip
GRADING = ("bench", "cluster", "commands", "demo", "desk")  # of no use to a reader
NAMES = {"convolution_by_hand": "autograder"}  # as the pages ask for it
MODULE = {"ipython": "IPython"}  # where it is not the package's own name


class Mismatch(RuntimeError):
    """A file is not the one that was locked."""


def download() -> None:
    """The wheels in ``lite/kernel.txt``, which pip knows by their hashes."""
    with fresh(WHEELS) as folder:
        _pip(
            "download", "--no-deps", "--require-hashes", "--only-binary", ":all:",
            "--python-version", "3.12",  # Pyodide's, whatever runs here
            "-r", str(WEB / "lite" / "kernel.txt"), "-d", str(folder),
        )  # fmt: skip


def gather() -> None:
    """Put everything into ``_build/web/pyodide``.

    Raises
    ------
    Mismatch
        A wheel in ``vendor/`` is not the file that Pyodide's lock file names.
    """
    pyodide = MODULES / "pyodide"
    lock = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))
    shims = [next(KERNEL.glob(f"static/pypi/{name}-*.whl")) for name in SHIMS]
    with fresh(OUT / "pyodide") as target:
        for name in PYODIDE:
            shutil.copy(pyodide / name, target)
        packages = _vendored(lock, target)
        _course(target)
        node("node", str(WEB / "compile.mjs"), str(pyodide), str(target))
        for entry in packages.values():
            entry["sha256"] = sha256(target / entry["file_name"])  # compiled, it is another file
        for path in [*shims, *WHEELS.glob("*.whl")]:
            shutil.copy(path, target)
        for folder in sorted(WEB.glob("lite/stand_ins/*/")):
            if folder.name not in packages:
                _wheel(target, folder)
        known = {entry["file_name"] for entry in packages.values()}
        for wheel in sorted(target.glob("*.whl")):
            if wheel.name not in known:
                entry = _entry(wheel)
                packages[entry["name"]] = entry
        lock["packages"] = packages
        (target / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")


def _vendored(lock: dict[str, Any], target: Path) -> dict[str, Any]:
    """Pyodide's own packages in ``vendor/``, with what they depend on as far as it is there."""
    by_file = {entry["file_name"]: name for name, entry in lock["packages"].items()}
    found = {}
    for wheel in sorted(WEB.glob("vendor/*.whl")):
        entry = lock["packages"].get(by_file.get(wheel.name), {})
        if sha256(wheel) != entry.get("sha256"):
            raise Mismatch(f"{wheel} is not a file that Pyodide {lock['info']['version']} names")
        shutil.copy(wheel, target)
        found[by_file[wheel.name]] = entry
    return {n: e | {"depends": [d for d in e["depends"] if d in found]} for n, e in found.items()}


def _course(target: Path) -> None:
    """This course as a wheel, built in a copy so that nothing is left behind in the sources."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "course"
        copy.mkdir()
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, copy)
        without = shutil.ignore_patterns("__pycache__", *GRADING)
        shutil.copytree(ROOT / "autograder", copy / "autograder", ignore=without)
        _pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(target), str(copy))


def _wheel(target: Path, folder: Path) -> None:
    """A package's folder as a wheel of version 0; the same bytes every time."""
    name = folder.name
    about = f"{name}-0.dist-info"
    modules = sorted(folder.glob("*.py"))
    files = {f"{name}/{module.name}": module.read_text("utf-8") for module in modules}
    files[f"{about}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n"
    files[f"{about}/WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{about}/RECORD"] = "".join(f"{file},,\n" for file in [*files, f"{about}/RECORD"])
    with zipfile.ZipFile(target / f"{name}-0-py3-none-any.whl", "w") as archive:
        for file, text in files.items():
            archive.writestr(zipfile.ZipInfo(file), text)


def _entry(wheel: Path) -> dict[str, Any]:
    """How Pyodide's lock file tells of a wheel."""
    distribution, version = wheel.name.split("-")[:2]
    name = NAMES.get(distribution, re.sub(r"[-_.]+", "-", distribution).lower())
    return {
        "name": name,
        "version": version,
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": sha256(wheel),
        "package_type": "package",
        "imports": [MODULE.get(name, name.replace("-", "_"))],
        "depends": DEPENDS.get(name, []),
        "unvendored_tests": False,
    }


def _pip(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", words[0], "-q", *words[1:]], check=True)
