"""Figures that the chapters state, recomputed; one module for each chapter, in its own order.

In each test the expected numbers are typed in as the chapter prints them, the rest is computed.
``@fact("4.2")`` says which line of the outline in `tests.test_facts` a test stands for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., object])

STANDS_FOR: dict[str, list[str]] = defaultdict(list)


def fact(*lines: str) -> Callable[[Test], Test]:
    """Mark a test as the proof of these lines of the outline."""

    def mark(test: Test) -> Test:
        for line in lines:
            STANDS_FOR[line].append(f"{test.__module__}.{test.__name__}")
        return test

    return mark
