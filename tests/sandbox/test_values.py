"""What crosses between the processes arrives as it was; what is no plain value never arrives."""

from __future__ import annotations

import base64
import json
import resource
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.sandbox.values import (
    DEPTH,
    LONGEST,
    NODES,
    Opaque,
    Unreadable,
    as_array,
    decode,
    encode,
    said,
)

HALF = "\ud800"  # of a surrogate pair: no page and no file takes it
MEGABYTE = 1 << 20
PLAIN = {type(None), bool, int, float, str, list, tuple, dict, Opaque, np.ndarray}


def over(value: Any) -> Any:
    """The value after it went through both sides and the text between them."""
    return decode(json.loads(json.dumps(encode(value))))


def array(content: bytes = bytes(8), **changed: Any) -> dict[str, Any]:
    """What an array of one float looks like on the way, with something changed."""
    sent = {"array": base64.b64encode(content).decode(), "type": "<f8", "shape": [1]}
    return sent | changed


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -(2**63) + 1,
        1.5,
        float("inf"),
        "κ ∗ x",
        [],
        (),
        {},
        [1, [2.0, (None, "a")]],
        {"a": [1], "": {"b": (True,)}},
    ],
)
def test_plain_values_arrive_as_they_were(value: Any) -> None:
    assert over(value) == value
    assert type(over(value)) is type(value)


def test_not_a_number_stays_one() -> None:
    assert np.isnan(over(float("nan")))
    assert np.isnan(over(np.array([np.nan])))[0]


@pytest.mark.parametrize("kind", ["?", "b", "B", "h", "H", "i", "I", "q", "Q", "e", "f", "d", "g"])
def test_arrays_of_every_type_of_numbers_arrive(kind: str) -> None:
    sent = np.arange(6).reshape(2, 3).astype(kind)
    got = over(sent)
    assert got.dtype == sent.dtype
    np.testing.assert_array_equal(got, sent, strict=True)


@pytest.mark.parametrize("kind", ["F", "D", "G"])
def test_complex_numbers_arrive(kind: str) -> None:
    sent = np.array([1 + 2j, -3j]).astype(kind)
    np.testing.assert_array_equal(over(sent), sent, strict=True)


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_order_of_bytes_does_not_change_the_numbers(order: str) -> None:
    sent = np.array([1, 256, -2], f"{order}i4")
    assert over(sent).tolist() == [1, 256, -2]


@pytest.mark.parametrize(
    "sent",
    [
        np.array(7.0),
        np.empty((0, 3)),
        np.empty((2, 0, 4), "i2"),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(12).reshape(3, 4)[::-1, ::2],
        np.broadcast_to(np.arange(3), (2, 3)),
        np.array([np.inf, -np.inf, -0.0]),
    ],
    ids=["0-d", "empty", "empty 3-d", "Fortran", "strided", "broadcast", "infinite"],
)
def test_arrays_of_any_layout_arrive(sent: np.ndarray) -> None:
    np.testing.assert_array_equal(over(sent), sent, strict=True)


def test_an_array_that_arrived_can_be_written_to() -> None:
    got = over(np.zeros(3))
    got += 1
    assert got.tolist() == [1, 1, 1]


@pytest.mark.parametrize("value", [np.float32(0.1), np.int8(-3), np.bool_(True), np.complex64(1j)])
def test_a_scalar_of_numpy_stays_a_scalar(value: np.generic) -> None:
    got = over(value)
    assert type(got) is type(value)
    assert got == value


@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_subclasses_of_arrays_arrive_as_plain_arrays() -> None:
    class Lying(np.ndarray):
        def __eq__(self, other: object) -> Any:
            return True

    for value in (
        np.matrix([[1, 2]]),
        np.ma.masked_array([1, 2], [True, False]),
        np.zeros(2).view(Lying),
    ):
        assert type(over(value)) is np.ndarray
        assert over(value).ravel().tolist() == np.asarray(value).ravel().tolist()


@pytest.mark.parametrize("gradient", [False, True])
def test_tensors_arrive_as_arrays(gradient: bool) -> None:
    tensor = torch.tensor([[1.0, 2.0]], requires_grad=gradient)
    np.testing.assert_array_equal(over(tensor), np.array([[1, 2]], np.float32), strict=True)


def test_whatever_says_how_to_be_an_array_arrives_as_one() -> None:
    class Image:
        def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
            return np.eye(2)

    np.testing.assert_array_equal(over(Image()), np.eye(2))


@pytest.mark.parametrize("number", [2**63, -(2**63), 10**400, 10**5000], ids=int.bit_length)
def test_a_whole_number_beyond_any_array_is_described(number: int) -> None:
    assert "bits" in over(number).what
    assert "bits" in over([number])[0].what


def test_half_a_pair_of_surrogates_becomes_readable() -> None:
    assert over(f"a{HALF}") == "a\\ud800"
    assert over([HALF]) == ["\\ud800"]


class Odd:
    """An object of a class of its own."""


class Refuses:
    """Answers every question with an error, in words that nobody can print."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(self)

    def __str__(self) -> str:
        raise RuntimeError


class Text(str):
    """Not quite text."""


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (Odd(), "a value of type Odd"),
        (Text("a"), "a value of type Text"),
        (b"bytes", "a value of type bytes"),
        ({1, 2}, "a value of type set"),
        (range, "a value of type type"),
        ((n for n in "ab"), "a value of type generator"),
        (np.array(["a"]), "ndarray of text"),
        (np.array([Odd()]), "ndarray of objects"),
        (np.array(["2026-01-01"], "M8[D]"), "ndarray of datetime64[D]"),
        (np.zeros(1, [("a", "f8")]), "ndarray of [('a', '<f8')]"),
        ({1: 2}, "a value of type dict"),
    ],
    ids=lambda part: part if isinstance(part, str) and " " in part else "",
)
def test_what_is_no_plain_value_arrives_as_words(value: Any, what: str) -> None:
    assert over(value) == Opaque(what)


def test_an_object_that_refuses_everything_is_described() -> None:
    assert over(Refuses()).what.startswith("Refuses: ")


def test_a_list_that_holds_itself_comes_to_an_end() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert over(endless) is not None


def test_lists_within_lists_are_followed_to_a_depth() -> None:
    deep: Any = 1
    for _ in range(DEPTH):
        deep = [deep]
    assert over(deep) == deep


def test_an_error_is_told_in_a_readable_length() -> None:
    assert len(said(ValueError("x" * 10**6))) < LONGEST + 10
    assert said(ValueError(HALF)) == "ValueError: \\ud800"
    assert "failed" in said(Refusing())


class Refusing(Exception):
    def __str__(self) -> str:
        raise RuntimeError


def test_ragged_lists_are_no_array_and_the_words_say_why() -> None:
    found = as_array([[1, 2], [3]])
    assert isinstance(found, Opaque)
    assert "inhomogeneous" in found.what


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["text", "list", "tuple", "dict", "opaque", "array"])
            | st.text(max_size=3),
            inner,
            max_size=2,
        )
    ),
    max_leaves=20,
)
ARRAYS = st.fixed_dictionaries(
    {
        "array": st.binary(max_size=32).map(lambda b: base64.b64encode(b).decode()) | ANYTHING,
        "type": st.sampled_from(["<f8", "|b1", ">i2", "|O", "<M8[s]", "<f16", "<U1"]) | ANYTHING,
        "shape": st.lists(st.integers(-2, 8), max_size=3) | ANYTHING,
    },
    optional={"scalar": ANYTHING},
)


def parts(value: Any) -> Iterator[Any]:
    """The value and all that it holds."""
    yield value
    if type(value) in (list, tuple):
        for item in value:
            yield from parts(item)
    elif type(value) is dict:
        for key, item in value.items():
            yield key
            yield from parts(item)


@given(ANYTHING | ARRAYS | st.lists(ARRAYS, max_size=2).map(lambda items: {"list": items}))
@example({"dict": [["a", {"text": HALF}], [HALF, {"opaque": HALF}]]})
@example({"dict": "ab"})
@example(array(scalar=True, shape=[]))
def test_whatever_is_sent_becomes_a_plain_value_or_is_unreadable(data: Any) -> None:
    try:
        value = decode(data)
    except Unreadable:
        return
    for part in parts(value):
        assert type(part) in PLAIN or isinstance(part, np.generic), type(part)
        if isinstance(part, np.ndarray | np.generic):
            assert part.dtype.kind in "iufbc"
        if isinstance(part, str):
            part.encode("utf-8")


@given(ANYTHING)
def test_whatever_is_encoded_can_be_sent(value: Any) -> None:
    json.dumps(encode(value)).encode("ascii")


@pytest.mark.parametrize(
    "sent",
    [
        array(type="|O"),
        array(type="|V8"),
        array(type="<M8[s]"),
        array(type="<U2"),
        array(type="f8, f8"),
        array(type="<f8\n"),
        array(type="<b4"),
        array(type=8),
        array(shape=[-1]),
        array(shape=[2]),
        array(shape=[True]),
        array(shape=[1.0]),
        array(shape=1),
        array(shape=[1] * 17),
        array(shape=[2**62, 2**62, 0], array=""),
        array(shape=[2**40]),
        array(array="!"),
        array(array="AAAA AAAA AAA="),
        array(array=None),
        array(array="é"),
        array(b"\2", type="|b1"),
        {"array": "", "shape": [0]},
        "bare text",
        [1],
        {},
        {"list": [], "tuple": []},
        {"list": {}},
        {"set": []},
        {"text": 1},
        {"opaque": ["a"]},
        {"dict": [[1, 2]]},
        {"dict": [["a", 1, 2]]},
        {"dict": [["a"]]},
        2**63,
        10**4000,
    ],
    ids=lambda data: repr(data)[:60],
)
def test_what_encode_never_makes_is_unreadable(sent: Any) -> None:
    with pytest.raises(Unreadable):
        decode(sent)


def test_too_deep_a_nest_is_unreadable() -> None:
    deep: Any = 1
    for _ in range(DEPTH + 2):
        deep = {"list": [deep]}
    with pytest.raises(Unreadable, match="deeply"):
        decode(deep)


def test_too_many_values_are_unreadable() -> None:
    with pytest.raises(Unreadable, match="too many"):
        decode({"list": [None] * NODES})


ADVERSARIES: dict[str, Callable[[int], str]] = {
    "empty lists": lambda size: "[" + "[]," * (size // 3 - 1) + "0]",
    "empty dictionaries": lambda size: '{"list":[' + "{}," * (size // 3 - 9) + "0]}",
    "small dictionaries": lambda size: '{"list":[' + '{"":0},' * (size // 7 - 3) + "0]}",
    "pairs": lambda size: '{"dict":[' + '["",0],' * (size // 7 - 3) + '["",0]]}',
    "nests": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "digits": lambda size: "1" * size,
    "short texts": lambda size: '{"list":[' + '"é",' * (size // 5 - 9) + "0]}",
    "one text": lambda size: '{"text":"' + "\\ud800" * (size // 6 - 9) + '"}',
    "an array": lambda size: json.dumps(array(array="A" * (size - 99), shape=[(size - 99) // 4])),
}


@pytest.mark.parametrize("name", ADVERSARIES)
def test_a_message_of_the_largest_size_costs_little_memory_and_time(
    name: str, tmp_path: Path
) -> None:
    message = ADVERSARIES[name](16 * MEGABYTE)
    path = tmp_path / "message"
    path.write_text(message, "utf-8")
    code = """
        import contextlib, pathlib, socket, sys, threading
        from autograder.sandbox import frames, values
        content = pathlib.Path(sys.argv[1]).read_bytes()
        here, there = socket.socketpair()
        whole = frames.LENGTH.pack(len(content)) + content
        threading.Thread(target=there.sendall, args=[whole], daemon=True).start()
        with contextlib.suppress(frames.Broken, values.Unreadable):
            values.decode(frames.receive(here))
    """
    assert len(message.encode()) <= 16 * MEGABYTE
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(path)],
        env={"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[2])},
        preexec_fn=limited,
        capture_output=True,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5
