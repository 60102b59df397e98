"""What runs in each worker of a Dask cluster: warm parents and a crew, as on the grader's machine.

A `Node` is Dask's worker plugin for one run: each worker gets it when the run begins, or when it
joins. The warm parents stay for the next run and end with the worker, even one that is killed,
because every process here ends when its connection to the one above does.
"""

from __future__ import annotations

import asyncio
from threading import Lock
from typing import Any

from distributed import WorkerPlugin, get_worker
from distributed.core import Status

from autograder.crew import TRIES, Worker
from autograder.errors import CourseError
from autograder.here import Here
from autograder.journal import own_code
from autograder.submission import Task

CODE = own_code()  # of this process, whatever is installed while it runs
_kept: dict[tuple[str, str], Here] = {}  # by Dask worker and isolation


class Trouble(Exception):
    """A `CourseError` that travels: its arguments are code, sentence and detail."""


class Node(WorkerPlugin):
    """One run, on one worker.

    Parameters
    ----------
    name
        Of the run, by which its submissions find this.
    code
        Fingerprint of the client's autograder: another one would give other marks.
    tasks
        The assignments; addresses are filled in here.
    isolation
        As for `Engine.settle`.

    Raises
    ------
    Trouble
        From `setup`: ``other-version``, or why nothing can be locked in here. Dask then refuses
        the worker, if it is one that joins.
    """

    def __init__(self, name: str, code: str, tasks: dict[str, Task], isolation: str) -> None:
        self.name, self.code, self.tasks, self.isolation = name, code, tasks, isolation

    async def setup(self, worker: Any) -> None:
        """Warm up, or find what an earlier run has left warm."""
        if self.code != CODE:
            said = f"The worker {worker.address} has another version of autograder."
            raise Trouble("other-version", said, "")
        self.key = (worker.id, self.isolation)
        self.lock, self.idle, self.over = Lock(), list[Worker](), False
        try:
            await asyncio.to_thread(self._warm_up)  # seconds, in which the worker stays responsive
        except CourseError as error:
            said = f"On the worker {worker.address}: {error.sentence}"
            raise Trouble(error.code, said, error.detail) from None

    def _warm_up(self) -> None:
        if self.key not in _kept:
            _kept[self.key] = Here(task.terms for task in self.tasks.values())
        self.here = _kept[self.key]
        self.sentence = self.here.settle(self.tasks, self.isolation)
        self.tasks = self.here.tasks

    def teardown(self, worker: Any) -> None:
        """The run is over, or the worker is."""
        with self.lock:
            self.over = True
            for hand in self.idle:
                hand.connection.close()
            if worker.status in (Status.closing, Status.closing_gracefully, Status.closed):
                for key in [key for key in _kept if key[0] == worker.id]:
                    _kept.pop(key).close()

    def examine(self, work: bytes) -> bytes:
        """One submission and its seed, pickled, to an `Examined`, likewise; empty if given up.

        The bytes are opened in the process that examines, and made there.
        """
        answer = b""
        for _ in range(TRIES):
            here = self.here
            try:
                hand = self._take(here)
                hand.connection.send_bytes(work)
                answer = hand.connection.recv_bytes()
            except (EOFError, OSError):  # it has died, or what it is forked from
                self._mend(here)
                continue
            self._put_back(hand, here)
            if here.engine.alive():
                return answer
            self._mend(here)
        return answer

    def _take(self, here: Here) -> Worker:
        with self.lock:
            if self.over:
                raise RuntimeError("the run is over")
            return self.idle.pop() if self.idle else here.crew.hire(self.tasks)

    def _put_back(self, hand: Worker, here: Here) -> None:
        with self.lock:
            if self.over or here is not self.here:
                hand.connection.close()
            else:
                self.idle.append(hand)

    def _mend(self, here: Here) -> None:
        """Start anew if the warm parents or the crew have died, once for all who notice."""
        with self.lock:
            whole = here.engine.alive() and here.crew.server.poll() is None
            if self.over or whole or here is not self.here:
                return
            _kept.pop(self.key).close()
            self.idle.clear()
            self._warm_up()


def examine(run: str, work: bytes) -> bytes:
    """Dask's task: one submission of this run, on the worker that it is on."""
    node: Node = get_worker().plugins[run]
    return node.examine(work)


def isolation(run: str, dask_worker: Any) -> str:
    """How this worker locks students' code in; Dask fills in the worker."""
    return str(dask_worker.plugins[run].sentence)
