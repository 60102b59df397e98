"""Compile what a first check imports, inside of the Pyodide that will run it.

``compile.mjs`` runs this text, with the archives that readers will fetch in ``/archives``. Half of
the time that Python takes to start goes into compiling the same modules again for every reader.
Only what is imported is replaced, because compiled modules weigh more than their sources: the
rest, and so most of the course, stays as it is.
"""

import ast
import py_compile
import sys
import zipfile
from pathlib import Path

import numpy as np

from autograder.checks import find
from autograder.judge import judge

ARCHIVES = Path("/archives")
LIBRARY = Path(ast.__file__).parent  # where Python has what is in its archive
PACKAGES = Path(np.__file__).parents[1]  # and what is in a wheel
HOME = Path("/tmp/compile")


def compiled(source: bytes, name: str) -> bytes:
    """A module that is taken as it is, without a look at its source."""
    file, target = HOME / "source.py", HOME / "target.pyc"
    file.write_bytes(source)
    how = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(file), str(target), name, doraise=True, invalidation_mode=how)
    return target.read_bytes()


def rewrite(path: Path, place: Path, imported: set[str]) -> None:
    """The archive with every imported module compiled; the same bytes every time."""
    with zipfile.ZipFile(path) as archive:
        files = {info: archive.read(info) for info in archive.infolist()}
    names = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for info, data in files.items():
            name = info.filename
            if name.endswith(".py") and f"{place}/{name}" in imported:
                name, data = f"{name}c", compiled(data, f"{place}/{name}")
            names.append(name)
            if name.endswith(".dist-info/RECORD"):  # the last file of a wheel
                data = "".join(f"{file},,\n" for file in names).encode()
            made = zipfile.ZipInfo(name, info.date_time)
            made.compress_type, made.external_attr = zipfile.ZIP_DEFLATED, info.external_attr
            archive.writestr(made, data)


first = find("cross_correlation.corr1d")
judge(first, first.styles[0], seed=1)._repr_html_()
imported = {str(getattr(module, "__file__", "")) for module in [*sys.modules.values()]}
HOME.mkdir()
rewrite(ARCHIVES / "python_stdlib.zip", LIBRARY, imported)
for wheel in ARCHIVES.glob("*.whl"):
    rewrite(wheel, PACKAGES, imported)
