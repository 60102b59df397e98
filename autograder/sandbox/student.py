"""The student's process: runs cells, says what a name stands for, calls a function.

Everything here may be rewritten by the student's code, which shares the process. So nothing here is
believed by anyone: the trusted side takes plain values, and holds the right answers itself.
"""

from __future__ import annotations

import errno
import inspect
import linecache
import signal
import socket
import sys
import traceback
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from . import frames
from .shell import Shell
from .values import LONGEST, PARAMETERS, decode, encode, said

# What the kernel answers where the sandbox forbids something.
FORBIDDEN = {errno.EPERM, errno.EACCES, errno.EROFS}


def serve(connection: socket.socket, shell: Shell, output_limit: int) -> None:
    """Answer requests until the other side closes; never returns."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    answers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
        "run": lambda request: _run(shell, request["source"], output_limit),
        "look": lambda request: _look(shell, request["name"]),
        "call": lambda request: _call(shell, request),
    }
    while True:
        try:
            request = frames.receive(connection, largest=sys.maxsize)
        except KeyboardInterrupt:  # late: it was meant for what has just ended
            continue
        try:
            reply = answers[request["do"]](request)
        except KeyboardInterrupt:  # late: it was meant for what has just ended
            reply = {"interrupted": True}
        frames.send(connection, {"id": request["id"]} | reply)


def _run(shell: Shell, source: str, limit: int) -> dict[str, Any]:
    done, outputs = shell.run(source, limit)
    for output in outputs:
        for kind in ("text", "evalue"):
            if kind in output:
                output[kind] = output[kind].encode("utf-8", "backslashreplace").decode()
    return {"done": done, "outputs": outputs}


def _look(shell: Shell, name: str) -> dict[str, Any]:
    if name not in shell.user_ns:
        return {"kind": "missing"}
    value = shell.user_ns[name]
    if not callable(value):
        return {"kind": "value", "type": type(value).__name__[:100], "value": encode(value)}
    try:
        parameters = list(inspect.signature(value).parameters.values())[:PARAMETERS]
    except Exception:  # noqa: BLE001  some functions have none; a student's class may raise anything
        return {"kind": "function", "parameters": None}
    listed = [[p.name, int(p.kind), p.default is not p.empty] for p in parameters]
    return {"kind": "function", "parameters": listed}


def _call(shell: Shell, request: dict[str, Any]) -> dict[str, Any]:
    """Call a function with fresh arguments; what it printed and changed is told as well."""
    given = decode({"list": request["arguments"]})
    named = {key: decode(value) for key, value in request.get("named", {}).items()}
    before = [_content(a) for a in given]
    shell.outputs.begin(limit=LONGEST)
    stdout, stderr = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = _Quiet(shell)
    function = None
    try:
        function = shell.user_ns[request["name"]]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reply = {"value": encode(function(*given, **named))}
    except KeyboardInterrupt:
        reply = {"interrupted": True}
    except BaseException as error:  # noqa: BLE001  whatever a student's code raises is an answer
        reply = {"raised": describe(error, function)}
    finally:
        sys.stdout, sys.stderr = stdout, stderr
    reply["printed"] = "".join(o.get("text", "") for o in shell.outputs.take())
    reply["changed"] = before != [_content(a) for a in given]
    return reply


def _content(value: Any) -> tuple[tuple[int, ...], bytes] | None:
    """What a function must not change of an array; other plain values are its own."""
    return (value.shape, value.tobytes()) if isinstance(value, np.ndarray) else None


class _Quiet:
    """What a called function prints goes to the verdict."""

    encoding = "utf-8"

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def write(self, text: str) -> int:
        self._shell.outputs.text("stdout", str(text))
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""


def describe(error: BaseException, function: Any) -> dict[str, Any]:
    """What kind of exception it is, how Python prints it, and the student's own line."""
    home = getattr(getattr(function, "__code__", None), "co_filename", None)
    where = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if home is not None and frame.f_code.co_filename == home:
            text = linecache.getline(home, line).strip()
            where = f"in {frame.f_code.co_name}, line {line}: {text}"
    return {
        "type": type(error).__name__[:100],
        "kind": kind_of(error),
        "said": said(error),
        "where": where[:LONGEST],
    }


def kind_of(error: BaseException) -> str:
    """``not-written``, ``out-of-memory``, ``forbidden``, or just ``raised``."""
    if isinstance(error, NotImplementedError):
        return "not-written"
    if isinstance(error, MemoryError):
        return "out-of-memory"
    if isinstance(error, OSError) and error.errno in FORBIDDEN:
        return "forbidden"
    if isinstance(error, RuntimeError) and str(error) == "can't start new thread":
        return "forbidden"
    return "raised"
