"""One submission: read → sanitise → run → referee. Touches no database; `record` does.

1. `reading`: `intake` reads what was handed in, `sanitise` gives it the shape of the released one.
2. The student's cells run in the student's process, in the sandbox.
3. The test cells run in the referee, here, and call the student's functions over there.
4. A cell or a call that ends the process costs that cell: the ones before run again in a new one.

The pipeline and nbgrader's own `autograde` (see `plugins`) both come through here.
"""

from __future__ import annotations

import os
import re
import time
import traceback
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.checking import SEED_VARIABLE
from autograder.reading import read
from autograder.referee import Referee, defined_names, imports_of
from autograder.sandbox.host import Answer, Client, End, Found, Ran, Student
from autograder.sandbox.limits import Limits
from autograder.sandbox.outputs import Output, error, fit
from autograder.sandbox.shell import Shell
from autograder.seeds import seed_of_work
from autograder.submission import FAILED, Examined, Ready
from autograder.terms import Terms
from autograder.verdict import ENDS

RESTARTS = 12  # processes that one notebook may use up
LOOK_SECONDS = 5.0
CELLS_FULL = 5  # as many cells' worth of output a whole notebook may have


def examine(
    folder: Path,
    model: NotebookNode,
    terms: Terms,
    seed: int,
    *,
    client: Client,
    shell: Shell,
) -> Examined:
    """Examine what lies in a student's folder; whatever is wrong with it is in the answer.

    Parameters
    ----------
    folder
        ``submitted/STUDENT/ASSIGNMENT``.
    model
        The assignment, from trusted places (`record.model`).
    client, shell
        The way to the students' processes, and the referee's own shell.
    """
    found = read(folder, model)
    if isinstance(found, Examined):
        return found
    return run(found, model, terms, seed, client=client, shell=shell)


def run(
    ready: Ready,
    model: NotebookNode,
    terms: Terms,
    seed: int,
    *,
    client: Client,
    shell: Shell,
) -> Examined:
    """The same for a submission that was read already, on another machine perhaps."""
    nb = ready.notebook
    try:
        execute(nb, model, terms, seed, client=client, shell=shell, files=ready.files)
    except Exception:  # noqa: BLE001  the grader's own fault: told, and tried again next time
        return Examined(
            ready.assignment,
            ready.student,
            "failed",
            FAILED,
            traceback.format_exc(),
        )
    if ready.notes:
        nb.cells.insert(0, _told(ready.notes))
    return Examined(
        ready.assignment,
        ready.student,
        "graded",
        notes=ready.notes,
        notebook=nb,
        files=ready.files,
    )


def _told(notes: Iterable[str]) -> NotebookNode:
    """What was repaired, where the student and the instructor see it: on top of the notebook."""
    # Names in the notes are the student's own: nothing in them may be read as markup.
    lines = [re.sub(r"([\\`*_{}\[\]<>#$|~&!])", r"\\\1", note) for note in notes]
    text = "**Before your notebook was graded:**\n\n" + "\n".join(f"- {line}" for line in lines)
    return nbformat.from_dict(
        {"cell_type": "markdown", "id": "graders-notes", "metadata": {}, "source": text}
    )


def execute(
    nb: NotebookNode,
    model: NotebookNode,
    terms: Terms,
    seed: int,
    *,
    client: Client,
    shell: Shell,
    files: Mapping[str, bytes] | None = None,
) -> None:
    """Run a sanitised notebook in place: its cells get their outputs.

    Raises
    ------
    SandboxFailed
        No process could be locked in; nothing was run outside.
    """
    given = tuple(
        c.source for c in model.cells if c.cell_type == "code" and "nbgrader" not in c.metadata
    )
    referee = Referee(shell, imports_of(given))
    run = Execution(client, terms.limits, files or {}, model)
    count = 0
    with _seeded(seed_of_work(seed, (c.source for c in nb.cells))), run:
        for cell in nb.cells:
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            count += 1
            meta = cell.metadata.get("nbgrader", {})
            if meta.get("grade") and not meta.get("solution"):
                _, outputs = referee.run(cell.source, run)
            else:
                outputs = run.cell(cell.source, str(meta.get("grade_id", "")))
            cell.outputs = [nbformat.from_dict(o) for o in outputs]
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
            cell.execution_count = count
    shell.reset(new_session=True)


class Execution:
    """A student's notebook that runs: the process, the cells so far, and what went wrong."""

    def __init__(
        self, client: Client, limits: Limits, files: Mapping[str, bytes], model: NotebookNode
    ) -> None:
        self.client, self.limits, self.files = client, limits, files
        self.ran: list[str] = []  # cells that make up the state, to be run again if need be
        self.deadline = time.monotonic() + limits.notebook_seconds
        self.starts = 0
        self.student: Student | None = None
        self.room = CELLS_FULL * limits.output_kb << 10  # characters that outputs may still take
        self.troubles: dict[str, str] = {}  # by grade_id: why a cell did not do its work
        self.homes = {
            name: c.metadata.nbgrader.grade_id
            for c in model.cells
            if c.cell_type == "code" and c.metadata.get("nbgrader", {}).get("solution")
            for name in defined_names(c.source)
        }

    def __enter__(self) -> Execution:
        return self

    def __exit__(self, *problem: object) -> None:
        if self.student is not None:
            self.student.close()

    def cell(self, source: str, grade_id: str) -> list[Output]:
        """Run a cell of the student's; what stopped it is shown as an error."""
        student = self._alive()
        if isinstance(student, End):
            ran = Ran(False, [], student)
        else:
            ran = student.run(source, self._seconds(self.limits.cell_seconds))
        outputs, self.room = fit(ran.outputs, self.room)
        if ran.end is None:
            self.ran.append(source)
        else:
            outputs = [o for o in outputs if o["output_type"] != "error"]
            name, sentence = ENDS[ran.end.code]
            limit = f"{self.limits.cell_seconds:g}"
            outputs.append(error(name, sentence.format(detail=ran.end.detail, seconds=limit)))
        wrong = next((o for o in outputs if o["output_type"] == "error"), None)
        if wrong is not None and grade_id:
            said = f"{wrong['ename']}: {wrong['evalue']}".rstrip(": ")
            self.troubles[grade_id] = f"the cell for it stopped with {said}"
        return outputs

    def look(self, name: str) -> Found | End:
        student = self._alive()
        if isinstance(student, End):
            return student
        return student.look(name, self._seconds(LOOK_SECONDS))

    def call(
        self, name: str, arguments: Any, named: dict[str, Any], seconds: float | None
    ) -> Answer:
        student = self._alive()
        if isinstance(student, End):
            return Answer(student.code, detail=student.detail)
        most = self.limits.call_seconds
        allowed = self._seconds(most if seconds is None else min(seconds, most))
        return student.call(name, arguments, named, seconds=allowed)

    def trouble(self, name: str) -> str:
        return self.troubles.get(self.homes.get(name, ""), "no cell defines it")

    def _seconds(self, wanted: float) -> float:
        return max(0.05, min(wanted, self.deadline - time.monotonic()))

    def _alive(self) -> Student | End:
        """A process in which the cells so far have run, or why there is none any more."""
        if time.monotonic() > self.deadline and self.student is not None:
            self.student.close()
        while self.student is None or self.student.end is not None:
            if time.monotonic() > self.deadline:
                return End(
                    "timed-out", f"the notebook has had its {self.limits.notebook_seconds:g} s"
                )
            if self.starts > RESTARTS:
                return End("killed", f"{RESTARTS} processes were used up")
            if self.student is not None:
                self.student.close()
            self.student = self.client.start(self.limits, self.files)
            self.starts += 1
            for source in list(self.ran):
                if self.student.run(source, self._seconds(self.limits.cell_seconds)).end:
                    self.ran.remove(source)  # it went well before: it costs itself now
                if self.student.end is not None:
                    break
        return self.student


@contextmanager
def _seeded(seed: int) -> Any:
    """`check` in this process draws from the seed; no student's process sees this environment."""
    os.environ[SEED_VARIABLE] = str(seed)
    try:
        yield
    finally:
        del os.environ[SEED_VARIABLE]
