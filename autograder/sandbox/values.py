"""Plain values between two processes that do not trust each other.

None, truth values, numbers, text, NumPy arrays of numbers, and lists, tuples and dictionaries of
these cross as JSON; nothing else does. There is no pickle, and the decoder believes nothing: it
checks types, sizes and depth, and makes only plain objects of its own. What a student's process
cannot send (a generator, an object of a class of its own) arrives as `Opaque`, a description.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
import traceback
from dataclasses import dataclass
from typing import Any

import numpy as np

DEPTH = 8  # of nested lists
NODES = 200_000  # values in one message
LONGEST = 500  # characters of a description
PARAMETERS = 50  # of a signature
LARGEST_INT = 2**63  # the first that no array could hold
NUMERIC = "iufbc"  # kinds of NumPy types that may cross
_DTYPE = re.compile(r"[<>|=][iufbc](1|2|4|8|16|32)")
_KINDS = {"O": "objects", "U": "text", "S": "bytes"}


@dataclass(frozen=True)
class Opaque:
    """Something that is no plain value: what it is, in words ("a value of type generator")."""

    what: str


def as_array(value: Any) -> Any:
    """An array of whatever an array can be made of, or `Opaque` where there is none.

    Accepts arrays, numbers, nested lists and tuples, objects with ``__array__``, torch tensors.

    >>> as_array([[1, 2], [3, 4]]).shape
    (2, 2)
    >>> as_array([[1, 2], [3]]).what.partition(":")[0], as_array("abc").what
    ('list', 'a value of type str')
    """
    kind = type(value).__name__
    if isinstance(value, list | tuple) and (text := _text_in(value)) is not None:
        # NumPy would make each as wide as the widest.
        return Opaque(f"{kind} of {'text' if isinstance(text, str) else 'bytes'}")
    try:
        if hasattr(value, "detach"):  # a torch tensor, perhaps one that records gradients
            value = value.detach().cpu().numpy()
        array = np.asarray(value)
    except Exception as error:  # noqa: BLE001  ragged lists; classes of a student's own
        return Opaque(f"{kind}: {said(error)}")
    if array.dtype.kind not in NUMERIC or array.dtype.hasobject:
        of = _KINDS.get(array.dtype.kind, str(array.dtype))
        return Opaque(f"{kind} of {of}" if array.ndim else f"a value of type {kind}")
    return array


def _text_in(values: Any, depth: int = 0) -> str | bytes | None:
    """The first text in nested lists."""
    if isinstance(values, str | bytes):
        return values
    if isinstance(values, list | tuple) and depth < DEPTH:
        found = (_text_in(value, depth + 1) for value in values)
        return next((text for text in found if text is not None), None)
    return None


def said(error: BaseException) -> str:
    """The exception as Python prints it, cut to a readable length, in characters all pages take."""
    text = "".join(traceback.format_exception_only(error)).strip()
    return mended(text if len(text) <= LONGEST else text[:LONGEST] + " …")


def mended(text: str) -> str:
    """The text in characters that every page and file takes: halves of a pair are spelled out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def encode(value: Any, depth: int = 0) -> Any:
    """A value as JSON-ready data; what is not plain becomes an array if it can, else `Opaque`."""
    kind = type(value)
    if value is None or kind in (bool, float):
        return value
    if kind is int:
        small = abs(value) < LARGEST_INT
        return value if small else _opaque(f"a whole number of {value.bit_length()} bits")
    if kind is str:
        return {"text": mended(value)}
    if kind in (list, tuple) and depth < DEPTH:
        return {kind.__name__: [encode(item, depth + 1) for item in value]}
    if kind is dict and depth < DEPTH and all(type(key) is str for key in value):
        return {"dict": [[key, encode(item, depth + 1)] for key, item in value.items()]}
    if kind is Opaque:
        return _opaque(value.what)
    array = as_array(value)
    if isinstance(array, Opaque):
        return _opaque(array.what)
    return {
        "array": base64.b64encode(array.tobytes()).decode("ascii"),
        "type": array.dtype.str,
        "shape": list(array.shape),
        "scalar": isinstance(value, np.generic),
    }


def _opaque(what: str) -> dict[str, str]:
    return {"opaque": str(what)[: 2 * LONGEST]}


class Unreadable(ValueError):
    """What came is not what `encode` makes."""


def decode(data: Any) -> Any:
    """The value of `encode`'s data.

    Raises
    ------
    Unreadable
        Whatever else was sent.

    >>> decode(encode((1, [2.5, "x"], np.float32(3))))
    (1, [2.5, 'x'], np.float32(3.0))
    """
    try:
        return _decode(data, [NODES], 0)
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise Unreadable(repr(error)[:LONGEST]) from error


def _decode(data: Any, left: list[int], depth: int) -> Any:
    left[0] -= 1
    if left[0] < 0 or depth > DEPTH + 1:
        raise Unreadable("too many values, or too deeply nested")
    if data is None or type(data) in (bool, float):
        return data
    if type(data) is int:
        if abs(data) >= LARGEST_INT:
            raise Unreadable("a whole number that is too large")
        return data
    if type(data) is not dict:
        raise Unreadable(f"a bare {type(data).__name__}")
    if "array" in data:
        return _array(data)
    ((kind, inside),) = data.items()
    if kind in ("text", "opaque"):
        if type(inside) is not str:
            raise Unreadable(f"a {kind} that is no text")
        return mended(inside) if kind == "text" else Opaque(mended(inside[: 2 * LONGEST]))
    if type(inside) is not list:
        raise Unreadable(f"a {kind} that is no list")
    if len(inside) > left[0]:
        raise Unreadable("too many values")
    if kind == "dict":
        pairs = [(key, item) for key, item in inside]
        if not all(type(key) is str for key, _ in pairs):
            raise Unreadable("a key that is no text")
        return {mended(key): _decode(item, left, depth + 1) for key, item in pairs}
    if kind not in ("list", "tuple"):
        raise Unreadable(f"an unknown kind {kind[:20]!r}")
    items = [_decode(item, left, depth + 1) for item in inside]
    return items if kind == "list" else tuple(items)


def _array(data: dict[str, Any]) -> Any:
    name, shape = data["type"], data["shape"]
    if type(name) is not str or not _DTYPE.fullmatch(name):
        raise Unreadable("no type of numbers")
    if type(shape) is not list or len(shape) > 16:
        raise Unreadable("no shape")
    if not all(type(n) is int and 0 <= n < 2**40 for n in shape):
        raise Unreadable("no shape")
    dtype = np.dtype(name)
    try:
        content = base64.b64decode(data["array"], validate=True)
    except binascii.Error as error:
        raise Unreadable("no content") from error
    if math.prod(shape) * dtype.itemsize != len(content):
        raise Unreadable("shape and content do not fit")
    if dtype.kind == "b" and content.strip(b"\0\1"):
        raise Unreadable("truth values that are neither")
    array = np.frombuffer(content, dtype).reshape(shape).copy()  # a copy may be written to
    return array[()] if data.get("scalar") is True and array.ndim == 0 else array
