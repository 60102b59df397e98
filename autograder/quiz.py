"""Questions with one right number each, as a check like all others: *find the bug* and *predict*.

The student's function takes the name of a question and returns its answer. Nothing is drawn: every
question is a property of its own. A wrong number that students really write is a `Mistake`, named
whatever they answer to the other questions; and no verdict tells the right number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.exercise import Check, Property


@dataclass(frozen=True)
class Question:
    """One question.

    Parameters
    ----------
    name
        What the student's function is called with: ``"rows"``, ``"a"``.
    says
        The end of "your function …": "tells the number of rows".
    answer
        The right number. Compute it with `autograder.reference` where that is possible.
    wrong
        Numbers that students write instead, each with the end of "this is what you get when …"
        and a hint that does not give the answer away.
    """

    name: str
    says: str
    answer: float
    wrong: Mapping[float, tuple[str, str]] = field(default_factory=dict)


class Answers:
    """A student's function for a quiz: a table of answers.

    >>> Answers("right", {"rows": 3, "columns": 4})("columns")
    4
    """

    def __init__(self, name: str, table: Mapping[str, float]) -> None:
        self.__name__ = name
        self.table = dict(table)

    def __call__(self, question: str) -> float:
        return self.table[question]


def quiz(name: str, questions: list[Question]) -> Check:
    """The check ``"chapter.function"`` of these questions; each is worth one point.

    >>> slip = ("the last window hangs over the edge", "Draw the last window.")
    >>> check = quiz("demo.predict", [Question("rows", "tells the number of rows", 3, {4: slip})])
    >>> check.points, check.fixed, [m.name for m in check.mistakes]
    (1, True, ['rows-4'])
    """
    right = {q.name: _plain(q.answer) for q in questions}
    function = name.rpartition(".")[2]
    check = Check(
        name,
        f"{function}(question)",
        Answers("reference", right),
        [Property(q.says, 1, lambda rng, asked=q.name: [(asked,)]) for q in questions],  # type: ignore[misc]
        fixed=True,
    )
    for question in questions:
        for number, (when, hint) in question.wrong.items():
            label = re.sub(r"[^a-z0-9]+", "-", f"{question.name}-{number:g}".lower()).strip("-")
            table = right | {question.name: _plain(number)}
            check.add_mistake(label, when, hint, Answers(label, table))
    check.style(Answers("table", right))
    return check


def _plain(number: float) -> float:
    """Python's own number for one of NumPy's, so that it can be written into a notebook."""
    return int(number) if number == int(number) else float(number)
