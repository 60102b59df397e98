"""A real Dask scheduler and real workers, on loopback only, for tests."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Client

from tests.sandbox.started import alive, below, until

DASK = Path(sys.executable).with_name("dask")
# The HTTP port is named too: without it, Dask opens one on every interface.
LOOPBACK = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
FEW_DEATHS = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}


@contextmanager
def process(folder: Path, *words: str, env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """``dask …``, its log in the folder; gone afterwards, and all that it has started."""
    with (folder / f"{words[0]}.log").open("ab") as log:
        started = subprocess.Popen(
            [DASK, *words], cwd=folder, env=os.environ | dict(env), stdout=log, stderr=log
        )
    try:
        yield started
    finally:
        children = below(started.pid) if started.poll() is None else []
        started.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            started.wait(20)
        for left in [*alive(children), started]:
            left.kill()
        started.wait()


@dataclass
class Cluster:
    """One that runs."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: subprocess.Popen[bytes]  # the command that keeps them; they are its children

    def pids(self) -> dict[str, int]:
        """Process of each worker, by its address."""
        with Client(self.address, set_as_default=False) as client:
            return client.run(os.getpid, on_error="ignore")  # of one that is just going

    def busy(self) -> dict[str, int]:
        """The same of those that have something to do."""
        with Client(self.address, set_as_default=False) as client:
            working = {worker for worker, keys in client.processing().items() if keys}
        return {worker: pid for worker, pid in self.pids().items() if worker in working}


@contextmanager
def cluster(
    folder: Path, workers: int = 2, env: Mapping[str, str] | None = None, protocol: str = "tcp"
) -> Iterator[Cluster]:
    """A scheduler and so many workers, each of which grades one submission at a time."""
    loopback = (*LOOPBACK, "--protocol", protocol)
    env = FEW_DEATHS | dict(env or {})
    file = folder / "scheduler.json"
    with ExitStack() as stack:
        words = ("scheduler", *loopback, "--port", "0", "--scheduler-file", str(file))
        scheduler = stack.enter_context(process(folder, *words, env=env))
        assert until(lambda: file.exists() and file.read_text().endswith("}"), 60)
        address = json.loads(file.read_text())["address"]
        if not workers:
            yield Cluster(address, scheduler, scheduler)
            return
        words = ("worker", address, *loopback, "--nthreads", "1", "--nworkers", str(workers))
        keeper = stack.enter_context(process(folder, *words, env=env))
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
        yield Cluster(address, scheduler, keeper)
