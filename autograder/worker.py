"""A worker of the pipeline: examines submissions, one after the other, and touches no database.

Workers are forked from a process that has imported all they need, and nothing of nbgrader; `crew`
starts that process and asks it for workers. Both end when the pipeline does, however it ends.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import traceback
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

from autograder.grade import examine, run
from autograder.sandbox import frames
from autograder.sandbox.host import Client
from autograder.sandbox.shell import Shell
from autograder.submission import Examined, Ready, Task


def main() -> None:
    """Fork a worker for each descriptor that comes through the control socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    Shell.make().run("1 + 1")
    gc.collect()
    gc.freeze()
    while True:
        try:
            _, descriptor = frames.receive_with_descriptor(control)
        except frames.Broken:
            return
        if os.fork() == 0:
            control.close()
            serve(Connection(descriptor))
        os.close(descriptor)


def serve(connection: Connection) -> None:
    """Take the tasks, then one submission after another; never returns."""
    try:
        tasks: dict[str, Task] = connection.recv()
        while True:
            what, seed = connection.recv()
            name = what.name if isinstance(what, Path) else what.assignment
            connection.send(work(tasks[name], what, seed))
    except (EOFError, ConnectionError):
        pass  # the pipeline has finished, or is gone
    except BaseException:  # noqa: BLE001  a fork must not go on as if it were its parent
        traceback.print_exc()
    finally:
        os._exit(0)


def work(task: Task, what: Path | Ready, seed: int) -> Examined:
    """Examine ``submitted/STUDENT/ASSIGNMENT``, or what was read of it already."""
    client, shell = _client(task.address), _shell()
    if isinstance(what, Ready):
        return run(what, task.model, task.terms, seed, client=client, shell=shell)
    return examine(what, task.model, task.terms, seed, client=client, shell=shell)


@cache
def _client(address: str) -> Client:
    return Client(address)


@cache
def _shell() -> Shell:
    return Shell.make()
