"""One submission through nbgrader: repair → run with a secret seed → penalty → gradebook.

The three classes at the top are plugged into nbgrader by `nbgrader_config.py`, so that
``nbgrader autograde``, formgrader's button and our own pipeline give the same marks.
`grade_one` is what the pipeline calls for each submission.
"""

from __future__ import annotations

import copy
import hashlib
import hmac
import math
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.converters import Autograde
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Float, Unicode

from autograder.check import SEED_VARIABLE
from autograder.course import Course

ODD_CELL = "This cell was repaired before grading: {}."


class Repair(NbGraderPreprocessor):
    """Give a submission the shape of the released notebook, whatever happened to it.

    - a copy of a graded cell loses its nbgrader metadata (the last one counts, as in nbgrader);
    - a missing graded cell comes back in its place, with the released text;
    - a changed cell type and edited metadata go back to what was released.

    Each repair is noted in the cell's metadata. A submission in its proper shape is unchanged.
    """

    exercises = Unicode(help="The folder with the released notebooks.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        where = resources["nbgrader"]
        path = Path(self.exercises) / where["assignment"] / f"{where['notebook']}.ipynb"
        released = nbformat.read(path, as_version=4)
        notes = repair(nb, released)
        for note in notes:
            self.log.warning("%s: %s", where["student"], note)
        nb.metadata["kernelspec"] = copy.deepcopy(released.metadata["kernelspec"])
        return nb, resources


def repair(nb: NotebookNode, released: NotebookNode) -> list[str]:
    """Repair in place, as `Repair` says; returns what was done, in words."""
    notes = []
    wanted = {c.metadata.nbgrader.grade_id: c for c in released.cells if "nbgrader" in c.metadata}
    found: dict[str, NotebookNode] = {}
    for cell in reversed(nb.cells):
        meta = cell.metadata.get("nbgrader")
        if meta is None:
            continue
        name = str(meta.get("grade_id")) if isinstance(meta, dict) else ""
        if name in wanted and name not in found:
            found[name] = cell
        else:
            del cell.metadata["nbgrader"]
            notes.append(f"a copy of cell {name!r} is not graded")
    for name, cell in found.items():
        notes += _as_released(cell, wanted[name])

    place = 0  # where the next missing cell goes: behind the graded cell before it
    for name, model in wanted.items():
        if name in found:
            place = next(i for i, c in enumerate(nb.cells) if c is found[name]) + 1
            continue
        fresh = copy.deepcopy(model)
        fresh.metadata["repaired"] = "missing"
        nb.cells.insert(place, fresh)
        place += 1
        notes.append(f"cell {name!r} was missing and is back as released")
    _unique_ids(nb)
    return notes


def _as_released(cell: NotebookNode, model: NotebookNode) -> list[str]:
    notes = []
    name = model.metadata.nbgrader.grade_id
    if cell.cell_type != model.cell_type:
        notes.append(f"cell {name!r} was a {cell.cell_type} cell")
        cell.cell_type = model.cell_type
        for key in ("outputs", "execution_count", "attachments"):
            cell.pop(key, None)
        if model.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    if cell.metadata.nbgrader != model.metadata.nbgrader:
        notes.append(f"the nbgrader metadata of cell {name!r} was edited")
        cell.metadata.nbgrader = copy.deepcopy(model.metadata.nbgrader)
    if model.metadata.nbgrader.locked and cell.source != model.source:
        notes.append(f"the text of test cell {name!r} was edited")
        cell.source = model.source
    if notes:
        cell.metadata["repaired"] = "; ".join(notes)
    return notes


def _unique_ids(nb: NotebookNode) -> None:
    """Pasted cells share an id, which nbformat refuses."""
    seen: set[str] = set()
    for number, cell in enumerate(nb.cells):
        if "id" in cell and cell["id"] in seen:
            cell["id"] = f"{cell['id'][:48]}-copy-{number}"
        seen.add(cell.get("id", ""))


class SeededExecute(Execute):
    """Run the notebook with a seed that the students cannot know.

    The seed comes from the course secret, the student and the assignment: the same on every
    regrade, different for each student, and nowhere written down.
    """

    secret_file = Unicode(help="Holds the course secret; made when first needed.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        where = resources["nbgrader"]
        seed = grading_seed(Path(self.secret_file), where["student"], where["assignment"])
        with utils.setenv(**{SEED_VARIABLE: str(seed)}):
            result: tuple[NotebookNode, Any] = super().preprocess(nb, resources)
        return result


def grading_seed(secret_file: Path, student: str, assignment: str) -> int:
    """A 63-bit number from the course secret, the student and the assignment."""
    key = course_secret(secret_file)
    digest = hmac.new(key, f"{student}\0{assignment}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def course_secret(path: Path) -> bytes:
    """Read the secret, or make one that only its owner can read."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(partial, path)  # fails if another grader was first: then its secret counts
        except FileExistsError:
            return path.read_bytes()
        finally:
            partial.unlink()
    return path.read_bytes()


def with_execute(execute: type[Execute]) -> list[type[NbGraderPreprocessor]]:
    """nbgrader's own list of grading steps, with another class in place of `Execute`."""
    steps = Autograde.autograde_preprocessors.default_args[0]
    return [execute if step is Execute else step for step in steps]


class LatePenalty(LateSubmissionPlugin):
    """A tenth of the score for each day begun after the deadline, half of it at most."""

    per_day = Float(0.1, help="Part of the score lost for each day begun.").tag(config=True)
    at_most = Float(0.5, help="Largest part of the score that can be lost.").tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        days = math.ceil(total_seconds_late / 86400)
        return round(score * min(self.at_most, self.per_day * days), 4)


@dataclass(frozen=True)
class Graded:
    """How grading one submission went."""

    assignment: str
    student: str
    code: str  # "graded", or why not: "missing-notebook", "malformed-notebook", "failed"
    sentence: str = ""
    detail: str = ""


def grade_one(course: Course, assignment: str, student: str) -> Graded:
    """Autograde one submission; whatever is wrong with it is that student's verdict alone."""
    folder = course.submitted / student / assignment
    notebook = folder / f"{assignment}.ipynb"
    handed_in = notebook_of(folder, course.released(assignment))
    if handed_in is None:
        return Graded(
            assignment, student, "missing-notebook", f"No notebook of {assignment} was handed in."
        )
    note = ""
    if handed_in != notebook:
        shutil.copy2(handed_in, notebook)  # beside the original, which stays
        note = f"The notebook was handed in as {handed_in.name!r}."
    try:
        nbformat.read(notebook, as_version=4)
    except Exception as error:  # noqa: BLE001 - nbformat raises many types for what is no notebook
        return Graded(
            assignment,
            student,
            "malformed-notebook",
            "This is no notebook that Jupyter can open. Please save it and hand it in again.",
            repr(error),
        )
    result = course.nbgrader().autograde(assignment, student, force=True, create=True)
    if not result["success"]:
        return Graded(
            assignment,
            student,
            "failed",
            "The notebook could not be graded; the instructor sees why.",
            f"{result.get('log')}\n{result.get('error')}",
        )
    return Graded(assignment, student, "graded", note)


def notebook_of(folder: Path, released: Path) -> Path | None:
    """The student's notebook: by its name, else the only one with cells of the exercise."""
    if (folder / released.name).is_file():
        return folder / released.name
    model = nbformat.read(released, as_version=4)
    wanted = {c.metadata.nbgrader.grade_id for c in model.cells if "nbgrader" in c.metadata}
    alike = [p for p in sorted(folder.glob("*.ipynb")) if wanted & _grade_ids(p)]
    return alike[0] if len(alike) == 1 else None


def _grade_ids(path: Path) -> set[str]:
    try:
        nb = nbformat.read(path, as_version=4)
        return {c.metadata.get("nbgrader", {}).get("grade_id", "") for c in nb.cells} - {""}
    except Exception:  # noqa: BLE001 - a file that is no notebook has no cells of ours
        return set()
