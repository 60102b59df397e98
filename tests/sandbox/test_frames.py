"""Messages between processes: whole or not at all, and nobody waits for ever."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox import frames

SOON = 0.15  # seconds
Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    here, there = socket.socketpair()
    with here, there:
        yield here, there


def soon() -> float:
    return time.monotonic() + SOON


def frame(content: bytes) -> bytes:
    return frames.LENGTH.pack(len(content)) + content


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_messages_arrive_as_they_were_and_in_order(message: Any) -> None:
    here, there = socket.socketpair()
    with here, there:
        for sent in (message, [1], message):
            frames.send(here, sent)
        assert [frames.receive(there) for _ in range(3)] == [message, [1], message]


def test_who_waits_for_a_message_waits_until_the_deadline(pair: Pair) -> None:
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        frames.receive(pair[0], soon())
    assert SOON <= time.monotonic() - began < 10 * SOON


@pytest.mark.parametrize("came", [b"\0", frame(b"[1, 2]")[:-1]])
def test_half_a_message_does_not_stretch_the_deadline(pair: Pair, came: bytes) -> None:
    pair[1].sendall(came)
    with pytest.raises(TimeoutError):
        frames.receive(pair[0], soon())


def test_a_message_that_trickles_does_not_stretch_the_deadline(pair: Pair) -> None:
    process = os.fork()
    if process == 0:
        for byte in frame(b"1" * 1000):
            pair[1].send(bytes([byte]))
            time.sleep(SOON / 5)
        os._exit(0)
    try:
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            frames.receive(pair[0], soon())
        assert time.monotonic() - began < 10 * SOON
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)


def test_who_is_not_read_from_stops_sending_at_the_deadline(pair: Pair) -> None:
    with pytest.raises(TimeoutError):
        frames.send(pair[0], "x" * (8 << 20), soon())


@pytest.mark.parametrize("ask", [frames.receive, lambda end, at: frames.send(end, 1, at)])
def test_a_deadline_that_is_over_is_not_waited_for(pair: Pair, ask: Any) -> None:
    frames.send(pair[1], 1)
    with pytest.raises(TimeoutError):
        ask(pair[0], time.monotonic() - 1)


def test_a_message_that_is_too_long_is_not_even_read(pair: Pair) -> None:
    pair[1].sendall(frames.LENGTH.pack(101))
    with pytest.raises(frames.Broken, match="101 bytes"):
        frames.receive(pair[0], soon(), largest=100)


def test_the_longest_length_is_refused_without_a_place_for_it(pair: Pair) -> None:
    pair[1].sendall(b"\xff" * 4)
    with pytest.raises(frames.Broken):
        frames.receive(pair[0], soon())


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"nope", b"[1] [2]", b"[" * 100_000, b"9" * 10_000, b'"\x00"'],
    ids=["empty", "cut", "bytes", "word", "two", "nest", "digits", "control"],
)
def test_what_is_no_json_is_no_message(pair: Pair, content: bytes) -> None:
    pair[1].sendall(frame(content))
    with pytest.raises(frames.Broken, match="no message"):
        frames.receive(pair[0], soon())


@pytest.mark.parametrize("came", [b"", b"\0\0", frame(b"[1]")[:-1]])
def test_a_closed_end_is_told_at_once(pair: Pair, came: bytes) -> None:
    pair[1].sendall(came)
    pair[1].close()
    with pytest.raises(frames.Broken, match="gone"):
        frames.receive(pair[0])


def test_nothing_can_be_sent_to_a_closed_end(pair: Pair) -> None:
    pair[1].close()
    with pytest.raises(frames.Broken):
        frames.send(pair[0], 1)


@pytest.mark.parametrize("ask", [frames.receive, lambda end: frames.send(end, 1)])
def test_an_end_that_one_has_closed_oneself_is_broken(pair: Pair, ask: Any) -> None:
    pair[0].close()
    with pytest.raises(frames.Broken):
        ask(pair[0])


def test_a_descriptor_comes_along_with_its_message(pair: Pair) -> None:
    readable, writable = os.pipe()
    frames.send_with_descriptor(pair[0], {"a": 1}, writable)
    os.close(writable)
    message, received = frames.receive_with_descriptor(pair[1])
    os.write(received, b"through the copy")
    os.close(received)
    with os.fdopen(readable) as stream:
        assert (message, stream.read()) == ({"a": 1}, "through the copy")


def test_a_message_without_a_descriptor_says_so(pair: Pair) -> None:
    frames.send(pair[0], [1])
    assert frames.receive_with_descriptor(pair[1]) == ([1], -1)


def test_who_waits_for_a_descriptor_is_told_of_a_closed_end(pair: Pair) -> None:
    pair[0].close()
    with pytest.raises(frames.Broken):
        frames.receive_with_descriptor(pair[1])
