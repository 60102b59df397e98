"""A time limit for one call of a student's function, where the platform can give one.

Linux and macOS interrupt the main thread with a signal. Elsewhere (Windows, another thread, the
browser) the call runs unlimited here; the notebook's own Stop button and the grader's process
limits end it.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class TimeIsUp(BaseException):
    """Not an `Exception`: a student's ``except Exception`` must not swallow it."""


def available() -> bool:
    """Whether `time_limit` can interrupt here."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeIsUp` in the block once `seconds` have passed.

    A loop round a bare ``except:`` catches even `TimeIsUp`, so the alarm repeats: from the second
    time on, the next line raises again, which is then a line of the ``except`` block and outside
    of its ``try``.

    >>> with time_limit(5):
    ...     answer = 6 * 7
    """
    if not available():
        yield
        return
    block = sys._getframe(2)  # past contextlib's: the function with this block in it
    tracing = sys.gettrace()
    rung = 0

    def ring(signum: int, frame: FrameType | None) -> None:
        nonlocal rung
        if frame is not None and frame.f_code.co_filename == __file__:
            return  # the block has ended, and the alarm is being switched off
        rung += 1
        if rung > 1:
            _raise_at_next_line(frame, block)
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if rung > 1:
            sys.settrace(tracing)


def _raise_at_next_line(frame: FrameType | None, block: FrameType | None) -> None:
    """Raise `TimeIsUp` as soon as a frame from `frame` out to `block` comes to another line."""

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            raise TimeIsUp
        return line

    # Frames that begin from here on are left alone: they are how the block is tidied up.
    sys.settrace(lambda frame, event, argument: None)
    while frame is not None and frame is not block:
        frame.f_trace = line
        frame = frame.f_back
