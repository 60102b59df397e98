"""A course directory as nbgrader sees it, and the way to nbgrader's own API.

A course directory holds `nbgrader_config.py` and `solutions/`; nbgrader adds `exercises/`,
`submitted/`, `autograded/`, `feedback/` and `gradebook.db`. The repository is one; the demo class
and the tests make others.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from traitlets.config import Config, PyFileConfigLoader

from autograder.errors import CourseError
from autograder.policy import Policy

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.apps.api import NbGraderAPI

CONFIG = "nbgrader_config.py"

# nbgrader runs `alembic` by name when it makes a gradebook: find the one of this environment,
# activated or not.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


@dataclass(frozen=True)
class Course:
    """One course directory.

    Raises
    ------
    CourseError
        ``not-a-course`` if there is no `nbgrader_config.py` in it.
    """

    root: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", Path(self.root).resolve())
        if not (self.root / CONFIG).is_file():
            raise CourseError(
                "not-a-course",
                f"{self.root} has no {CONFIG}. "
                "Run this in the course's folder, or name it with --course.",
            )

    @property
    def settings(self) -> Path:
        return self.root / CONFIG

    @property
    def solutions(self) -> Path:
        return self.root / "solutions"

    @property
    def exercises(self) -> Path:
        return self.root / "exercises"

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    @property
    def attempts(self) -> Path:
        """Every hand-in, where the best of several counts; see `autograder.desk.attempts`."""
        return self.root / "attempts"

    @property
    def autograded(self) -> Path:
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        return self.root / "feedback"

    @property
    def journal(self) -> Path:
        """Which submissions are graded already; see `autograder.journal`."""
        return self.root / ".grading" / "journal.jsonl"

    @property
    def lock(self) -> Path:
        """Held by the one that grades; see `autograder.pipeline`."""
        return self.root / ".grading" / "lock"

    @property
    def secret(self) -> Path:
        """The key from which the grading seeds are made; see `autograder.seeds`."""
        return self.root / ".grading" / "secret"

    @property
    def reports(self) -> Path:
        """Pages for the instructor; see `autograder.desk`."""
        return self.root / "reports"

    @property
    def marks(self) -> Path:
        return self.root / "marks.csv"

    def assignments(self) -> list[str]:
        """Names of the assignments: the folders of `solutions/` that hold a source."""
        return sorted(
            p.parent.name for p in self.solutions.glob("*/*.py") if p.stem == p.parent.name
        )

    def chosen(self, names: list[str] | None) -> list[str]:
        """The assignments of these names; all if None.

        Raises
        ------
        CourseError
            ``unknown-assignment`` names what there is.
        """
        known = self.assignments()
        if unknown := sorted(set(names or ()) - set(known)):
            raise CourseError(
                "unknown-assignment",
                f"there is no {', '.join(unknown)} in solutions/; there are: {', '.join(known)}.",
            )
        return known if names is None else names

    def source(self, assignment: str) -> Path:
        """Where the exercise is written."""
        return self.solutions / assignment / f"{assignment}.py"

    def released(self, assignment: str) -> Path:
        """The students' notebook."""
        return self.exercises / assignment / f"{assignment}.ipynb"

    def students(self, assignment: str) -> list[str]:
        """Who has handed something in, were it only a link to nowhere."""
        if not self.submitted.is_dir():
            return []
        names = os.listdir(self.submitted)
        return sorted(n for n in names if os.path.lexists(self.submitted / n / assignment))

    def copy_to(self, folder: Path) -> Course:
        """The settings and sources of this course in another folder, and nothing else of it.

        A file that is there already with the same content is not touched.
        """
        for path in (self.settings, *map(self.source, self.assignments())):
            write_if_changed(folder / path.relative_to(self.root), path.read_bytes())
        return Course(folder)

    @cached_property
    def config(self) -> Config:
        """The settings of `nbgrader_config.py`."""
        Policy.of(self.root)  # says what is wrong with it as a `CourseError`
        config = PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
        # nbgrader tells its story at INFO; a caller of this API wants warnings only.
        config.Application.log_level = logging.WARNING
        return config

    def nbgrader(self, **directories: str) -> NbGraderAPI:
        """nbgrader's API on this course; keywords replace traits of its `CourseDirectory`."""
        from nbgrader.apps.api import NbGraderAPI
        from nbgrader.auth import Authenticator
        from nbgrader.coursedir import CourseDirectory

        coursedir = CourseDirectory(config=self.config, **directories)
        return NbGraderAPI(coursedir, Authenticator(config=self.config), config=self.config)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One at a time: two graders would write over each other's verdicts.

        Who has it may ask for it again, further down.

        Raises
        ------
        CourseError
            ``grading-already``.
        """
        from filelock import FileLock, Timeout

        self.lock.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.lock, timeout=0, is_singleton=True):
                yield
        except Timeout as error:
            raise CourseError(
                "grading-already",
                f"Somebody is grading {self.root} already. Wait for it, or stop it with Ctrl-C; "
                "nothing is lost either way.",
            ) from error

    def gradebook(self) -> Gradebook:
        """The gradebook, opened; use it in a ``with``."""
        from nbgrader.api import Gradebook
        from nbgrader.coursedir import CourseDirectory

        coursedir = CourseDirectory(config=self.config)
        return Gradebook(coursedir.db_url, coursedir.course_id)


def write_if_changed(path: Path, content: bytes) -> None:
    """Write only what changed: the time of a file says when its content did."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
