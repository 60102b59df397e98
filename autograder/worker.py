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

from autograder.grade import examine
from autograder.sandbox import frames
from autograder.sandbox.host import Client
from autograder.sandbox.shell import Shell
from autograder.submission import Examined, Task


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
            folder, seed = connection.recv()
            connection.send(work(tasks[folder.name], folder, seed))
    except (EOFError, ConnectionError):
        pass  # the pipeline has finished, or is gone
    except BaseException:  # noqa: BLE001  a fork must not go on as if it were its parent
        traceback.print_exc()
    finally:
        os._exit(0)


def work(task: Task, folder: Path, seed: int) -> Examined:
    """Examine ``submitted/STUDENT/ASSIGNMENT``."""
    return examine(
        folder, task.model, task.terms, seed, client=_client(task.address), shell=_shell()
    )


@cache
def _client(address: str) -> Client:
    return Client(address)


@cache
def _shell() -> Shell:
    return Shell.make()
