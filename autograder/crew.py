"""The workers of a run, seen from the pipeline: hand out submissions, take them back examined.

A worker that dies costs what it was working on: that is tried once more, and given up if it kills
the next one too. What else was handed to it goes to another.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path

from autograder.journal import Job
from autograder.sandbox.frames import send_with_descriptor
from autograder.sandbox.launch import ONE_THREAD, Closing
from autograder.submission import FAILED, Examined, Task

# Without this, jsonschema (of nbformat) imports a grammar of addresses that no notebook needs, for
# most of a second. It does without where it is not there.
QUICKLY = "rfc3987_syntax"
BOOT = f"import sys; sys.modules[{QUICKLY!r}] = None; from autograder.worker import main; main()"
TRIES = 2  # that a submission gets whose worker dies
AHEAD = 2  # submissions that a worker has: one in hand, one to go on with at once


@dataclass(frozen=True)
class Order:
    """One submission to examine."""

    job: Job
    folder: Path
    seed: int


@dataclass
class Worker:
    """One of the crew: give it a submission and a seed, and an `Examined` comes back."""

    connection: Connection
    orders: deque[Order] = field(default_factory=deque)


class Crew(Closing):
    """Use it in a ``with``. Making one starts the workers' imports in the background."""

    def __init__(self) -> None:
        self.home = tempfile.TemporaryDirectory(prefix="crew-", ignore_cleanup_errors=True)
        self.control, theirs = socket.socketpair()
        self.server = subprocess.Popen(
            [sys.executable, "-c", BOOT, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the pipeline, which then ends all of this
        )
        theirs.close()

    def _environment(self) -> dict[str, str]:
        # A fork with threads could copy a lock that is held. And IPython makes itself at home.
        return os.environ | ONE_THREAD | {"IPYTHONDIR": self.home.name}

    def examine(
        self, orders: Iterable[Order], tasks: dict[str, Task], size: int
    ) -> Iterator[tuple[Job, Examined]]:
        """Examine all of them on `size` workers, as they come."""
        waiting = deque(orders)
        deaths: dict[Job, int] = {}
        crew = [self.hire(tasks) for _ in range(min(size, len(waiting)))]
        while True:
            for worker in crew:
                while waiting and len(worker.orders) < AHEAD:
                    order = waiting.popleft()
                    worker.orders.append(order)
                    _tell(worker, order)
            crew = [worker for worker in crew if worker.orders]
            if not crew:
                return
            ready = wait([worker.connection for worker in crew])
            for worker in [w for w in crew if w.connection in ready]:
                try:
                    examined: Examined = worker.connection.recv()
                except (EOFError, OSError):
                    crew.remove(worker)
                    job = worker.orders[0].job
                    deaths[job] = deaths.get(job, 0) + 1
                    waiting.extendleft(reversed(worker.orders))
                    if deaths[job] == TRIES:
                        waiting.popleft()
                        yield job, given_up(job, f"the grader's own process died {TRIES} times")
                    if waiting:
                        crew.append(self.hire(tasks))
                else:
                    yield worker.orders.popleft().job, examined

    def hire(self, tasks: dict[str, Task]) -> Worker:
        """One worker more, for these assignments; it goes when its connection is closed."""
        ours, theirs = socket.socketpair()
        send_with_descriptor(self.control, {}, theirs.fileno())
        theirs.close()
        worker = Worker(Connection(ours.detach()))
        worker.connection.send(tasks)
        return worker

    def __enter__(self) -> Crew:
        return self

    def close(self) -> None:
        """End them, in the middle of a submission perhaps: it is graded next time."""
        self.control.close()
        self.server.terminate()
        self.server.wait()
        self.home.cleanup()


def _tell(worker: Worker, order: Order) -> None:
    try:
        worker.connection.send((order.folder, order.seed))
    except OSError:  # it is dead; `wait` will say so
        return


def given_up(job: Job, why: str) -> Examined:
    """What becomes of a submission that ends whoever examines it; `why` is for the instructor."""
    why = f"{why} while it examined this submission"
    return Examined(job.assignment, job.student, "failed", FAILED, why)
