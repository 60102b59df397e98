"""A round of grading with all that belongs to it: times, attempts, and the log of marks."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from autograder import feedback, pipeline
from autograder.desk import attempts, deadlines, ledger
from autograder.errors import CourseError
from autograder.policy import Policy
from autograder.storage import in_words
from autograder.submission import Graded

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.desk.ledger import Change


def catch_up(course: Course) -> list[Change]:
    """Note what was done elsewhere, then bring the gradebook up to `course.toml`.

    Returns the marks that have changed since the last command, points by hand included. No
    student's code runs.

    Raises
    ------
    CourseError
        ``bad-policy``, ``grading-already``, ``gradebook-locked``, …
    """
    with course.alone(), in_words(course):
        found = ledger.note(course)
        reasons = deadlines.apply(course)
        return found + (ledger.note(course, reasons=reasons) if reasons else [])


def try_catch_up(course: Course) -> None:
    """The same, unless somebody grades meanwhile, who does it then."""
    try:
        catch_up(course)
    except CourseError as error:
        if error.code != "grading-already":
            raise


def pages(
    course: Course, assignments: list[str] | None = None, *, only_new: bool = False
) -> list[feedback.Page]:
    """`feedback.stale`, and with `only_new` the pages whose mark has changed since they were made.

    A deadline, or points in formgrader, change the mark and no notebook.
    """
    due = dict.fromkeys(feedback.stale(course, assignments, only_new=only_new))
    for (student, name), change in ledger.newest(course).items() if only_new else ():
        page = course.feedback / student / name / f"{name}.html"
        wanted = assignments is None or name in assignments
        if wanted and page.exists() and page.stat().st_mtime < change.when.timestamp():
            due[name, student] = None
    return list(due)


def grade(
    course: Course, assignments: list[str] | None = None, *, why: str = "", **how: Any
) -> list[Graded]:
    """`pipeline.grade` by the rules of `course.toml`; every mark that changes goes into the log.

    Parameters
    ----------
    why
        For the log, such as "the third case was wrong".
    how
        What `pipeline.grade` takes besides.

    Raises
    ------
    CourseError
        As `pipeline.grade` and `catch_up`.
    """
    with course.alone(), in_words(course):
        attempts.bring_in(course, course.chosen(assignments))
        catch_up(course)
        with ledger.grading(course, why):
            if Policy.of(course.root).attempts == "last" or not course.attempts.is_dir():
                return pipeline.grade(course, assignments, **how)
            return _best(course, assignments, how)


def _best(course: Course, assignments: list[str] | None, how: dict[str, Any]) -> list[Graded]:
    # Here, as it reads nbgrader's preprocessors: most courses go without.
    from autograder.desk.best import Attempts, settle

    work = Attempts(course, course.journal.with_name("attempts"))
    shutil.rmtree(work.stage, ignore_errors=True)  # of a killed run
    try:
        return pipeline.grade(course, assignments, work=work, **how)
    finally:
        settle(work)  # also of a run that was stopped: what is known by now
        shutil.rmtree(work.stage, ignore_errors=True)
