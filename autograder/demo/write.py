"""A listed mistake, or a right style, as source text that stands on its own in a notebook cell.

The functions in `autograder/checks/` lean on helpers of their module. A student's notebook knows
nothing of those: here the function and all that it needs are copied out, the helpers under names
with an underscore, and a check's reference replaced by the check's first right style.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from types import FunctionType, ModuleType

from autograder.checks import every_check
from autograder.exercise import Function
from autograder.quiz import Answers


def as_cell(function: Function, name: str) -> str:
    """Source that defines `function` under `name`, with everything it needs in front.

    Raises
    ------
    ValueError
        The function uses something that cannot be copied, such as a reference kernel.

    >>> from autograder.checks import find
    >>> print(as_cell(find("cross_correlation.corr1d").mistakes[0].function, "corr1d"))
    import numpy as np
    <BLANKLINE>
    def _reference(x, w):
        y = np.zeros(len(x) - len(w) + 1)
        for i in range(len(y)):
            for a in range(len(w)):
                y[i] += x[i + a] * w[a]
        return y
    <BLANKLINE>
    def corr1d(x, w):
        return _reference(x, w[::-1])
    """
    if isinstance(function, Answers):
        return f"def {name}(question):\n    return {function.table!r}[question]"
    imports: list[str] = []
    parts: dict[str, str] = {}
    body = _copy(_right(function), name, imports, parts)
    return "\n\n".join(["\n".join(imports)] * bool(imports) + [*parts.values(), body])


def _right(function: Function) -> Function:
    """A check's reference is not for students: its first right style says the same."""
    for check in every_check():
        if function is check.reference:
            return check.styles[0]
    return function


def _copy(function: Function, name: str, imports: list[str], parts: dict[str, str]) -> str:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    if not isinstance(tree, ast.FunctionDef):
        raise ValueError(f"{function!r} is not a plain function")
    tree.decorator_list, tree.name = [], name
    scope = sys.modules[function.__module__].__dict__
    local = {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    local |= {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in scope and node.id not in local:
            node.id = _provide(node.id, scope[node.id], imports, parts)
    return ast.unparse(ast.fix_missing_locations(tree))


def _provide(name: str, value: object, imports: list[str], parts: dict[str, str]) -> str:
    """Make `name` available in the cell; returns what it is called there."""
    if isinstance(value, ModuleType):
        line = f"import {value.__name__}" + ("" if value.__name__ == name else f" as {name}")
    elif getattr(value, "__module__", "").partition(".")[0] in ("numpy", "math", "itertools"):
        line = f"from {value.__module__} import {name}"
    elif isinstance(value, FunctionType) and ".checks." in value.__module__:
        private = f"_{name.strip('_')}"
        if private not in parts:
            parts[private] = _copy(_right(value), private, imports, parts)
        return private
    else:
        raise ValueError(f"{name} cannot be copied into a student's notebook")
    if line not in imports:
        imports.append(line)
    return name
