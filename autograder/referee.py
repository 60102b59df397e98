"""The referee: runs the test cells of the course, with a student's names standing for a process.

A test cell is trusted. A name in it that the course does not define belongs to the student: a
function becomes a `Remote`, whose calls send inputs and bring plain values back; a plain value is
fetched. What is expected is computed here and never leaves.
"""

from __future__ import annotations

import ast
import builtins
from dataclasses import replace
from functools import cache
from typing import Any, Protocol

from IPython.core.inputtransformer2 import TransformerManager

from autograder.exercise import Arguments
from autograder.outcome import Elsewhere, Outcome, read
from autograder.sandbox.host import Answer, End, Found
from autograder.sandbox.outputs import Output
from autograder.sandbox.shell import Shell
from autograder.sandbox.values import Opaque

# What IPython puts there (a magic is a call of `get_ipython`), whoever else uses the name.
SHELLS = {"get_ipython", "display", "exit", "quit"}


class Notebook(Protocol):
    """A student's notebook that runs somewhere: what `autograder.grade` offers the referee."""

    def look(self, name: str) -> Found | End:
        """What the name stands for."""

    def call(
        self, name: str, arguments: Any, named: dict[str, Any], seconds: float | None
    ) -> Answer:
        """Call a function of the notebook."""

    def trouble(self, name: str) -> str:
        """Why the name is not defined, in words that follow a colon."""


class StudentError(Exception):
    """A call from a test cell had no answer: it stopped, took too long, or ended its process."""


class Remote(Elsewhere):
    """A function of the student's, which stays where it is."""

    def __init__(self, notebook: Notebook, name: str, found: Found) -> None:
        self._notebook, self._name = notebook, name
        self.signature = found.signature

    def outcome(self, arguments: Arguments, seconds: float) -> Outcome:
        answer = self._notebook.call(self._name, arguments, {}, seconds)
        return replace(_outcome(answer), printed=answer.printed)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """For test cells that call it themselves.

        Raises
        ------
        StudentError
            Says what came in place of an answer.
        """
        answer = self._notebook.call(self._name, arguments, named, None)
        if answer.printed:
            print(answer.printed, end="")
        if answer.code != "answered":
            raise StudentError(f"{self._name}: {answer.code}: {answer.detail}")
        if isinstance(answer.value, Opaque):
            raise StudentError(f"{self._name} returned {answer.value.what}")
        return answer.value

    def __repr__(self) -> str:
        return f"<submitted {self._name}>"


class Unusable(Elsewhere):
    """A name that stands for nothing that can be called."""

    def __init__(self, code: str, detail: str) -> None:
        self.why_not = (code, detail)

    def outcome(self, arguments: Arguments, seconds: float) -> Outcome:
        return Outcome(self.why_not[0], detail=self.why_not[1]) if self.why_not else Outcome("")

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        raise StudentError(": ".join(self.why_not or ()))


def _outcome(answer: Answer) -> Outcome:
    if answer.code != "answered":
        return Outcome(answer.code, detail=answer.detail)
    if isinstance(answer.value, Opaque):
        return Outcome("unreadable", detail=answer.value.what)
    outcome = read(answer.value)
    if answer.changed:
        return Outcome("changed-input", outcome.value)
    return outcome


class Referee:
    """Runs test cells of one assignment.

    Parameters
    ----------
    shell
        Of this process; nothing of a student's is ever run in it.
    imports
        What the released notebook imports, by name: ``{"check": "from autograder import check"}``.
    """

    def __init__(self, shell: Shell, imports: dict[str, str]) -> None:
        self.shell, self.imports = shell, imports

    def run(self, source: str, notebook: Notebook) -> tuple[bool, list[Output]]:
        """Run one test cell on a notebook: whether it came to its end, and its outputs."""
        names = self.shell.user_ns
        wanted = free_names(source)
        for name in wanted:
            if name in self.imports:
                exec(self.imports[name], names)
            else:
                names[name] = _stand_in(name, notebook)
        try:
            return self.shell.run(source)
        finally:
            for name in wanted:
                names.pop(name, None)


def _stand_in(name: str, notebook: Notebook) -> Any:
    found = notebook.look(name)
    if isinstance(found, End):
        return Unusable(found.code, found.detail or "before it could be called")
    if found.kind == "missing":
        return Unusable("not-defined", notebook.trouble(name))
    if found.kind == "function":
        return Remote(notebook, name, found)
    if isinstance(found.value, Opaque):
        return Unusable("not-a-function", f"a {found.type}")
    return found.value


@cache
def free_names(source: str) -> tuple[str, ...]:
    """The names that a cell uses and does not define itself, builtins left out.

    >>> free_names("answer = corr2d(x, w)\\nassert len(answer) == n")
    ('corr2d', 'n', 'w', 'x')
    """
    tree = _parsed(source)
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    stored = {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)
    }
    stored |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    stored |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    stored |= set(_imports(tree))
    return tuple(sorted(used - stored - set(dir(builtins)) - SHELLS))


@cache  # as for all of these: the cells are the same for every submission
def imports_of(sources: tuple[str, ...]) -> dict[str, str]:
    """What cells import, by the name that it gets, each as a statement of its own.

    >>> imports_of(("try:\\n    import numpy as np\\nexcept ImportError: raise",))
    {'np': 'import numpy as np'}
    """
    found: dict[str, str] = {}
    for source in sources:
        found |= _imports(_parsed(source))
    return found


@cache
def defined_names(source: str) -> frozenset[str]:
    """The functions, classes and variables that a cell defines at its top level."""
    names: set[str] = set()
    for node in _parsed(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        else:
            names |= {
                n.id
                for n in ast.walk(node)
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
    return frozenset(names)


def _imports(tree: ast.Module) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                one = (
                    ast.Import([alias])
                    if isinstance(node, ast.Import)
                    else ast.ImportFrom(node.module, [alias], node.level)
                )
                found[name] = ast.unparse(one)
    return found


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError:  # the cell will say so itself when it runs
        return ast.Module([], [])
