"""What `nbgrader_config.py` plugs into nbgrader, so that ``nbgrader autograde`` and formgrader's
button grade as the pipeline does: sanitised, in the sandbox, with the referee."""

from __future__ import annotations

import atexit
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Float, Unicode

from autograder.policy import Late, Policy

# Every command of nbgrader reads this module: what only grading needs is imported there.
if TYPE_CHECKING:
    from autograder.engine import Engine
    from autograder.sandbox.host import Client
    from autograder.sandbox.shell import Shell
    from autograder.terms import Terms


class Released(NbGraderPreprocessor):
    """Knows the folder with the released notebooks."""

    exercises = Unicode(help="The folder with the released notebooks.").tag(config=True)

    def model(self, where: dict[str, Any]) -> NotebookNode:
        """The released notebook of what is being graded."""
        path = Path(self.exercises) / where["assignment"] / f"{where['notebook']}.ipynb"
        return nbformat.read(path, as_version=4)


class Sanitise(Released):
    """Give a submission the shape of the released notebook; see `autograder.sanitise`."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        from autograder.sanitise import sanitise

        where = resources["nbgrader"]
        clean, notes = sanitise(nb, self.model(where))
        for note in notes:
            self.log.warning("%s: %s", where["student"], note)
        return clean, resources


class SandboxedExecute(Released):
    """Run the notebook as `autograder.grade.execute` does, with the student's secret seed.

    On Windows there is no sandbox: with ``c.Engine.isolation = "none"`` nbgrader's own `Execute`
    runs the notebook there, check cells included, in a kernel.
    """

    secret_file = Unicode(help="Holds the course secret; made when first needed.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        from autograder.checking import SEED_VARIABLE
        from autograder.engine import Settings
        from autograder.grade import execute
        from autograder.seeds import grading_seed
        from autograder.terms import Terms

        where = resources["nbgrader"]
        seed = grading_seed(Path(self.secret_file), where["student"], where["assignment"])
        settings = Settings.of(self.config)
        if sys.platform == "win32" and settings.isolation == "none":
            with utils.setenv(**{SEED_VARIABLE: str(seed)}):
                result: tuple[NotebookNode, Any] = Execute(parent=self.parent).preprocess(
                    nb, resources
                )
            return result
        model = self.model(where)
        terms = Terms.of(model, settings.terms)
        client, shell = _way(settings.isolation, terms)
        files = _data(Path(resources["metadata"]["path"]))
        execute(nb, model, terms, seed, client=client, shell=shell, files=files)
        return nb, resources


def _data(folder: Path) -> dict[str, bytes]:
    """The data files in a folder of `autograded/`; what else was copied there is removed."""
    from autograder.intake import TIMESTAMP, is_data

    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".ipynb" and not is_data(path.name):
            path.unlink()
    beside = [p for p in sorted(folder.iterdir()) if p.is_file() and p.suffix != ".ipynb"]
    return {p.name: p.read_bytes() for p in beside if p.name != TIMESTAMP}


def guard_autograde() -> None:
    """Have nbgrader look at a submission's files before it copies them, and at `course.toml`.

    Its converter copies whatever lies in the folder, through links and without end, before the
    first step that can be configured. A submission refused here is that student's error alone.
    And it makes the row of a submission, which is to have its deadline before a penalty is worked
    out.
    """
    usual = Autograde.init_assignment
    if usual.__module__ == __name__:
        return

    def init_assignment(self: Autograde, assignment_id: str, student_id: str) -> None:
        from autograder.intake import only_files

        if self._sanitizing:
            # Not `resolve`, which would follow the link that is looked for.
            only_files(Path(os.path.abspath(self._format_source(assignment_id, student_id))))
        usual(self, assignment_id, student_id)
        if self._sanitizing:
            _tell_deadline(self.coursedir, assignment_id, student_id)

    Autograde.init_assignment = init_assignment


def _tell_deadline(coursedir: CourseDirectory, assignment_id: str, student_id: str) -> None:
    """Deadline and extension of one submission, from `course.toml` to the gradebook."""
    policy = Policy.of(Path(coursedir.root))
    if policy.deadline(assignment_id, student_id) is None:
        return
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        submission = gradebook.find_submission(assignment_id, student_id)
        if due := policy.due.get(assignment_id):
            submission.assignment.duedate = due.replace(tzinfo=None)
        more = policy.extension(assignment_id, student_id, submission.assignment.duedate)
        if more is not None:
            submission.extension = more
        gradebook.db.commit()


@cache
def _engine() -> Engine:
    from autograder.engine import Engine

    engine = Engine()
    atexit.register(engine.close)
    return engine


def _way(isolation: str, terms: Terms) -> tuple[Client, Shell]:
    """To the students' processes: kept for as long as nbgrader runs."""
    from autograder.sandbox.shell import Shell

    address = _engine().start(terms)
    _engine().settle(isolation)
    return _client(address), Shell.make()


@cache
def _client(address: str) -> Client:
    from autograder.sandbox.host import Client

    return Client(address)


def with_execute(execute: type[NbGraderPreprocessor]) -> list[type[NbGraderPreprocessor]]:
    """nbgrader's own list of grading steps, with another class in place of `Execute`."""
    steps = Autograde.autograde_preprocessors.default_args[0]
    return [execute if step is Execute else step for step in steps]


class LatePenalty(LateSubmissionPlugin):
    """What `course.toml` takes off for late work; see `autograder.policy.Late`.

    nbgrader tells a plugin the student, the score and the seconds, but not the assignment: the
    rule is one for the whole course.
    """

    per_day = Float(Late.per_day, help="Part of the score lost for each day begun.").tag(
        config=True
    )
    at_most = Float(Late.at_most, help="Largest part of the score that can be lost.").tag(
        config=True
    )
    grace_minutes = Float(Late.grace_minutes, help="Later than this is late.").tag(config=True)
    cut_off_days = Float(Late.cut_off_days, help="Later than this earns nothing.").tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        rule = Late(self.per_day, self.at_most, self.grace_minutes, self.cut_off_days)
        return rule.penalty(score, total_seconds_late)
