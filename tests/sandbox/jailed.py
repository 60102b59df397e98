"""Run code in a real jail, from a small process of its own: a test runner has threads.

The helper process is started as this user or, where the tests run as root, as an ordinary one. It
imports the package by its path, as the warm parent of the students' processes does.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.sandbox import tiers

NOBODY = 65534
USERS = [os.geteuid(), NOBODY] if os.geteuid() == 0 else [os.geteuid()]
TIERS = [tier.value for tier, lack in tiers.examine().items() if not lack]

_HELPER = """
import ctypes, errno, fcntl, json, os, signal, socket, sys, threading, time
wanted = json.load(sys.stdin)
sys.path.append(wanted["package"])
exec(wanted["before"])
from sandbox.jail import jail_for
from sandbox.limits import Limits
from sandbox.tiers import Tier

def attempt(do, *arguments):
    "What came of it: 'done', or the name of the error."
    try:
        do(*arguments)
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    except Exception as error:
        return type(error).__name__
    return "done"

libc = ctypes.CDLL(None, use_errno=True)

def system_call(number, *arguments):
    if libc.syscall(number, *map(ctypes.c_long, arguments)) < 0:
        raise OSError(ctypes.get_errno(), "refused")

jail = jail_for(Tier(wanted["tier"]), wanted["hidden"])
jail.prepare()

def start(code, slot, told=()):
    ours, theirs = os.pipe()
    pid = jail.fork()
    if pid == 0:
        said = {}
        try:
            names = dict(globals(), said=said, told=told)
            files = {name: text.encode() for name, text in wanted["handed"].items()}
            names["folder"] = str(jail.enter(Limits(**wanted["limits"]), slot, files))
            exec(code, names)
        except BaseException as error:
            said["error"] = repr(error)
        os.write(theirs, json.dumps(said).encode())
        os._exit(0)
    os.close(theirs)
    return pid, ours

def finish(pid, ours):
    with os.fdopen(ours) as stream:
        said = json.loads(stream.read() or "{}")
    return {"said": said, "code": os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}

exec(wanted["driver"])
jail.close()
"""

_ONE = "print(json.dumps(finish(*start(wanted['code'], 0))))"


@dataclass(frozen=True)
class Ran:
    """What the jailed code put into `said`, and how its process ended (below zero: a signal)."""

    said: dict[str, Any]
    code: int


def run(
    tier: str,
    code: str,
    *,
    user: int | None = None,
    before: str = "",
    hidden: tuple[str, ...] = (),
    handed: dict[str, str] | None = None,
    **limits: float,
) -> Ran:
    """Run `code` in a jail; `before` goes first, outside of it, in the helper process."""
    return Ran(**json.loads(drive(tier, code, _ONE, user, before, hidden, handed, **limits)))


def drive(
    tier: str,
    code: str,
    driver: str,
    user: int | None = None,
    before: str = "",
    hidden: tuple[str, ...] = (),
    handed: dict[str, str] | None = None,
    **limits: float,
) -> str:
    """Run `driver` in the helper process, with `start` and `finish` at hand; what it printed."""
    wanted = {
        "tier": tier,
        "code": textwrap.dedent(code),
        "driver": textwrap.dedent(driver),
        "before": textwrap.dedent(before),
        "hidden": hidden,
        "handed": handed or {},
        "limits": limits,
        "package": str(package(user)),
    }
    done = subprocess.run(
        [python(user), "-I", "-c", _HELPER],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        timeout=60,
        cwd="/",
        **identity(user),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def identity(user: int | None) -> dict[str, Any]:
    """Arguments of `subprocess` that make another user of the child."""
    if user is None or user == os.geteuid():
        return {}
    return {"user": user, "group": user, "extra_groups": []}


def python(user: int | None) -> str:
    """An interpreter that the user can reach: this one may lie in root's private home."""
    return (
        sys.executable if not identity(user) or _open_to_all(sys.executable) else "/usr/bin/python3"
    )


def _open_to_all(path: str) -> bool:
    real = Path(path).resolve()
    return all(one.stat().st_mode & stat.S_IXOTH for one in [real, *real.parents])


@functools.cache
def package(user: int | None = None) -> Path:
    """The folder to import `sandbox` from; for another user, a copy that everybody can read."""
    here = Path(tiers.__file__).parent
    if not identity(user):
        return here.parent
    folder = Path(tempfile.mkdtemp(prefix="sandbox-package-"))
    atexit.register(shutil.rmtree, folder)
    shutil.copytree(here, folder / "sandbox", ignore=shutil.ignore_patterns("__pycache__"))
    for one in [folder, *folder.rglob("*")]:
        one.chmod(0o755)
    return folder
