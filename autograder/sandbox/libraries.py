"""What a student's process may read: the libraries, and nothing of the course.

The paths are leaves: entry by entry of the standard library and of site-packages, so that a package
can be left out, and so that a virtual environment inside a course folder opens nothing else there.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import sysconfig
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

# The references and checks live in the one; the other finds gradebooks.
ALWAYS_HIDDEN = frozenset({"autograder", "nbgrader"})

_AUTOGRADER = Path(__file__).resolve().parent.parent  # also where this is imported as `sandbox`
_PACKAGE_FOLDERS = {"site-packages", "dist-packages"}
_NOT_FOR_STUDENTS = {"test", "ensurepip", "idlelib", "turtledemo"}
# Beside the linker's cache: clocks and zones, fonts that matplotlib may have listed, and where
# Debian puts matplotlib's own data.
_SYSTEM_FILES = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/matplotlib",
)
_LIBRARY_FOLDERS = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/local/lib64",
)
_LIBRARY_SUBFOLDERS = {"locale", "gconv", "ossl-modules", "blas", "lapack", "openblas"}


def visible(hidden: Collection[str] = ()) -> list[Path]:
    """Every file and folder that a student's process may read; none lies within another.

    Parameters
    ----------
    hidden
        Import names ("torch", "scipy") to leave out, with all that their distributions brought.
        `ALWAYS_HIDDEN` comes on top.
    """
    names = ALWAYS_HIDDEN | set(hidden)
    found: dict[Path, None] = {}  # a set that keeps the order
    for folder in _standard_library():
        found |= dict.fromkeys(_entries(folder, _NOT_FOR_STUDENTS | _PACKAGE_FOLDERS))
    for folder in _package_folders():
        found |= dict.fromkeys(_packages(folder, names))
    found |= dict.fromkeys(_shared_libraries())
    found |= dict.fromkeys(p for p in map(Path, _SYSTEM_FILES) if p.exists())
    within = {
        folder
        for folder in {path.parent for path in found}
        if any(above in found for above in [folder, *folder.parents])
    }
    return [path for path in found if path.parent not in within and not _touches_autograder(path)]


def _touches_autograder(path: Path) -> bool:
    """Whether the path, or what it links to, holds the autograder or is part of it."""
    real = os.path.realpath(path)
    return f"{_AUTOGRADER}/".startswith(f"{real}/") or f"{real}/".startswith(f"{_AUTOGRADER}/")


def _entries(folder: Path, without: Collection[str]) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name not in without and not entry.name.startswith("config-") and entry.exists():
            yield entry


def _standard_library() -> list[Path]:
    """Its folders: the modules, and those of them that are compiled."""
    names = ("stdlib", "platstdlib")
    folders = {Path(sysconfig.get_path(name, vars=_base())) for name in names}
    folders |= {Path(p) for p in sys.path if Path(p).name == "lib-dynload"}
    return sorted(folder for folder in folders if folder.is_dir())


def _base() -> dict[str, str]:
    """The standard library belongs to the Python that a virtual environment was made from."""
    return {
        "installed_base": sys.base_prefix,
        "installed_platbase": sys.base_exec_prefix,
        "base": sys.base_prefix,
        "platbase": sys.base_exec_prefix,
    }


def _package_folders() -> list[Path]:
    """Those that this process imports from; a checkout on sys.path is not among them."""
    paths = [Path(os.path.abspath(entry)) for entry in sys.path if entry]
    return [path for path in paths if path.name in _PACKAGE_FOLDERS and path.is_dir()]


def _packages(folder: Path, names: Collection[str]) -> Iterator[Path]:
    names = _with_their_distributions(folder, names)
    for entry in _entries(folder, {"__pycache__"}):
        if _may_be_seen(entry.name, names):
            yield entry
    cache = folder / "__pycache__"
    if cache.is_dir():
        yield from (e for e in _entries(cache, ()) if _may_be_seen(e.name, names))


def _may_be_seen(name: str, hidden: Collection[str]) -> bool:
    # *.pth and editable installs only lead out of the folder, and say where the checkout lies.
    if name.endswith((".pth", ".egg-link")) or name.startswith("__editable__"):
        return False
    return name not in hidden and name.split(".")[0] not in hidden


def _with_their_distributions(folder: Path, names: Collection[str]) -> set[str]:
    """The import names and all entries of `folder` that came with the same distributions."""
    result = set(names)
    for info in folder.iterdir():
        if not info.name.endswith((".dist-info", ".egg-info")):
            continue
        record = _text(info / "RECORD") or _text(info / "installed-files.txt")
        tops = set(_text(info / "top_level.txt").split())
        project = _normal(info.name.split("-")[0])
        if (
            project in map(_normal, names)
            or tops & set(names)
            or any(f"\n{name}/" in record or f"\n{name}." in record for name in names)
            or "\n__editable__" in record
        ):
            lines = re.split("[\n\r]+", record)
            tops |= {line.partition(",")[0].partition("/")[0] for line in lines}
            result |= tops - {"", "..", "__pycache__"} | {info.name, f"{project}.libs"}
    return result


def _text(path: Path) -> str:
    """A file's text after a newline, so that every line can be found by its start; or nothing."""
    try:
        return "\n" + path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # an .egg-info may be a file, a .dist-info without RECORD is Debian's habit


def _normal(project: str) -> str:
    return re.sub(r"[-_.]+", "_", project).lower()


def _shared_libraries() -> Iterator[Path]:
    machine = os.uname().machine
    folders = {
        sysconfig.get_config_var("MULTIARCH"),
        f"{machine}-linux-gnu",
        f"{machine}-linux-musl",
    }
    folders |= _LIBRARY_SUBFOLDERS
    prefixes = {sys.prefix, sys.base_prefix, sys.base_exec_prefix}
    # Clusters and conda load libraries from places of their own.
    own = [sysconfig.get_config_var("LIBDIR"), *(f"{prefix}/lib" for prefix in sorted(prefixes))]
    own += os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)
    seen: set[str] = set()
    for base in [*_LIBRARY_FOLDERS, *(os.path.abspath(path) for path in own if path)]:
        real = os.path.realpath(base)
        if real in seen or not os.path.isdir(base):
            continue
        seen.add(real)
        # /lib is often a link to /usr/lib; the jail has the link, too.
        for entry in _entries(Path(real if base in _LIBRARY_FOLDERS else base), ()):
            library = entry.name.endswith(".so") or ".so." in entry.name
            if entry.name in folders or (library and entry.is_file()):
                yield entry


def readable_by_all(paths: Iterable[Path], *, way: bool) -> bool:
    """Whether a user without any rights can read all of the paths, by their modes.

    With `way`, the folders above them must let everybody through as well.
    """
    passable: dict[Path, bool] = {}
    for path in paths:
        mode = path.stat().st_mode
        wanted = stat.S_IROTH | (stat.S_IXOTH if stat.S_ISDIR(mode) else 0)
        if mode & wanted != wanted:
            return False
        for parent in path.resolve().parents if way else ():
            if parent not in passable:
                passable[parent] = bool(parent.stat().st_mode & stat.S_IXOTH)
            if not passable[parent]:
                return False
    return True
