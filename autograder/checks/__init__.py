"""The checks: a package for each chapter, a module for each graded function.

``"cross_correlation.corr2d"`` is ``check`` in ``autograder/checks/cross_correlation/corr2d.py``.
A chapter's ``__init__`` gives its number and lists its functions in the order of the notebook.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from autograder.exercise import Check


@cache
def chapters() -> tuple[ModuleType, ...]:
    """The chapter packages, by number; the folder is listed once in the life of a process."""
    names = (f"{__name__}.{module.name}" for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(map(importlib.import_module, names), key=lambda c: c.NUMBER))


def names() -> list[str]:
    """The names of all checks, in the order of the book."""
    return [f"{c.__name__.rpartition('.')[2]}.{f}" for c in chapters() for f in c.FUNCTIONS]


def find(name: str) -> Check:
    """The check of that name.

    Raises
    ------
    LookupError
        Says which names there are.

    >>> find("cross_correlation.corr2d").signature
    'corr2d(x, w)'
    """
    if name not in names():
        raise LookupError(f"there is no check named {name!r}; there are: {', '.join(names())}")
    check = importlib.import_module(f"{__name__}.{name}").check
    assert isinstance(check, Check)
    return check


def every_check() -> list[Check]:
    """All the checks, in the order of the book."""
    return [find(name) for name in names()]
