"""Where a class is graded: on this machine. `cluster.Cluster` is the same on others.

The pipeline asks of both: `settle` says how students' code is locked in, `examine` hands
submissions out and takes them back as they come, `check` says whether it can go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace

from autograder.crew import Crew, Order
from autograder.engine import Engine
from autograder.errors import CourseError
from autograder.journal import Job
from autograder.sandbox.launch import Closing
from autograder.submission import Examined, Task
from autograder.terms import Terms


class Here(Closing):
    """The warm parents and the crew of one run. Use it in a ``with``.

    Parameters
    ----------
    likely
        Terms that will be asked for, as far as is known: these warm parents, which take longest,
        start at once.
    """

    def __init__(self, likely: Iterable[Terms]) -> None:
        with ExitStack() as started:
            self.engine = started.enter_context(Engine())
            for terms in likely:
                self.engine.start(terms)
            self.crew = started.enter_context(Crew())
            self._started = started.pop_all()

    def settle(self, tasks: dict[str, Task], isolation: str) -> str:
        """Have a warm parent for each task, locked in; returns the line that says how.

        Raises
        ------
        CourseError
            As `Engine.settle`.
        """
        self.tasks = {
            name: replace(task, address=self.engine.start(task.terms))
            for name, task in tasks.items()
        }
        return self.engine.settle(isolation)

    def examine(self, orders: Iterable[Order], workers: int) -> Iterator[tuple[Job, Examined]]:
        """Examine all of them, so many at once, as they come."""
        return self.crew.examine(orders, self.tasks, workers)

    def check(self, detail: str) -> None:
        """After a failure: raise ``sandbox-failed`` if all that follow would fail as well."""
        if not self.engine.alive():
            raise CourseError(
                "sandbox-failed",
                "The sandbox has ended, for want of memory perhaps. What is graded is kept; "
                "the same command goes on from here, with fewer --workers if need be.",
                detail,
            )

    def __enter__(self) -> Here:
        return self

    def close(self) -> None:
        """End them all."""
        self._started.close()
