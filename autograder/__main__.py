"""``python -m autograder``: everything an instructor does, one command each.

Exit codes: 0 done, 1 something is wrong and the message says what, 2 the words of the call are off.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from autograder import __version__, mutants
from autograder.errors import CourseError

console = Console(highlight=False)


def main(words: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    call = _parser().parse_args(words)
    try:
        code: int = call.run(call)
    except CourseError as error:
        print(f"error {error.code}: {error.sentence}", file=sys.stderr)
        if error.detail:
            print(error.detail, file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m autograder", description=__doc__.partition("\n")[0])
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str, run: Callable[[argparse.Namespace], int], text: str
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument(
            "--course", type=Path, default=Path(), help="course folder (default: this one)"
        )
        command.set_defaults(run=run)
        return command

    def several(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
        text = "such as 02_cross_correlation (default: all)"
        command.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help=text)
        return command

    several(add("release", _release, "solutions/*.py → exercises/*.ipynb"))
    demo = add("demo", _demo, "make a course folder with a demo class of 24 students")
    demo.add_argument("folder", type=Path, help="where to make it, such as _build/demo")
    text = "grade what is new or changed, write feedback and marks.csv"
    grade = several(add("grade", _grade, text))
    grade.add_argument("--force", action="store_true", help="grade again what is graded already")
    several(
        add(
            "feedback",
            _feedback,
            "write all feedback pages anew, with points and comments from formgrader",
        )
    )
    add("export", _export, "write the marks of the class to marks.csv")
    add("report", _report, "show marks and what was diagnosed")
    text = "prove that every mistake is caught and every right answer accepted"
    proof = add("mutants", _mutants, text)
    proof.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _release(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.release import release

    with console.status("releasing …"):
        changed = release(Course(call.course), call.assignments or None)
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


def _grade(call: argparse.Namespace) -> int:
    from autograder import pipeline
    from autograder.course import Course

    course = Course(call.course)
    with _bar("grading") as tell:
        done = pipeline.grade(course, call.assignments or None, force=call.force, progress=tell)
    failed = [g for g in done if g.code != "graded"]
    console.print(f"  {len(done)} submissions graded anew, {len(failed)} of them could not be.")
    for graded in failed:
        console.print(f"  {graded.code}: {graded.student} {graded.assignment}. {graded.sentence}")
    _write_feedback(call, only_new=True)
    return _export(call)


def _feedback(call: argparse.Namespace) -> int:
    return _write_feedback(call, only_new=False)


def _write_feedback(call: argparse.Namespace, *, only_new: bool) -> int:
    from autograder import pipeline
    from autograder.course import Course

    course = Course(call.course)
    with _bar("feedback") as tell:
        names = call.assignments or None
        pages = pipeline.feedback(course, names, only_new=only_new, progress=tell)
    console.print(f"  {len(pages)} feedback pages written anew in {course.feedback}")
    return 0


def _export(call: argparse.Namespace) -> int:
    from autograder import pipeline
    from autograder.course import Course

    console.print(f"  marks: {pipeline.export(Course(call.course))}")
    return 0


def _report(call: argparse.Namespace) -> int:
    from autograder import report
    from autograder.course import Course

    course = Course(call.course)
    if not course.marks.exists():
        raise CourseError(
            "no-marks", "There are no marks yet. Run 'python -m autograder grade' first."
        )
    report.show(course, console)
    return 0


def _mutants(call: argparse.Namespace) -> int:
    with Console(stderr=True).status("proving …") as status:
        proofs = mutants.prove_all(lambda check: status.update(f"proving {check.name} …"))
    if call.json:
        print(json.dumps(mutants.as_dict(proofs)))
    else:
        table = Table(Column("function", no_wrap=True), "caught", "named", "right styles")
        for p in proofs:
            counts = (p.caught, p.mistakes), (p.named, p.mistakes), (p.accepted, p.styles)
            table.add_row(p.check, *(f"{some}/{all_}" for some, all_ in counts))
        console.print(table)
        for p in proofs:
            for what, which in (
                ("not caught", p.survivors),
                ("not named", [m for m in p.misnamed if m not in p.survivors]),
                ("right, but not accepted", p.refused),
            ):
                for name in which:
                    console.print(f"  {p.check}: {what}: {name}")
        sums = mutants.totals(proofs)
        console.print("  ".join(f"{key} {value}" for key, value in sums.items()))
    return 0 if mutants.holds(proofs) else 1


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar that appears with the first thing done."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    last = TextColumn("{task.fields[last]}")
    with Progress(TextColumn(what), *columns, last, console=console) as progress:
        task = progress.add_task(what, total=None, last="")

        def tell(done: int, total: int, last: str) -> None:
            progress.update(task, completed=done, total=total, last=last)

        yield tell
        if progress.tasks[task].total is None:
            progress.update(task, total=0, completed=0, last="nothing to do")


if __name__ == "__main__":
    sys.exit(main())
