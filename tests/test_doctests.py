"""Every example in a docstring of the package gives what it says."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module
from types import ModuleType

import pytest

import autograder


def modules() -> list[ModuleType]:
    """Every module of the package but the one that is only ever run."""
    found = pkgutil.walk_packages(autograder.__path__, f"{autograder.__name__}.")
    names = [m.name for m in found if not m.name.endswith(".__main__")]
    return [autograder, *map(import_module, names)]


def examples(module: ModuleType) -> int:
    """How many there are; a doctest without any would pass as well."""
    return sum(len(test.examples) for test in doctest.DocTestFinder().find(module))


MODULES = modules()
WITH_EXAMPLES = [m for m in MODULES if examples(m)]


def test_there_are_examples_to_try() -> None:
    assert sum(map(examples, MODULES)) > 20


def test_every_part_of_the_reference_has_an_example() -> None:
    public = [m for m in MODULES if m.__name__.startswith("autograder.reference.")]
    assert [m.__name__ for m in public if "._" not in m.__name__ and not examples(m)] == []


@pytest.mark.parametrize("module", WITH_EXAMPLES, ids=lambda m: m.__name__)
def test_the_examples_give_what_they_say(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert (result.failed, result.attempted > 0) == (0, True)
