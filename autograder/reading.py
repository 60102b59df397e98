"""One submission, from the folder to a notebook that may be run: `intake`, then `sanitise`.

The first half of `grade.examine`. It needs no sandbox and none of the student's code: a cluster's
client does it before anything travels.
"""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode

from autograder.intake import Refused, read_submission
from autograder.sanitise import sanitise
from autograder.submission import Examined, Ready


def read(folder: Path, model: NotebookNode) -> Ready | Examined:
    """Read what lies in ``submitted/STUDENT/ASSIGNMENT``, or say why it gets no further."""
    assignment, student = folder.name, folder.parent.name
    try:
        submission = read_submission(folder, model, assignment)
        nb, notes = sanitise(submission.notebook, model)
    except Refused as refused:
        return Examined(assignment, student, refused.code, refused.sentence, refused.detail)
    return Ready(assignment, student, nb, submission.files, (*submission.notes, *notes))
