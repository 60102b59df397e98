"""From the exercises to the marks: release, demo, grade, regrade, feedback, report."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.commands.export import write_marks
from autograder.commands.shared import Commands, add, bar, console, grading_bar, several
from autograder.errors import CourseError, plain

GRADE = """\
  python -m autograder grade                        all that is new or changed
  python -m autograder grade 02_cross_correlation   one exercise
  python -m autograder grade --student ada --force  one student, once more
"""
REGRADE = """\
  python -m autograder regrade 02_cross_correlation --why "the third case was wrong"
  python -m autograder regrade 02_cross_correlation --student ada --why "her proxy was down"
"""


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Describe them."""
    several(add(commands, "release", _release, "solutions/*.py → exercises/*.ipynb"))
    text = "make a course folder with a demo class of 24 students"
    demo = add(commands, "demo", _demo, text)
    demo.add_argument("folder", type=Path, help="where to make it, such as _build/demo")
    text = "grade what is new or changed, write feedback and marks.csv"
    grade = several(add(commands, "grade", _grade, text, GRADE))
    grade.add_argument(
        "--exercise",
        action="append",
        default=[],
        metavar="ASSIGNMENT",
        help="the same as naming it at the end; may be given several times",
    )
    grade.add_argument("--force", action="store_true", help="grade again what is graded already")
    _how(grade)
    text = "grade again what is graded already, and say why in the log of marks"
    regrade = add(commands, "regrade", _regrade, text, REGRADE)
    regrade.add_argument("assignments", nargs="+", metavar="ASSIGNMENT", help="of these")
    regrade.add_argument("--why", required=True, help="a few words for the log of marks")
    regrade.set_defaults(exercise=[], force=True)
    _how(regrade)
    text = "write all feedback pages anew, with points and comments from formgrader"
    several(add(commands, "feedback", _feedback, text))


def _how(command: argparse.ArgumentParser) -> None:
    """Of whom, and where it is graded."""
    command.add_argument(
        "--student",
        action="append",
        metavar="STUDENT",
        help="only this student; may be given several times",
    )
    command.add_argument(
        "--isolation",
        choices=["auto", "namespaces", "landlock", "none"],
        help="how students' code is locked in (default: as nbgrader_config.py says)",
    )
    command.add_argument("--workers", type=int, help="processes that grade at once")
    command.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="grade on the workers of this Dask cluster, such as tls://10.0.0.5:8786",
    )


def _release(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.desk import rounds
    from autograder.policy import FILE
    from autograder.release import release

    course = Course(call.course)
    with console.status("releasing …"):
        changed = release(course, call.assignments or None)
    if (course.root / FILE).exists():
        rounds.try_catch_up(course)  # deadlines of what nbgrader has just heard of
    for name, new in changed.items():
        console.print(f"  {name}: {'released' if new else 'unchanged'}")
    return 0


def _demo(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.demo import make

    with console.status("24 students hand in …"):
        made = make(Course(call.course), call.folder)
    console.print(f"  {made.root}: a course folder with a demo class")
    return 0


def _regrade(call: argparse.Namespace) -> int:
    return _grade(call, why=call.why)


def _grade(call: argparse.Namespace, why: str = "") -> int:
    from autograder.course import Course
    from autograder.desk import rounds

    if call.scheduler and call.workers is not None:
        raise CourseError(
            "workers-there",
            "--workers is for this machine. On a cluster, each worker says itself how much it does "
            "at once ('dask worker --nthreads'): leave one of the two out.",
        )
    course = Course(call.course)
    names = call.assignments + call.exercise
    with grading_bar() as tell:
        done = rounds.grade(
            course,
            names or None,
            why=why,
            students=call.student,
            force=call.force,
            isolation=call.isolation,
            workers=call.workers,
            scheduler=call.scheduler,
            progress=tell,
        )
    failed = [g for g in done if g.code != "graded"]
    console.print(f"  {len(done)} submissions graded anew, {len(failed)} of them could not be.")
    for graded in failed:
        said = f"{graded.code}: {graded.student} {graded.assignment}. {graded.sentence}"
        console.print(f"  {plain(said)}", markup=False)
    call.assignments = names
    try:
        _write_feedback(call, only_new=True)
    finally:
        write_marks(Course(call.course))  # also where a page cannot be written
    return 0


def _feedback(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.desk import rounds

    rounds.try_catch_up(Course(call.course))
    return _write_feedback(call, only_new=False)


def _write_feedback(call: argparse.Namespace, *, only_new: bool) -> int:
    from autograder import feedback
    from autograder.course import Course
    from autograder.desk import rounds

    course = Course(call.course)
    with bar("feedback") as tell:
        due = rounds.pages(course, call.assignments or None, only_new=only_new)
        pages = feedback.write(course, due, progress=tell)
    console.print(f"  {len(pages)} feedback pages written anew in {course.feedback}")
    return 0
