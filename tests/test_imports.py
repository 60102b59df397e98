"""What the package needs, and which of its parts may know of which."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import autograder
from autograder.checks import names
from tests.conftest import ROOT

PACKAGE = Path(autograder.__file__).parent

# From bottom to top: a part may import those on the lines above its own, never those below.
# Parts on one line do not know each other.
LAYERS = [
    "reference exercise errors limits lines picture draws sandbox soup",
    "refused seeds terms outcome verdict policy",
    "judge quiz notebook unpack inert submission findings",
    "checks",
    "mutants checking",
    "__init__",
    "intake sanitise referee",
    "reading",
    "grade",
    "engine worker",
    "plugins course",
    "release model storage journal feedback slips marks lateness",
    "record crew demo export",
    "here",
    "cluster",
    "pipeline",
    "desk",
    "bench exporters commands",
    "__main__",
]
LEVEL = {part: level for level, line in enumerate(LAYERS) for part in line.split()}

# In a process of its own: NumPy and the standard library may be imported, nothing else.
NUMPY_ALONE = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in {"numpy", "autograder"}:
            raise ImportError(f"{name} is not there")

for name in list(sys.modules):
    if name.partition(".")[0] in {"torch", "IPython", "matplotlib", "nbgrader", "numpy"}:
        sys.exit(f"{name} was imported before the test began")
sys.meta_path.insert(0, Refuse())
"""


def alone(script: str) -> list[str]:
    """The lines that a script prints where only NumPy is installed."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", NUMPY_ALONE + script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_refused_package_is_really_refused() -> None:
    script = "try:\n    import torch\nexcept ImportError as error:\n    print(error)"
    assert alone(script) == ["torch is not there"]


def test_a_function_is_checked_with_numpy_alone() -> None:
    script = """
import numpy as np
from autograder import check
print(repr(check("cross_correlation.corr1d", lambda x, w: np.correlate(x, w, "valid"))))
print(repr(check("cross_correlation.corr1d", lambda x, w: np.convolve(x, w, "valid"))))
"""
    lines = alone(script)
    assert lines[:3] == ["✓ corr1d(x, w)   4 of 4 points", "Right: every case passes.", "4"]
    assert lines[3] == "✗ corr1d(x, w)   0 of 4 points"
    assert lines[-1] == "0"


def test_every_check_works_and_shows_itself_with_numpy_alone() -> None:
    script = """
from autograder.checks import every_check
from autograder.judge import judge
for check in every_check():
    right, wrong = judge(check, check.reference, 1), judge(check, check.mistakes[0].function, 1)
    assert right.passed and not wrong.passed and "verdict" in wrong._repr_html_()
    print(check.name)
"""
    assert alone(script) == names()


def parts() -> dict[str, list[Path]]:
    """The modules of each part, which is a module or a package of `autograder`."""
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        found.setdefault(path.relative_to(PACKAGE).parts[0].removesuffix(".py"), []).append(path)
    return found


def dotted(path: Path) -> str:
    return ".".join(["autograder", *path.relative_to(PACKAGE).with_suffix("").parts])


def imported(path: Path, name: str) -> set[str]:
    """The parts of `autograder` that a module imports, at its top or inside a function."""
    names: set[str] = set()
    here = name.split(".")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = ".".join(here[: -node.level]) if node.level else ""
            module = ".".join(filter(None, [origin, node.module]))
            names |= {f"{module}.{alias.name}" for alias in node.names}
    below = {n.split(".")[1] if "." in n else "" for n in names if n.split(".")[0] == "autograder"}
    return {part if part in LEVEL else "__init__" for part in below}


PARTS = parts()


def test_imports_are_found_in_all_their_forms(tmp_path: Path) -> None:
    forms = """
import autograder.limits
from autograder import mutants, __version__
from autograder.checks.cross_correlation import corr2d
import numpy
def later():
    from autograder.judge import judge
"""
    path = tmp_path / "module.py"
    path.write_text(forms, "utf-8")
    found = imported(path, "autograder.module")
    assert found == {"limits", "mutants", "__init__", "checks", "judge"}


def test_every_part_has_its_place() -> None:
    assert sorted(PARTS) == sorted(LEVEL)


@pytest.mark.parametrize("part", PARTS)
def test_imports_run_one_way(part: str) -> None:
    known = set().union(*(imported(path, dotted(path)) for path in PARTS[part])) - {part}
    assert {other for other in known if LEVEL[other] >= LEVEL[part]} == set()


def test_the_reference_knows_nothing_but_numpy() -> None:
    tops = set()
    for path in PARTS["reference"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                tops |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                tops.add(str(node.module).partition(".")[0])
    assert tops - sys.stdlib_module_names == {"numpy"}


def test_checks_of_one_chapter_do_not_use_another_chapter() -> None:
    """So that a chapter can be read, changed or left out on its own."""
    chapters = {name.partition(".")[0] for name in names()}
    for path in PARTS["checks"]:
        chapter = path.parent.name
        others = chapters - {chapter} if chapter in chapters else set()
        text = path.read_text("utf-8")
        assert [other for other in others if f"autograder.checks.{other}" in text] == []
