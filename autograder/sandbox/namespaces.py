"""Going into private namespaces, and the root that is put together there.

Every function is for a process with one thread, before any student's code.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from . import system

BOX = "/box"  # where each student's private space is mounted


def own_user_namespace() -> None:
    """A user namespace in which this user is number 1000, and a process namespace for children."""
    uid, gid = os.geteuid(), os.getegid()
    system.unshare(system.NEW_USER | system.NEW_PIDS)
    # The kernel lets an ordinary user map a group only after giving up setgroups.
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"1000 {uid} 1"),
        ("gid_map", f"1000 {gid} 1"),
    ):
        Path("/proc/self", name).write_text(text)


def go_on_in_child() -> None:
    """Return in a child, process 1 of the new process namespace.

    This process waits and ends as the child does. When it dies, the child is killed, and with it
    everything in its namespace; when the child dies, likewise.
    """
    lives, held = os.pipe()
    pid = os.fork()
    if pid:
        os.close(lives)
        _wait_for(pid, held)
    os.close(held)
    system.die_with_parent()
    # The parent may have died before the line above: then nobody holds the pipe any more.
    if select.select([lives], [], [], 0)[0]:
        os._exit(1)
    os.close(lives)


def _wait_for(pid: int, held: int) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the child to answer
    # Whoever listens at the other end of the child's descriptors must notice when it ends.
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in (0, 1, 2, held):
            with contextlib.suppress(OSError):  # the one that listed the folder is closed already
                os.close(int(name))
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 128 - code)


def build_root(paths: Iterable[Path]) -> None:
    """Put a root together from read-only views of `paths`, and move into it."""
    system.mount(None, "/", None, system.RECURSIVE | system.PRIVATE)
    # Built over /proc: it is there on every machine, and nothing needed lies below it. The mount
    # is seen by this process alone, and leaves nothing behind.
    root = "/proc"
    system.mount("tmpfs", root, "tmpfs", system.NO_SUID, "size=1m,mode=755")
    locked = system.READ_ONLY | system.NO_SUID | system.NO_DEVICES
    for path in paths:
        _bind(str(path), root, locked)
    for name in ("lib", "lib32", "lib64", "libx32"):
        link = f"/{name}"
        if os.path.islink(link) and not os.path.lexists(root + link):
            os.symlink(os.readlink(link), root + link)
    for name in ("null", "zero", "random", "urandom"):
        _bind(f"/dev/{name}", root, system.READ_ONLY | system.NO_SUID | system.NO_EXEC)
    os.mkdir(root + BOX)
    if not os.path.lexists(root + "/tmp"):  # unless the libraries themselves lie below it
        os.symlink(BOX, root + "/tmp")  # for those who write its name into their code
    system.forbid(root, locked, recursive=False)
    system.change_root(root)


def _bind(source: str, root: str, attributes: int) -> None:
    target = root + source
    os.makedirs(os.path.dirname(target), mode=0o755, exist_ok=True)
    if os.path.islink(source) and "/" not in os.readlink(source):
        os.symlink(os.readlink(source), target)  # libz.so.1 -> libz.so.1.3, its neighbour
        return
    if os.path.isdir(source):
        os.mkdir(target, 0o755)
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o644))
    system.mount(source, target, None, system.BIND | system.RECURSIVE)
    system.forbid(target, attributes, recursive=True)
