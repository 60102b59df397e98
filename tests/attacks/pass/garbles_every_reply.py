# cell: first
"""The harness as it is, but what it sends is cut, turned round or something else."""

import sys

frames = sys.modules["sandbox.frames"]
messages = [b"\0\0\0\4null", b"\0\0\0\3NaN", b'\0\0\0\2""', b"\0\0\0\0", b"\0\0", b'\0\0\0\4{"a"']


def send(connection, message, *more):
    connection.sendall(messages[message["id"] % len(messages)])


frames.send = send
