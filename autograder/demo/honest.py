"""Honest submissions by the hundred, as a class would hand them in: right, wrong, unfinished, late.

Each starts from the released notebook. Every function gets one of the check's right styles, one of
its listed mistakes, something that does not run, or nothing; then come the traces of somebody at
work: scratch cells, prints, a picture, old outputs. No attack and no accident: nothing in here may
stop or mislead whoever grades it.
"""

from __future__ import annotations

import json
import random
from datetime import timedelta
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from autograder.checks import find
from autograder.course import Course
from autograder.demo.make import DEADLINE, Student, fill_in
from autograder.demo.write import as_cell
from autograder.exercise import Check
from autograder.release import CHECK_CALL

ALL_RIGHT = 0.4  # of the submissions, as in the demo class
# What becomes of a function in the others, and how often.
FATES = {"right": 55, "mistake": 25, "stub": 8, "raises": 4, "syntax-error": 3, "unfinished": 5}
UNFINISHED = ("return 1 / 0", "return not_yet_there", "pass", "return 'an array'", "return []")

SCRATCH = (
    "# does this work at all?\nnp.arange(6).reshape(2, 3)",
    "x = np.array([1.0, 2.0, 4.0, 8.0])\nw = np.array([-1.0, 1.0])\nprint(x, w)",
    "for i in range(3):\n    print('row', i)",
    "import math\nmath.sqrt(2) ** 2 == 2",
    "def helper(n):\n    return 2 * n\n\nhelper(21)",
    "np.ones((2, 3)) @ np.ones((2, 3))  # why not?",
    "undefined_so_far + 1",
    "fig, axis = plt.subplots(figsize=(3, 2))\naxis.plot(np.sin(np.arange(20)))\nplt.show()",
    "np.array([1, 2]) / 0",
    "assert 1 + 1 == 2",
    "",
)
NOTES = ("My first idea was a loop.", "$y[i] = \\sum_a w[a] x[i+a]$, so what is k?", "Ask Ada!")


def honest(course: Course, count: int, seed: int) -> list[tuple[str, str]]:
    """Hand in `count` submissions to the course's assignments, in turn; the seed decides all.

    Returns
    -------
    Assignment and student of each, in the order in which they were made.
    """
    assignments = course.assignments()
    models = {a: nbformat.read(course.released(a), as_version=4) for a in assignments}
    made = []
    for number in range(count):
        assignment = assignments[number % len(assignments)]
        student = f"honest-{number // len(assignments) + 1:04d}"
        dice = random.Random(f"{seed} {number}")
        nb = notebook(models[assignment], student, dice)
        folder = course.submitted / student / assignment
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{assignment}.ipynb").write_text(json.dumps(nb, indent=1) + "\n", "utf-8")
        stamp(folder, dice)
        made.append((assignment, student))
    return made


def stamp(folder: Path, dice: random.Random) -> None:
    """When it was handed in: mostly in time, some a few days late, some not said."""
    if dice.random() < 0.1:
        return
    late = dice.random() < 0.3
    hours = dice.uniform(0.0, 150.0) if late else dice.uniform(-200.0, 0.0)
    when = DEADLINE + timedelta(seconds=round(3600 * hours))
    (folder / "timestamp.txt").write_text(f"{when:%Y-%m-%d %H:%M:%S} UTC", "utf-8")


def notebook(model: NotebookNode, student: str, dice: random.Random) -> NotebookNode:
    """One student's notebook, from the released one, which stays as it is."""
    nb = nbformat.from_dict(model)
    flawless = dice.random() < ALL_RIGHT
    for cell, following in zip(list(nb.cells), [*nb.cells[1:], None], strict=True):
        called = CHECK_CALL.search(following.source) if following else None
        if not cell.metadata.get("nbgrader", {}).get("solution"):
            continue
        if called:
            check = find(called[1])
            fate = dice.choices(list(FATES), list(FATES.values()))[0]
            _answer(check, cell, following, "right" if flawless else fate, dice)
        elif cell.cell_type == "markdown" and dice.random() < 0.7:
            cell.source = f"{student}: it slides, it multiplies, it adds. ({dice.random():.3f})"
    for _ in range(dice.randrange(5)):
        _scratch(nb, dice)
    for cell in nb.cells:
        if cell.cell_type == "code" and dice.random() < 0.3:
            cell.execution_count = dice.randrange(1, 200)
            cell.outputs = [new_output("stream", name="stdout", text="as it was at home\n")]
    if dice.random() < 0.1:
        nb.metadata["kernelspec"] = {"name": "conda-ml", "display_name": "ml", "language": "python"}
    return nb


def _answer(
    check: Check, cell: NotebookNode, test: NotebookNode, fate: str, dice: random.Random
) -> None:
    if fate == "stub":
        return
    if fate == "unfinished":
        head = f"def {check.function_name}({', '.join(check.parameters)}):"
        cell.source = f"{head}\n    {dice.choice(UNFINISHED)}"
    else:
        choice = {"right": "", "mistake": dice.choice(mistakes(check.name))}.get(fate, fate)
        single = dice.random() < 0.1
        who = Student("", "", {}, dice.randrange(12), single, {check.name: choice})
        fill_in(NotebookNode(cells=[cell, test]), who)
    if fate in ("right", "mistake") and dice.random() < 0.15:
        cell.source = _with_first_line(cell.source, f"print('{check.function_name} is called')")
    if dice.random() < 0.15:
        cell.source += f"\n\nprint({check.function_name}.__name__, 'is written')"
    elif dice.random() < 0.05:
        cell.source += "\n\nassert False, 'to be continued'"


def _with_first_line(source: str, line: str) -> str:
    """The source with one more line at the start of its last function."""
    lines = source.split("\n")
    last = max(n for n, text in enumerate(lines) if text.startswith("def "))
    return "\n".join([*lines[: last + 1], f"    {line}", *lines[last + 1 :]])


@cache
def mistakes(check: str) -> tuple[str, ...]:
    """The listed mistakes that can stand in a student's cell, by name."""
    found = []
    for mistake in find(check).mistakes:
        try:
            as_cell(mistake.function, "f")
        except ValueError:  # leans on a reference kernel: not for students' notebooks
            continue
        found.append(mistake.name)
    return tuple(found)


def _scratch(nb: NotebookNode, dice: random.Random) -> None:
    """A cell of the student's own, anywhere below the imports."""
    name = f"own-{len(nb.cells)}"
    if dice.random() < 0.3:
        cell = new_markdown_cell(dice.choice(NOTES), id=name)
    else:
        cell = new_code_cell(dice.choice(SCRATCH), id=name)
    nb.cells.insert(dice.randrange(3, len(nb.cells) + 1), cell)
