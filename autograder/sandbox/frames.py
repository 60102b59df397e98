"""Messages over a stream socket: a length, then JSON. Each side names the largest it will take.

Every wait has a deadline, in either direction: a process that neither reads nor answers must not
hold up the one that talks to it.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

LENGTH = struct.Struct("!I")
LARGEST = 16 << 20  # bytes that are taken from a student's process
MANY = 2_000_000  # values in a message
FOREVER = float("inf")


class Broken(ConnectionError):
    """The other side is gone, or what it sent is no message."""


def send(connection: socket.socket, message: Any, deadline: float = FOREVER) -> None:
    """Send a message by `deadline` (of `time.monotonic`).

    Raises
    ------
    TimeoutError, Broken
    """
    content = json.dumps(message, separators=(",", ":")).encode("ascii")
    try:
        connection.settimeout(_left(deadline))
        connection.sendall(LENGTH.pack(len(content)) + content)
    except TimeoutError:
        raise
    except OSError as error:
        raise Broken(str(error)) from error


def receive(connection: socket.socket, deadline: float = FOREVER, largest: int = LARGEST) -> Any:
    """The next message, by `deadline`.

    Raises
    ------
    TimeoutError, Broken
    """
    (length,) = LENGTH.unpack(_read(connection, LENGTH.size, deadline))
    if length > largest:
        raise Broken(f"a message of {length} bytes")
    content = _read(connection, length, deadline)
    if length > MANY and sum(map(content.count, (b"{", b"[", b","))) > MANY:
        raise Broken("a message of very many values")  # each takes ten times its room when read
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Broken(f"no message: {type(error).__name__}") from error


def receive_with_descriptor(connection: socket.socket) -> tuple[Any, int]:
    """The next message of a trusted client, and the descriptor that came with it (-1: none)."""
    connection.settimeout(None)
    header, descriptors, _, _ = socket.recv_fds(connection, LENGTH.size, 1)
    if len(header) < LENGTH.size:
        raise Broken("the other side is gone")
    content = _read(connection, LENGTH.unpack(header)[0], FOREVER)
    return json.loads(content), descriptors[0] if descriptors else -1


def send_with_descriptor(connection: socket.socket, message: Any, descriptor: int) -> None:
    """Send a message, and a copy of an open descriptor with it."""
    content = json.dumps(message).encode("ascii")
    socket.send_fds(connection, [LENGTH.pack(len(content))], [descriptor])
    connection.sendall(content)


def _read(connection: socket.socket, count: int, deadline: float) -> bytearray:
    got = bytearray()
    while len(got) < count:
        try:
            connection.settimeout(_left(deadline))
            part = connection.recv(min(count - len(got), 1 << 20))
        except TimeoutError:
            raise
        except OSError as error:
            raise Broken(str(error)) from error
        if not part:
            raise Broken("the other side is gone")
        got += part
    return got


def _left(deadline: float) -> float | None:
    if deadline == FOREVER:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
