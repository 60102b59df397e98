"""One call of a student's function and what came of it, as plain data.

Whatever a student returns or raises becomes an `Outcome`: an array in float64, or a stable code
that says why there is none. Nothing of the student's own class goes further than this module.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import linecache
import traceback
import warnings
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Arguments, Function
from autograder.limits import TimeIsUp, time_limit
from autograder.sandbox.values import LONGEST, Opaque, as_array, said

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """What one call gave.

    ``code`` is ``"answered"`` and ``value`` an array, or ``value`` is None and ``code`` one of
    ``not-written returned-nothing unreadable not-a-number raised timed-out changed-input``; from
    a process of its own also ``not-defined out-of-memory killed forbidden``.
    """

    code: str
    value: Array | None = None
    detail: str = ""  # the exception with the student's line, or what was returned instead
    printed: str = ""  # the beginning of what the function wrote to stdout and stderr

    def same_as(self, other: Outcome, tolerance: float) -> bool:
        """Whether two calls behave alike: same kind of end and, if answered, same array.

        NaN and infinity are like themselves here: a softmax that overflows has a name.
        """
        if self.code != other.code or self.value is None or other.value is None:
            return self.code == other.code and self.value is other.value
        if self.value.shape != other.value.shape:
            return False
        odd = ~(np.isfinite(self.value) & np.isfinite(other.value))
        same = np.array_equal(self.value[odd], other.value[odd], equal_nan=True)
        return same and agree(self.value[~odd], other.value[~odd], tolerance)


class Elsewhere(ABC):
    """A function in a process of its own: it says itself what came of a call.

    `signature` is the one it should be called with, or None if there is none to read; `why_not`
    is a code and a detail where it cannot be called at all.
    """

    signature: inspect.Signature | None = None
    why_not: tuple[str, str] | None = None

    @abstractmethod
    def outcome(self, arguments: Arguments, seconds: float) -> Outcome:
        """Call it with copies of the arguments."""


def agree(yours: Array, expected: Array, tolerance: float) -> bool:
    """Same shape (no broadcasting) and every value within tolerance of the expected scale."""
    return yours.shape == expected.shape and not differing(yours, expected, tolerance).any()


def differing(yours: Array, expected: Array, tolerance: float) -> NDArray[np.bool_]:
    """Mask of the values that are wrong; both arrays have the same shape."""
    finite = np.abs(expected[np.isfinite(expected)])
    scale = max(1.0, float(finite.max())) if finite.size else 1.0
    return np.asarray(~(np.abs(yours - expected) <= tolerance * scale))


def call(function: Function, arguments: Arguments, seconds: float) -> Outcome:
    """Call with fresh copies of the arguments, for at most `seconds`.

    Output is kept for the verdict and warnings are swallowed: nbgrader gives zero to a test cell
    that writes to stderr, and a warning is no mistake.
    """
    if isinstance(function, Elsewhere):
        return function.outcome(arguments, seconds)
    printed = _Printed()
    outcome = _call(function, arguments, seconds, printed)
    return replace(outcome, printed=printed.getvalue())


class _Printed(io.StringIO):
    """Keeps the beginning and lets the rest go, so that a loop that prints fills no memory."""

    def write(self, text: str) -> int:
        super().write(text[: max(0, LONGEST - self.tell())])
        return len(text)


def _call(function: Function, arguments: Arguments, seconds: float, quiet: io.StringIO) -> Outcome:
    given = tuple(_copy(a) for a in arguments)
    try:
        with (
            contextlib.redirect_stdout(quiet),
            contextlib.redirect_stderr(quiet),
            warnings.catch_warnings(),
            time_limit(seconds),
        ):
            warnings.simplefilter("ignore")
            # In one line, so that what is returned is gone, and silent, before the block ends.
            outcome = read(function(*given))
    except NotImplementedError:
        return Outcome("not-written")
    except TimeIsUp:
        return Outcome("timed-out", detail=f"the limit is {seconds:g} s")
    except KeyboardInterrupt:  # the notebook's Stop button
        raise
    except BaseException as error:  # noqa: BLE001  whatever a student's code raises is an answer
        return Outcome("raised", detail=describe(error, function))
    for before, after in zip(arguments, given, strict=True):
        if isinstance(before, np.ndarray) and not np.array_equal(before, after):
            return Outcome("changed-input", outcome.value)
    return outcome


def read(returned: Any) -> Outcome:
    """Turn what a function returned into an `Outcome`.

    Accepts arrays of any numeric type, numbers, (nested) lists and tuples, and torch tensors.

    >>> read([[1, 2], [3, 4]]).value.shape
    (2, 2)
    >>> read([[1, 2], [3]]).code, read(None).code, read("abc").code
    ('unreadable', 'returned-nothing', 'unreadable')
    """
    if returned is None:
        return Outcome("returned-nothing")
    array = as_array(returned)
    if not isinstance(array, Opaque) and array.dtype.kind not in "iuf":
        array = Opaque(_of(array, type(returned).__name__))
    if isinstance(array, Opaque):
        return Outcome("unreadable", detail=array.what)
    with np.errstate(all="ignore"):  # a long double may be too large: then it is infinite
        values = np.array(array, dtype=np.float64)
    if not np.isfinite(values).all():
        return Outcome("not-a-number", values)
    return Outcome("answered", values)


def _of(array: NDArray[Any], kind: str) -> str:
    what = {"b": "truth values", "c": "complex numbers"}[array.dtype.kind]
    return f"{kind} of {what}" if array.ndim else f"a value of type {kind}"


def describe(error: BaseException, function: Function) -> str:
    """The exception in one line, and the line of the student's own code where it arose."""
    words = said(error)
    home = getattr(getattr(function, "__code__", None), "co_filename", None)
    frames = [f for f, _ in traceback.walk_tb(error.__traceback__) if f.f_code.co_filename == home]
    lines = [n for f, n in traceback.walk_tb(error.__traceback__) if f.f_code.co_filename == home]
    if not frames or home is None:
        return words
    text = linecache.getline(home, lines[-1]).strip()
    return f"{words}\n  in {frames[-1].f_code.co_name}, line {lines[-1]}: {text}"


def _copy(argument: Any) -> Any:
    return argument.copy() if isinstance(argument, np.ndarray) else argument
