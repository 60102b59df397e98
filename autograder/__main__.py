"""``python -m autograder``: everything an instructor does, one command each.

Exit codes: 0 done, 1 something is wrong and the message says what, 2 the words of the call are off,
130 stopped with Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from autograder import __version__
from autograder.errors import CourseError, plain

if TYPE_CHECKING:
    from autograder.pipeline import State

console = Console(highlight=False)
INTERRUPTED = 130  # what a shell expects after Ctrl-C


def main(words: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    # Without this, jsonschema (of nbformat) imports a grammar of addresses that no notebook needs,
    # for most of a second. It does without where it is not there.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    call = _parser().parse_args(words)
    try:
        code: int = call.run(call)
    except CourseError as error:
        print(f"error {error.code}: {error.sentence}", file=sys.stderr)
        if error.detail:
            print(error.detail, file=sys.stderr)
        return INTERRUPTED if error.code == "stopped" else 1
    except OSError as error:
        said = f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")
        print(f"error system: {said}. Mend that and run the same command again.", file=sys.stderr)
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
    grade.add_argument(
        "--exercise",
        action="append",
        default=[],
        metavar="ASSIGNMENT",
        help="the same as naming it at the end; may be given several times",
    )
    grade.add_argument(
        "--student",
        action="append",
        metavar="STUDENT",
        help="only this student; may be given several times",
    )
    grade.add_argument("--force", action="store_true", help="grade again what is graded already")
    grade.add_argument(
        "--isolation",
        choices=["auto", "namespaces", "landlock", "none"],
        help="how students' code is locked in (default: as nbgrader_config.py says)",
    )
    grade.add_argument("--workers", type=int, help="processes that grade at once")
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
    text = "instead, mistakes that nobody listed: one small change in a right program each"
    proof.add_argument("--slips", action="store_true", help=text)
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
    names = call.assignments + call.exercise
    with _grading_bar() as tell:
        done = pipeline.grade(
            course,
            names or None,
            students=call.student,
            force=call.force,
            isolation=call.isolation,
            workers=call.workers,
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
        _export(call)  # also where a page cannot be written
    return 0


def _feedback(call: argparse.Namespace) -> int:
    return _write_feedback(call, only_new=False)


def _write_feedback(call: argparse.Namespace, *, only_new: bool) -> int:
    from autograder import feedback
    from autograder.course import Course

    course = Course(call.course)
    with _bar("feedback") as tell:
        due = feedback.stale(course, call.assignments or None, only_new=only_new)
        pages = feedback.write(course, due, progress=tell)
    console.print(f"  {len(pages)} feedback pages written anew in {course.feedback}")
    return 0


def _export(call: argparse.Namespace) -> int:
    from autograder.course import Course
    from autograder.export import export

    console.print(f"  marks: {export(Course(call.course))}")
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
    from autograder import mutants

    if call.slips:
        return _slips(call)
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


def _slips(call: argparse.Namespace) -> int:
    """Mistakes made mechanically; how many of them pass."""
    from autograder import slips
    from autograder.checks import every_check
    from autograder.course import Course

    course, counts = Course(call.course), []
    table = Table(Column("function", no_wrap=True), "caught", "passed", "no change of value")
    with Console(stderr=True).status("") as status:
        for check in every_check():
            if not check.fixed:
                status.update(f"slips of {check.name} …")
                counts.append(slips.count(check, course))
    for c in counts:
        table.add_row(c.check, str(c.caught), str(len(c.survivors)), str(c.equal))
    share = slips.share_caught(counts)
    if call.json:
        print(json.dumps({"share_caught": share, "checks": [asdict(c) for c in counts]}))
    else:
        console.print(table)
        for c in counts:
            for where in c.survivors:
                console.print(f"  {c.check} passes: {where}", markup=False)
        console.print(f"{share:.2%} of those that change a value are caught.")
    return 0 if share >= slips.ENOUGH else 1


@contextmanager
def _grading_bar() -> Iterator[Callable[[State], None]]:
    """Done, passed, failed, time left; and once, in a line above, how code is locked in."""
    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("[green]{task.fields[passed]} passed[/] [red]{task.fields[failed]} failed[/]"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[last]}", markup=False),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("grading", total=None, visible=False, passed=0, failed=0, last="")

        def tell(state: State) -> None:
            if not progress.tasks[task].visible:
                progress.console.print(f"  {state.isolation}", markup=False)
            progress.update(
                task,
                visible=True,
                completed=state.done,
                total=state.total,
                passed=state.passed,
                failed=state.failed,
                last=plain(state.last),
            )

        yield tell


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar that appears with the first thing done."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    last = TextColumn("{task.fields[last]}")
    with Progress(TextColumn(what), *columns, last, console=console) as progress:
        task = progress.add_task(what, total=None, last="")

        def tell(done: int, total: int, last: str) -> None:
            progress.update(task, completed=done, total=total, last=plain(last))

        yield tell
        if progress.tasks[task].total is None:
            progress.update(task, total=0, completed=0, last="nothing to do")


if __name__ == "__main__":
    sys.exit(main())
