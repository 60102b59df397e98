"""The warm parent of all students' processes: imports once, then forks in milliseconds.

Started by `host.Sandbox` as a program of its own, with libraries only in its memory: no test, no
reference, no path of the course. It listens on a Unix socket; each client asks for a student's
process, hands over one end of a stream socket, and is told how the process ended.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import importlib
import importlib.abc
import json
import os
import random
import selectors
import signal
import socket
import sys
import traceback
import types
from dataclasses import dataclass
from typing import Any

from .frames import receive, receive_with_descriptor, send
from .jail import Jail, jail_for
from .limits import Limits
from .shell import Shell
from .student import serve
from .tiers import Tier

# What is slow the first time: fonts, colours, pictures, formulas, lines, a legend.
FIGURE = """
import matplotlib.pyplot as plt
figure, axes = plt.subplots(1, 2)
for name in ("gray", "PuOr", "viridis", "RdBu"):
    axes[0].imshow([[0.0, 1.0], [2.0, 3.0]], cmap=name, extent=(0, 1, 0, 1))
axes[0].set_title("$x^2$, abcdefghijklmnopqrstuvwxyz 0123456789 ×")
axes[0].text(0, 0, "ABCDEFGHIJKLMNOPQRSTUVWXYZ (),.:-")
axes[0].axis("off")
axes[1].plot([1, 2], label="a")
axes[1].set(xlabel="x", ylabel="y", xlim=(0, 1), xticks=[0, 1])
axes[1].legend()
plt.show()
"""


@dataclass
class Child:
    """One student's process: who asked for it and which slot it has."""

    client: socket.socket
    slot: int


def main() -> None:
    """Prepare as the one argument (JSON) says, report readiness, serve until the parent is gone."""
    wanted = json.loads(sys.argv[1])
    listener = socket.socket(fileno=wanted["listener"])
    ready = socket.socket(fileno=wanted["ready"])
    hide(wanted["hidden"])
    for name, source in wanted["stubs"].items():
        stub = types.ModuleType(name)
        exec(compile(source, f"<{name}>", "exec"), stub.__dict__)
        sys.modules[name] = stub
    shell = warm(wanted["preload"])
    # Which isolation comes late: the parent looks at the machine while we import.
    jail = jail_for(Tier(ready.recv(32).decode()), wanted["hidden"])
    threads = threads_here()
    if threads != 1:
        raise RuntimeError(f"{threads} threads: a fork could copy a lock that is held")
    sys.argv[:], sys.orig_argv[:] = [""], []
    jail.prepare()
    gc.collect()
    gc.freeze()  # so that a collection in a child does not copy what all of them share
    ready.send(b"ready")
    Zygote(listener, ready, jail, shell).serve()


class _Hidden(importlib.abc.MetaPathFinder):
    """Says in words why a package is not there; that its files are not is the jail's business."""

    def __init__(self, names: list[str]) -> None:
        self.names = frozenset(names)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(
                f"{name.partition('.')[0]} is not part of this exercise: use NumPy", name=name
            )


def hide(names: list[str]) -> None:
    """Let imports of these packages fail."""
    sys.meta_path.insert(0, _Hidden(names))


def warm(modules: list[str]) -> Shell:
    """Import what notebooks use, and take the slow paths of the shell once."""
    shell = Shell.make(
        as_main=True
    )  # first: matplotlib's inline pictures look for it when imported
    for name in modules:
        importlib.import_module(name)
    warming = ["1 + 1", "1 / 0", "print()"]
    if "matplotlib.pyplot" in modules:
        warming.append(FIGURE)
    if "torch" in modules:
        # One thread, or a fork would hang; and one convolution, which looks at the processor.
        warming.append(
            "import torch\ntorch.set_num_threads(1)\ntorch.set_num_interop_threads(1)\n"
            "x = torch.ones(1, 1, 4, 4, requires_grad=True)\n"
            "torch.nn.functional.conv2d(x, torch.ones(1, 1, 2, 2)).sum().backward()"
        )
    for source in warming:
        shell.run(source)
    shell.reset(new_session=True)
    shell.outputs.begin(0)
    return shell


def threads_here() -> int:
    """How many threads this process has."""
    try:
        return len(os.listdir("/proc/self/task"))
    except FileNotFoundError:  # no /proc on this system
        import threading

        return threading.active_count()


class Zygote:
    """The loop: clients come, ask, and hear of ends."""

    def __init__(
        self, listener: socket.socket, parent: socket.socket, jail: Jail, shell: Shell
    ) -> None:
        self.listener, self.parent, self.jail, self.shell = listener, parent, jail, shell
        self.children: dict[int, Child] = {}
        self.woken, self.wake = os.pipe()
        for end in (self.woken, self.wake):
            os.set_blocking(end, False)
        self.selector = selectors.DefaultSelector()
        for source in (listener, parent, self.woken):
            self.selector.register(source, selectors.EVENT_READ)

    def serve(self) -> None:
        """Until the parent closes its end."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.listener:
                    client, _ = self.listener.accept()
                    self.selector.register(client, selectors.EVENT_READ)
                elif key.fileobj is self.parent:
                    self.end()
                elif key.fileobj == self.woken:
                    os.read(self.woken, 1 << 16)
                    self.reap()
                elif isinstance(key.fileobj, socket.socket):
                    self.answer(key.fileobj)

    def end(self) -> None:
        """The parent is gone: so is everything else."""
        for pid in self.children:
            os.kill(pid, signal.SIGKILL)
        self.jail.close()
        os._exit(0)

    def answer(self, client: socket.socket) -> None:
        """Do what a client asks for: a new process, or a signal to one that it has."""
        try:
            request, received = receive_with_descriptor(client)
        except ConnectionError:
            self.leave(client)
            return
        if "signal" in request:
            # No reuse of numbers to fear: a process keeps its number until `reap` has seen it.
            if request["pid"] in self.children:
                os.kill(request["pid"], request["signal"])
            with contextlib.suppress(ConnectionError):
                send(client, {"signalled": request["pid"]})
            return
        limits = Limits(**request["limits"])
        taken = {child.slot for child in self.children.values()}
        slot = next(n for n in range(len(taken) + 1) if n not in taken)
        try:
            pid = self.jail.fork()
        except OSError as error:  # no memory, too many processes: for now, perhaps
            os.close(received)
            send(client, {"born": 0, "failed": str(error)})
            return
        if pid == 0:
            self.become_student(socket.socket(fileno=received), limits, slot)
        os.close(received)
        self.children[pid] = Child(client, slot)
        with contextlib.suppress(ConnectionError):  # a client that is gone: the next round says so
            send(client, {"born": pid})

    def leave(self, client: socket.socket) -> None:
        """A client is gone, killed perhaps: nobody waits for its students' processes."""
        for pid, child in self.children.items():
            if child.client is client:
                os.kill(pid, signal.SIGKILL)
        self.selector.unregister(client)
        client.close()

    def reap(self) -> None:
        """Tell each client how its student's process ended."""
        while self.children:
            pid, status, used = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                return
            child = self.children.pop(pid, None)
            if child is not None:
                end = {
                    "died": pid,
                    "code": os.waitstatus_to_exitcode(status),
                    "cpu": used.ru_utime + used.ru_stime,
                }
                with contextlib.suppress(ConnectionError):  # a client that is gone does not ask
                    send(child.client, end)

    def become_student(self, connection: socket.socket, limits: Limits, slot: int) -> None:
        """In the child: leave everything of the parent behind, enter the jail, serve."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._close_all_but(connection.fileno())
            random.seed()
            if "numpy" in sys.modules:
                sys.modules["numpy"].random.seed()
            files = receive(connection, largest=sys.maxsize)["files"]
            content = {name: base64.b64decode(data) for name, data in files.items()}
            self.jail.enter(limits, slot, content)
            send(connection, {"ready": True})
            serve(connection, self.shell, limits.output_kb << 10)
        except ConnectionError:
            pass  # the trusted side has finished with this process
        except Exception:  # noqa: BLE001  the trusted side is told: it runs nothing in here
            with contextlib.suppress(ConnectionError):
                send(connection, {"failed": traceback.format_exc()})
        finally:
            os._exit(0)

    def _close_all_but(self, kept: int) -> None:
        """No descriptor of the parent's may be left, and nothing to read from or write to."""
        self.selector.close()
        os.closerange(3, kept)
        os.closerange(kept + 1, 1 << 16)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        os.close(nothing)
