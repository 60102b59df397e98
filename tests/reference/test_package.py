"""What holds for the package as a whole: examples, imports, and the number of drawn cases."""

from __future__ import annotations

import doctest
import importlib
import inspect
import json
import pkgutil
import subprocess
import sys

import pytest

import autograder
from autograder import reference

from .drawing import CASES, draws

MODULES = sorted(module.name for module in pkgutil.iter_modules(reference.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    module = importlib.import_module(f"autograder.reference.{name}")
    failures, attempted = doctest.testmod(module)
    assert failures == 0
    assert attempted > 0 or name.startswith("_")


@pytest.mark.parametrize("name", reference.__all__)
def test_every_kernel_documents_errors_source_and_example(name: str) -> None:
    text = inspect.getdoc(getattr(reference, name)) or ""
    assert "Raises ValueError" in text
    assert "Source:" in text
    assert any(f"{name}(" in line for line in text.splitlines() if line.startswith(">>>"))


def test_the_package_docstring_names_every_kernel_and_module() -> None:
    text = inspect.getdoc(reference) or ""
    assert [name for name in (*reference.__all__, *MODULES) if name not in text] == []


def test_the_kernels_import_numpy_and_nothing_else_that_is_not_pythons_own() -> None:
    """With an empty `autograder` around it, so that only what the kernels import counts."""
    program = (
        "import sys, json, types; import numpy.random; before = set(sys.modules); "
        "sys.modules['autograder'] = package = types.ModuleType('autograder'); "
        f"package.__path__ = {list(autograder.__path__)}; import autograder.reference; "
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = [name.split(".") for name in json.loads(done.stdout)]
    ours = [name for name in loaded if name[0] == "autograder"]
    assert {".".join(name[:2]) for name in ours} == {"autograder", "autograder.reference"}
    assert {name[0] for name in loaded} <= {"autograder", "numpy", *sys.stdlib_module_names}


def test_every_kernel_has_drawn_cases() -> None:
    assert [name for name in reference.__all__ if CASES.get(name, 0) < 100] == []


def test_at_least_two_thousand_cases_are_drawn() -> None:
    assert sum(CASES.values()) >= 2000


def test_the_drawn_cases_are_the_same_on_every_run() -> None:
    for name in CASES:
        assert draws(name).derandomize
        assert draws(name).max_examples == CASES[name]
