"""Which isolation this machine offers, tried for real, and which one to take.

Three tiers, each with the one before it in strength:

* ``namespaces``: the student's process sees nothing but libraries and its own temporary space;
* ``landlock``: the kernel refuses it all other files; no place to write;
* ``none``: limits and forbidden system calls only. Never taken unless asked for by name.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Tier(StrEnum):
    """How a student's process is shut in, from the strongest down."""

    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"
    NONE = "none"


@dataclass(frozen=True)
class Choice:
    """The tier taken, and one line that says so."""

    tier: Tier
    sentence: str


class Unavailable(Exception):
    """The isolation that was asked for is not to be had here; `sentence` says how to go on.

    Codes: ``not-linux``, ``no-isolation`` (neither tier works), ``isolation-unavailable`` (the
    one named does not, or there is none of that name).
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code, self.sentence = code, sentence


_CONTAINER = (
    "Grade in a container:\n"
    "    docker build -t convolution -f Containerfile .\n"
    '    docker run --rm -v "$PWD:/course" convolution grade\n'
)
_AT_YOUR_RISK = (
    "or, only if you trust every submission as your own code, say `--isolation none` in so many "
    "words."
)
_SENTENCES = {
    Tier.NAMESPACES: "isolation: private namespaces, read-only libraries, seccomp",
    Tier.LANDLOCK: "isolation: Landlock (libraries only, nothing writable), seccomp",
}
# Each of these switches off user namespaces: file, the value that does, how to undo it.
_SWITCHES = (
    ("kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
    ("kernel/apparmor_restrict_unprivileged_userns", "1",
     "kernel.apparmor_restrict_unprivileged_userns=0"),
    ("user/max_user_namespaces", "0", "user.max_user_namespaces=15000"),
)  # fmt: skip


def choose(wanted: str = "auto") -> Choice:
    """The tier to use: the strongest that works, or the one named.

    Raises
    ------
    Unavailable
        Where there is no isolation, or not the one named.
    """
    names = [tier.value for tier in Tier]
    if wanted not in ["auto", *names]:
        raise Unavailable(
            "isolation-unavailable",
            f"There is no isolation {wanted!r}; choose auto, {', '.join(names)}.",
        )
    if sys.platform == "win32":  # not even without isolation
        raise Unavailable("not-linux", f"{lack(Tier.NONE)}\n{_CONTAINER.rstrip()}")
    if wanted == Tier.NONE:
        return Choice(Tier.NONE, _without_isolation())
    if not sys.platform.startswith("linux"):
        raise Unavailable("not-linux", f"{lack(Tier.NAMESPACES)}\n{_CONTAINER}{_AT_YOUR_RISK}")
    candidates = [Tier.NAMESPACES, Tier.LANDLOCK] if wanted == "auto" else [Tier(wanted)]
    for tier in candidates:
        if not lack(tier):
            return Choice(tier, _SENTENCES[tier])
    reasons = "\n".join(f"{tier.value}: {lack(tier)}" for tier in candidates)
    if wanted == "auto":
        raise Unavailable(
            "no-isolation",
            f"This machine offers no isolation for students' code.\n{reasons}\n"
            f"Mend one of these, or go another way. {_CONTAINER}{_AT_YOUR_RISK}",
        )
    raise Unavailable("isolation-unavailable", f"This isolation does not work here.\n{reasons}")


def _without_isolation() -> str:
    from .seccomp import missing  # here: on Windows it cannot be imported

    absent = missing()
    held = "limits only" if absent else "seccomp and limits only"
    sentence = f"isolation: none ({held}): files are NOT hidden from students' code, nor safe"
    return f"{sentence}. {absent}" if absent else sentence


def examine() -> dict[Tier, str]:
    """For each tier, what it lacks on this machine and how to get it; empty if it works."""
    return {tier: lack(tier) for tier in Tier}


@functools.cache
def lack(tier: Tier) -> str:
    """What this tier lacks on this machine and how to get it; empty if it works."""
    if sys.platform == "win32":
        return "Students' code cannot be run on Windows itself: it has no fork."
    if not sys.platform.startswith("linux"):
        known = "Shutting students' code in needs Linux; this is another system."
        return "" if tier is Tier.NONE else known
    return _explain(tier, _tried(tier))


def _tried(tier: Tier) -> str:
    """Enter the jail, in a process of its own: the caller may have threads. The error, or ""."""
    package = Path(__file__).resolve().parent
    # Under its own name, as in the warm parent: `autograder` need not be importable.
    code = (
        f"import sys; sys.path.append({str(package.parent)!r}); "
        f"from {package.name} import tiers; tiers.probe({tier.value!r})"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=30
        )
        return str(json.loads(done.stdout))
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        return "" if tier is Tier.NONE else f"the probe failed ({error})"


def probe(tier: str) -> None:
    """Print, as JSON, the error that this tier ends with ("" if it works). Forks: no threads."""
    from .jail import jail_for

    print(json.dumps(_in_child(lambda: _enter(jail_for(Tier(tier))))))


def _enter(jail: object) -> str:
    from .jail import Jail
    from .limits import Limits

    assert isinstance(jail, Jail)
    jail.prepare()

    def inside() -> str:
        jail.enter(Limits(), 0)
        return ""

    try:
        return _in_child(inside, jail.fork)
    finally:
        jail.close()


def _in_child(work: Callable[[], str], fork: Callable[[], int] | None = None) -> str:
    """What `work` says in a forked child; its exception, or how it was killed, in words."""
    ours, theirs = os.pipe()
    pid = (fork or os.fork)()  # not as a default: Windows has none
    if pid == 0:
        try:
            answer = work()
        except Exception as error:  # noqa: BLE001  whatever it is, it is the answer
            answer = f"{error.strerror or error}" if isinstance(error, OSError) else repr(error)
        os.write(theirs, f"={answer}".encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as stream:
        answer = stream.read().decode()
    _, status = os.waitpid(pid, 0)
    # Without "=" the child never came to the end.
    return answer[1:] if answer else f"ended early (status {os.waitstatus_to_exitcode(status)})"


def _explain(tier: Tier, error: str) -> str:
    if not error or "seccomp" in error:
        return error
    if tier is Tier.LANDLOCK:
        return (
            f"The kernel offers no Landlock ({error}). It needs Linux 5.13 or newer, built with "
            "CONFIG_SECURITY_LANDLOCK=y and booted with landlock in its list: `lsm=landlock,...` "
            "on the kernel's command line."
        )
    switched_off = [undo for file, value, undo in _SWITCHES if _sysctl(file) == value]
    if switched_off:
        commands = " ".join(f"`sudo sysctl -w {undo}`" for undo in switched_off)
        return f"Namespaces for ordinary users are switched off ({error}). Allow them: {commands}."
    return (
        f"The kernel refuses private namespaces ({error}). They need Linux 5.12 or newer; inside "
        "a container, start it with `--cap-add SYS_ADMIN --security-opt seccomp=unconfined "
        "--security-opt apparmor=unconfined`."
    )


def _sysctl(name: str) -> str:
    try:
        return Path("/proc/sys", name).read_text().strip()
    except OSError:
        return ""  # no such switch in this kernel
