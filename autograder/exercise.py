"""How a graded function is described: one `Check` for each, written once in `autograder/checks/`.

A check says what is asked (signature), how cases are drawn from a seed (properties, each worth
points), what is right (reference, tolerance) and what students get wrong (mistakes). The same
list of mistakes names a wrong answer, proves that the check catches it, fills the demo class and
the "what goes wrong" sections of the book.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from numpy.random import Generator

Function = Callable[..., Any]
Arguments = tuple[Any, ...]
Draw = Callable[[Generator], Iterable[Arguments]]


@dataclass(frozen=True)
class Property:
    """One thing that a right answer does: all its cases pass, or its points are not given.

    Parameters
    ----------
    says
        What the student reads, as the end of "your function …": "slides over every window".
    points
        What it is worth, in nbgrader's points.
    draw
        From a seeded generator to the argument tuples of its cases. Draw rectangular,
        asymmetric, negative data: a case in which two axes agree hides their confusion.
    """

    says: str
    points: int
    draw: Draw


@dataclass(frozen=True)
class Mistake:
    """A wrong implementation that students really write.

    Parameters
    ----------
    name
        Stable, hyphenated: what reports and tests call it.
    when
        The end of the sentence "this is what you get when …".
    hint
        What to look at next; never the answer.
    function
        The wrong implementation itself.
    """

    name: str
    when: str
    hint: str
    function: Function


@dataclass
class Check:
    """The one description of a graded function.

    Parameters
    ----------
    name
        ``"chapter.function"``: the module in `autograder.checks` and the attribute in it.
    signature
        As the student should write it: ``"corr2d(x, w)"``.
    reference
        The right answer, from `autograder.reference` or written beside the check.
    properties
        In the order in which a student should get them right.
    tolerance
        Largest error accepted, relative to the largest expected value (at least 1).
        The default accepts an answer computed in float32.
    time_limit
        Seconds for one call.
    fixed
        Nothing is drawn, and no verdict tells what was expected: see `autograder.quiz`.

    Examples
    --------
    >>> double = Check(
    ...     "demo.double",
    ...     "double(x)",
    ...     lambda x: 2 * x,
    ...     [Property("doubles", 1, lambda rng: [(rng.normal(size=3),)])],
    ... )
    >>> @double.mistake("the number is squared", hint="Compute 2·3 by hand.")
    ... def squared(x):
    ...     return x**2
    >>> double.points, [m.name for m in double.mistakes]
    (1, ['squared'])
    """

    name: str
    signature: str
    reference: Function
    properties: list[Property]
    tolerance: float = 1e-5
    time_limit: float = 10.0
    fixed: bool = False
    mistakes: list[Mistake] = field(default_factory=list)
    styles: list[Function] = field(default_factory=list)

    @property
    def function_name(self) -> str:
        """``"corr2d"`` of ``"corr2d(x, w)"``."""
        return self.signature.partition("(")[0]

    @property
    def parameters(self) -> list[str]:
        """Names of the arguments, in order."""
        return list(inspect.signature(self.reference).parameters)

    @property
    def points(self) -> int:
        """All the points of the exercise: the home of the number that nbgrader shows."""
        return sum(p.points for p in self.properties)

    def mistake(self, when: str, hint: str) -> Callable[[Function], Function]:
        """Decorator: add a wrong implementation; its name becomes the mistake's."""

        def add(function: Function) -> Function:
            name = function.__name__.strip("_").replace("_", "-")
            self.add_mistake(name, when, hint, function)
            return function

        return add

    def add_mistake(self, name: str, when: str, hint: str, function: Function) -> None:
        """What `mistake` does, for a function that has no name of its own."""
        self.mistakes.append(Mistake(name, when, hint, function))

    def style(self, function: Function) -> Function:
        """Decorator: add a right implementation that the check must accept."""
        self.styles.append(function)
        return function
