"""The trusted side: get students' processes from the warm parent, and talk to them.

Nothing that a student's process sends is believed: messages are size-capped JSON, values go through
the strict decoder, outputs keep known shapes and inert types only, and every wait has a deadline.
"""

from __future__ import annotations

import base64
import contextlib
import inspect
import signal
import socket
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from . import frames
from .launch import WARM_UP, SandboxFailed
from .limits import Limits
from .outputs import Output, clean
from .values import LONGEST, PARAMETERS, Opaque, Unreadable, decode, encode, mended

NONSENSE = "something that cannot be read"
GRACE = 1.0  # seconds to react to an interrupt, or for an end to be reported


@dataclass(frozen=True)
class End:
    """How a student's process ended, or what a request came to.

    ``code`` is ``timed-out``, ``killed``, ``out-of-memory``, ``forbidden`` or ``unreadable``.
    """

    code: str
    detail: str = ""


@dataclass(frozen=True)
class Ran:
    """One cell: whether it came to its end, what it showed, and what stopped it."""

    done: bool
    outputs: list[Output]
    end: End | None = None


@dataclass(frozen=True)
class Found:
    """What a name stands for: ``missing``, ``function`` or ``value``."""

    kind: str
    signature: inspect.Signature | None = None
    value: Any = None
    type: str = ""


@dataclass(frozen=True)
class Answer:
    """What came of a call: a value, or why there is none (``code``, with `detail` in words)."""

    code: str
    value: Any = None
    detail: str = ""
    printed: str = ""
    changed: bool = False


class Client:
    """One connection to the warm parent; a worker has one and uses it for one process at a time."""

    def __init__(self, address: str) -> None:
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(address)
        self.deaths: dict[int, dict[str, Any]] = {}

    def start(self, limits: Limits, files: Mapping[str, bytes] | None = None) -> Student:
        """A new student's process, in its jail, with these files in its working folder.

        Raises
        ------
        SandboxFailed
            The process could not be locked in: nothing was run.
        """
        ours, theirs = socket.socketpair()
        frames.send_with_descriptor(self.connection, {"limits": asdict(limits)}, theirs.fileno())
        theirs.close()
        answer = self._message("born", time.monotonic() + WARM_UP)
        pid = answer["born"]
        if not pid:
            ours.close()
            raise SandboxFailed(f"no process could be made: {answer['failed']}")
        student = Student(self, pid, ours, limits)
        content = {n: base64.b64encode(c).decode("ascii") for n, c in (files or {}).items()}
        deadline = time.monotonic() + WARM_UP
        try:
            frames.send(ours, {"files": content}, deadline)
            reply = frames.receive(ours, deadline)
        except (frames.Broken, TimeoutError) as error:
            reply = {"failed": repr(error)}
        if reply.get("ready") is not True:
            student.close()
            raise SandboxFailed(f"a student's process could not be locked in: {reply}")
        return student

    def signal(self, pid: int, number: int) -> None:
        """Have the warm parent send a signal to a process of ours; returns when it is sent.

        So an interrupt that comes too late is over before the next request, and cannot hit it.
        """
        frames.send(self.connection, {"pid": pid, "signal": number})
        self._message("signalled", time.monotonic() + WARM_UP)

    def death(self, pid: int, deadline: float) -> dict[str, Any] | None:
        """How the process ended, if it does so by `deadline`."""
        while pid not in self.deaths:
            try:
                self._message("died", deadline)
            except TimeoutError:
                return None
        return self.deaths[pid]

    def _message(self, kind: str, deadline: float) -> dict[str, Any]:
        while True:
            try:
                message: dict[str, Any] = frames.receive(self.connection, deadline)
            except frames.Broken as error:
                raise SandboxFailed("the warm parent is gone") from error
            if "died" in message:
                self.deaths[message["died"]] = message
            if kind in message:
                return message

    def close(self) -> None:
        self.connection.close()


@dataclass
class Student:
    """A student's process, seen from the trusted side."""

    client: Client
    pid: int
    connection: socket.socket
    limits: Limits
    end: End | None = None  # set once the process is no more
    number: int = field(default=0)

    def run(self, source: str, seconds: float) -> Ran:
        """Run one cell."""
        reply, end = self._ask({"do": "run", "source": source}, seconds)
        if reply is None:
            return Ran(False, [], end)
        outputs = clean(reply.get("outputs"))
        return Ran(reply.get("done") is True and end is None, outputs, end)

    def look(self, name: str, seconds: float) -> Found | End:
        """What a name stands for in the student's notebook."""
        reply, end = self._ask({"do": "look", "name": name}, seconds)
        if reply is None or end is not None:
            return end or End("unreadable", NONSENSE)
        kind = reply.get("kind")
        if kind == "function":
            return Found("function", _signature(reply.get("parameters")))
        if kind != "value":
            return Found("missing")
        try:
            return Found("value", value=decode(reply.get("value")), type=_text(reply.get("type")))
        except Unreadable as error:
            return Found("value", value=Opaque(str(error)), type=_text(reply.get("type")))

    def call(
        self,
        name: str,
        arguments: Iterable[Any],
        named: Mapping[str, Any] | None = None,
        *,
        seconds: float,
    ) -> Answer:
        """Call the function of that name with copies of plain values."""
        request = {
            "do": "call",
            "name": name,
            "arguments": [encode(a) for a in arguments],
            "named": {key: encode(value) for key, value in (named or {}).items()},
        }
        reply, end = self._ask(request, seconds)
        if reply is None or end is not None:
            end = end or End("unreadable", NONSENSE)
            detail = f"the limit is {seconds:g} s" if end.code == "timed-out" else end.detail
            return Answer(end.code, detail=detail)
        if reply.get("interrupted") is True:
            return Answer("raised", detail="KeyboardInterrupt")
        printed, changed = _text(reply.get("printed")), reply.get("changed") is True
        if "raised" in reply:
            code, detail = _raised(reply["raised"])
            return Answer(code, detail=detail, printed=printed, changed=changed)
        try:
            value = decode(reply.get("value", {}))
        except Unreadable:
            return Answer("unreadable", detail=NONSENSE)
        return Answer("answered", value, printed=printed, changed=changed)

    def _ask(
        self, request: dict[str, Any], seconds: float
    ) -> tuple[dict[str, Any] | None, End | None]:
        """The reply, if there is one, and what went wrong, if something did."""
        if self.end is not None:
            return None, self.end
        self.number += 1
        deadline = time.monotonic() + seconds
        try:
            frames.send(self.connection, request | {"id": self.number}, deadline)
            reply = frames.receive(self.connection, deadline)
        except TimeoutError:
            return self._interrupt()
        except frames.Broken:
            return None, self._ended()
        if type(reply) is not dict or reply.get("id") != self.number:
            return None, self.kill(End("unreadable", NONSENSE))
        return reply, None

    def _interrupt(self) -> tuple[dict[str, Any] | None, End]:
        """Time is up: ask it to stop, and if it does not, end it."""
        end = End("timed-out")
        self.client.signal(self.pid, signal.SIGINT)
        with contextlib.suppress(TimeoutError, frames.Broken):  # then it is killed
            reply = frames.receive(self.connection, time.monotonic() + GRACE)
            if type(reply) is dict and reply.get("id") == self.number:
                return reply, end
        return None, self.kill(end)

    def kill(self, why: End) -> End:
        """End the process; it is remembered as the reason given."""
        self.client.signal(self.pid, signal.SIGKILL)
        self.client.death(self.pid, time.monotonic() + 10)
        self.end = why
        return why

    def _ended(self) -> End:
        """The connection broke: find out how the process ended."""
        death = self.client.death(self.pid, time.monotonic() + GRACE)
        if death is None:  # it lives on and has closed its end, or sent what is no message
            return self.kill(End("unreadable", NONSENSE))
        # By ticks, which it holds a process to, the kernel counts more than it tells afterwards.
        self.end = _end(death["code"], death["cpu"] > self.limits.cpu_seconds / 2)
        return self.end

    def close(self) -> None:
        """Done with it."""
        if self.end is None:
            self.kill(End("killed", "no longer needed"))
        self.connection.close()


def _end(code: int, used_up: bool) -> End:
    """What an exit code means; negative is a signal. `used_up`: all of its processor time."""
    if code >= 0:
        return End("killed", "it ended itself")
    if code == -signal.SIGXCPU or (code == -signal.SIGKILL and used_up):
        return End("timed-out", "its processor time is used up")
    if code == -signal.SIGSYS:
        return End("forbidden", "a system call that no notebook needs")
    try:
        return End("killed", f"by signal {signal.Signals(-code).name}")
    except ValueError:  # signals for real time have no names
        return End("killed", f"by signal {-code}")


def _signature(parameters: Any) -> inspect.Signature | None:
    """A signature of what a student's process says; None if that makes no sense."""
    if type(parameters) is not list or len(parameters) > PARAMETERS:
        return None
    try:
        made = [
            inspect.Parameter(
                str(name)[:100],
                inspect._ParameterKind(kind),
                default=None if default is True else inspect.Parameter.empty,
            )
            for name, kind, default in parameters
        ]
        return inspect.Signature(made)
    except (TypeError, ValueError):
        return None


def _raised(said: Any) -> tuple[str, str]:
    """Code and words for an exception."""
    if type(said) is not dict:
        return "raised", "an error without words"
    kinds = ("not-written", "out-of-memory", "forbidden")
    code = said["kind"] if said.get("kind") in kinds else "raised"
    where = _text(said.get("where"))
    return code, _text(said.get("said")) + (f"\n  {where}" if where else "")


def _text(value: Any) -> str:
    return mended(value[: LONGEST + 10]) if type(value) is str else ""
