"""What is asked and known of a submission: plain data between processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from autograder.terms import Terms

FAILED = "The notebook could not be graded; the instructor sees why."


@dataclass(frozen=True)
class Task:
    """One assignment: what it is, on which terms it runs, where its students' processes are."""

    model: NotebookNode
    terms: Terms
    address: str = ""  # of their warm parent, once there is one


@dataclass(frozen=True)
class Submission:
    """A notebook as it was handed in, read safely: nothing of it has been run.

    Parameters
    ----------
    notebook
        Parsed JSON, of any schema version, not yet repaired.
    files
        Small data files handed in beside it, by name; code and hidden files are left out.
    notes
        What is worth telling, in sentences a student may read ("… handed in as 'hw.ipynb'").
    """

    notebook: NotebookNode
    files: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ready:
    """A submission that has been read and repaired, and is still to be run.

    Parameters
    ----------
    notebook
        In the shape of the released one, every cell plain text.
    files
        Small data files handed in beside it, by name.
    notes
        What was found and repaired, in sentences a student may read.
    """

    assignment: str
    student: str
    notebook: NotebookNode
    files: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Examined:
    """How examining one submission went.

    Parameters
    ----------
    code
        ``graded``, or why not: ``missing-notebook``, ``malformed-notebook``, ``refused-file``,
        ``failed`` (the machinery's fault, tried again next time).
    sentence
        For the student; empty if there is nothing to say.
    detail
        For the instructor: a traceback, a path.
    notes
        Repairs, in words.
    notebook
        The executed notebook with the referee's outputs; None unless ``graded``.
    """

    assignment: str
    student: str
    code: str
    sentence: str = ""
    detail: str = ""
    notes: tuple[str, ...] = ()
    notebook: NotebookNode | None = None
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Graded:
    """The verdict on one submission, as the journal keeps it: no notebook, no file.

    `code` is that of `Examined`; `score` and `most` are the automatic points, None if there are
    none; `findings` are what the checks said, packed (`autograder.findings`).
    """

    assignment: str
    student: str
    code: str
    sentence: str = ""
    detail: str = ""
    notes: tuple[str, ...] = ()
    score: float | None = None
    most: float | None = None
    findings: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all the automatic points were reached."""
        return self.code == "graded" and self.score is not None and self.score == self.most
