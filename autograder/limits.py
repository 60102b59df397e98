"""A time limit for one call of a student's function, where the platform can give one.

Linux and macOS interrupt the main thread with a signal. Elsewhere (Windows, another thread, the
browser) the call runs unlimited here; the notebook's own Stop button and the grader's process
limits end it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TimeIsUp(BaseException):
    """Not an `Exception`: a student's ``except Exception`` must not swallow it."""


def available() -> bool:
    """Whether `time_limit` can interrupt here."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeIsUp` in the block once `seconds` have passed.

    The alarm repeats, so that a bare ``except:`` inside a loop delays the end but cannot avoid it.
    """
    if not available():
        yield
        return

    def ring(signum: int, frame: FrameType | None) -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
