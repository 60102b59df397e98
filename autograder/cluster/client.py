"""Where a class is graded: on the workers of a Dask cluster. The pipeline's side of it."""

from __future__ import annotations

import pickle
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from ipaddress import ip_address
from itertools import count
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

import dask
from distributed import Client, Future, KilledWorker
from distributed.client import FutureCancelledError
from distributed.security import Security

from autograder.cluster import node
from autograder.crew import AHEAD, TRIES, Order, given_up
from autograder.errors import CourseError
from autograder.journal import Job
from autograder.reading import read
from autograder.sandbox.launch import Closing
from autograder.submission import FAILED, Examined, Task

ANSWER = 15.0  # seconds that the scheduler may take to answer
WORKERS = 60.0  # seconds to wait for the first worker, or for another when all are lost
GOES_ON = "What is graded is kept; the same command goes on from here."


class Cluster(Closing):
    """A run on a Dask cluster; see `here.Here` for what the pipeline asks. Use it in a ``with``.

    Parameters
    ----------
    scheduler
        Its address, ``tcp://10.0.0.5:8786`` or ``tls://…``, or the path of a scheduler file.

    Raises
    ------
    CourseError
        ``no-scheduler``, ``no-certificates``, ``no-workers``, ``other-version``; what a worker
        says about its isolation; ``scheduler-lost`` and ``cluster-failed`` in the middle of a run.
    """

    def __init__(self, scheduler: str) -> None:
        if scheduler.startswith("tls://") and not _certificates():
            raise CourseError(
                "no-certificates",
                f"{scheduler} is encrypted, and Dask knows no certificate to show there. Name them "
                "in ~/.config/dask/tls.yaml; deploy/dask/README.md says how.",
            )
        where = {"scheduler_file" if scheduler.endswith(".json") else "address": scheduler}
        try:
            self.client = Client(**where, timeout=ANSWER, set_as_default=False, name="autograder")
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise CourseError(
                "no-scheduler",
                f"No Dask scheduler answers at {scheduler}. Start one ('dask scheduler'), or "
                "check address, certificates and firewall; deploy/dask/README.md says how.",
                repr(error),
            ) from error
        self.run = f"autograder-{secrets.token_hex(4)}"
        self.tasks: dict[str, Task] = {}
        self.running: dict[str, tuple[Future, Job]] = {}

    def settle(self, tasks: dict[str, Task], isolation: str) -> str:
        """Have every worker warmed up; returns the lines that say who they are and how they lock
        students' code in.
        """
        self.tasks = tasks
        try:
            self.client.wait_for_workers(1, timeout=WORKERS)
        except TimeoutError as error:
            raise _no_workers("has no worker yet") from error
        self._same_version()
        try:
            grading = node.Node(self.run, node.CODE, tasks, isolation)
            self.client.register_plugin(grading, name=self.run)
        except node.Trouble as trouble:
            raise CourseError(*trouble.args) from trouble
        told = self.client.run(node.isolation, self.run)
        return "\n  ".join([*self._about(), *_isolations(told)])

    def _same_version(self) -> None:
        """Raise ``other-version`` unless every worker has this very autograder.

        The function travels as code, not by its name: who has no autograder must answer too.
        """

        def code() -> str:
            try:
                from autograder.cluster.node import CODE

                return CODE
            except ImportError as error:
                return f"{error}"

        told = self.client.run(code)
        others = sorted(worker for worker, said in told.items() if said != node.CODE)
        if others:
            raise CourseError(
                "other-version",
                f"{', '.join(others[:3])}{' and more' if others[3:] else ''}: another version of "
                "autograder is installed there, or none, and marks could differ. Install this one "
                "on all workers and start them again.",
                "\n".join(f"{worker}: {told[worker]}" for worker in others),
            )

    def _about(self) -> list[str]:
        threads = self.client.nthreads()
        address = self.client.scheduler.address
        lines = [
            f"cluster: {len(threads)} {'worker' if len(threads) == 1 else 'workers'} at {address}, "
            f"{sum(threads.values())} submissions at once"
        ]
        if not _private(address):
            lines.append(
                "warning: the connection is not encrypted. Who can reach the scheduler's port can "
                "read students' work and run code there; use tls://, see deploy/dask/README.md"
            )
        return lines

    def examine(self, orders: Iterable[Order], workers: int) -> Iterator[tuple[Job, Examined]]:
        """Examine all of them, as they come. `workers` is of this machine and plays no part.

        No more are under way than the cluster has at hand, so that a class of any size takes the
        same memory; when the one who writes is slow, the cluster waits.
        """
        waiting, numbers = iter(orders), count()
        done: SimpleQueue[Future] = SimpleQueue()
        room, looked = self._room(), time.monotonic()
        while True:
            if time.monotonic() - looked > 1.0:  # workers come and go
                room, looked = self._room(), time.monotonic()
            while len(self.running) < room and done.empty():
                order = next(waiting, None)
                if order is None:
                    break
                examined = self._submit(order, next(numbers), done)
                if examined is not None:
                    yield order.job, examined
            if not self.running:
                return
            yield from self._results(self._next(done))

    def _room(self) -> int:
        """How many submissions may be under way; at least a few while workers are being lost."""
        return AHEAD * max(2, sum(self.client.nthreads().values()))

    def _submit(self, order: Order, number: int, done: SimpleQueue[Future]) -> Examined | None:
        """Send one submission off; where nothing is to be run, the answer is there at once."""
        try:
            ready = read(order.folder, self.tasks[order.job.assignment].model)
        except Exception as error:  # noqa: BLE001  the grader's own fault, and this student's alone
            return Examined(order.job.assignment, order.job.student, "failed", FAILED, repr(error))
        if isinstance(ready, Examined):
            return ready
        work = pickle.dumps((ready, order.seed))
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GiB"}):
            # The key is a number: names of students are no business of the cluster's dashboard.
            future = self.client.submit(
                node.examine, self.run, work, key=f"{self.run}-{number}", pure=False
            )
        self.running[future.key] = (future, order.job)
        future.add_done_callback(done.put)
        return None

    def _next(self, done: SimpleQueue[Future]) -> list[Future]:
        """Those that have come to an end, one at least."""
        alone = 0.0
        while True:
            try:
                found = [done.get(timeout=1.0)]
                break
            except Empty:
                if self.client.status != "running":
                    raise _lost() from None
                alone = 0.0 if self.client.nthreads() else alone + 1.0
                if alone >= WORKERS:
                    raise _no_workers("has lost all its workers") from None
        with suppress(Empty):
            while True:
                found.append(done.get_nowait())
        return found

    def _results(self, ended: list[Future]) -> Iterator[tuple[Job, Examined]]:
        finished = [future for future in ended if future.status == "finished"]
        answers = dict(zip((f.key for f in finished), self._gather(finished), strict=True))
        for future in ended:
            _, job = self.running.pop(future.key)
            if future.key not in answers:
                yield job, self._failed(job, future)
            elif answers[future.key]:
                # Made by our own code on the worker, of plain data: as from a local worker.
                yield job, pickle.loads(answers[future.key])
            else:
                yield job, given_up(job, f"the grader's own process died {TRIES} times")

    def _gather(self, finished: list[Future]) -> list[bytes]:
        try:
            answers: list[bytes] = self.client.gather(finished)
        except (OSError, FutureCancelledError) as error:
            raise _lost(repr(error)) from error
        return answers

    def _failed(self, job: Job, future: Future) -> Examined:
        if future.status != "error":
            raise _lost(future.status)
        error = future.exception()
        if isinstance(error, KilledWorker):
            return given_up(job, f"{error.allowed_failures + 1} workers of the cluster died")
        raise CourseError(
            "cluster-failed", f"A worker of the cluster could not go on. {GOES_ON}", repr(error)
        )

    def check(self, detail: str) -> None:
        """A worker whose sandbox ends starts another one: nothing to be done here."""

    def __enter__(self) -> Cluster:
        return self

    def close(self) -> None:
        """Take back what is under way, and leave the workers warm for the next run."""
        with suppress(Exception):  # whatever is wrong with the cluster was told already
            if self.client.status == "running":
                self.client.cancel([future for future, _ in self.running.values()])
                self.client.unregister_worker_plugin(self.run)
        self.client.close(timeout=5)


def _certificates() -> bool:
    """Whether Dask's configuration has what a client needs to encrypt."""
    return bool(Security().get_connection_args("client").get("ssl_context"))


def _isolations(told: dict[str, str]) -> list[str]:
    """One line if all workers are alike; else each with the workers that it is true of."""
    workers: dict[str, list[str]] = {}
    for worker, sentence in sorted(told.items()):
        workers.setdefault(sentence, []).append(worker)
    if len(workers) == 1:
        return list(workers)
    return [f"{sentence} ({', '.join(who)})" for sentence, who in workers.items()]


def _private(address: str) -> bool:
    """Whether nobody else can listen: encrypted, or not leaving this machine.

    >>> [_private(a) for a in ("tls://10.0.0.5:8786", "tcp://127.0.0.1:1", "tcp://10.0.0.5:8786")]
    [True, True, False]
    """
    parts = urlsplit(address)
    if parts.scheme in ("tls", "wss", "inproc"):
        return True
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def _no_workers(what: str) -> CourseError:
    return CourseError(
        "no-workers",
        f"The cluster {what}, and none came within {WORKERS:.0f} s. Start one with 'dask worker "
        f"ADDRESS' (deploy/dask/README.md). {GOES_ON}",
    )


def _lost(detail: str = "") -> CourseError:
    return CourseError(
        "scheduler-lost", f"The connection to the cluster's scheduler is lost. {GOES_ON}", detail
    )
