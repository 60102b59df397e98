"""What all commands have in common: the course, the terminal, bars that tell how far it is."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.errors import plain

if TYPE_CHECKING:
    from autograder.pipeline import State

Run = Callable[[argparse.Namespace], int]
Commands = argparse._SubParsersAction  # argparse has no public name for it

console = Console(highlight=False)


def add(
    commands: Commands[argparse.ArgumentParser],
    name: str,
    run: Run,
    text: str,
    examples: str = "",
) -> argparse.ArgumentParser:
    """One command, on the course of this folder unless told otherwise.

    Parameters
    ----------
    text
        What it does, in a line.
    examples
        Calls to show at the end of its help, one on a line, with what comes of them.
    """
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=text,
        description=text,
        epilog=f"examples:\n{examples}" if examples else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "--course", type=Path, default=Path(), help="course folder (default: this one)"
    )
    command.set_defaults(run=run)
    return command


def several(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """It takes any number of assignments."""
    text = "such as 02_cross_correlation (default: all)"
    command.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help=text)
    return command


@contextmanager
def grading_bar() -> Iterator[Callable[[State], None]]:
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
def bar(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar that appears with the first thing done; none if `quiet`, for programs."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    last = TextColumn("{task.fields[last]}")
    with Progress(TextColumn(what), *columns, last, console=console, disable=quiet) as progress:
        task = progress.add_task(what, total=None, last="")

        def tell(done: int, total: int, last: str) -> None:
            progress.update(task, completed=done, total=total, last=plain(last))

        yield tell
        if progress.tasks[task].total is None:
            progress.update(task, total=0, completed=0, last="nothing to do")
