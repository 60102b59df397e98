"""Warm parents and what is left of them, for tests that run real students' processes."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil

from autograder.sandbox import tiers
from autograder.sandbox.tiers import Tier

TIERS = [tier for tier, lack in tiers.examine().items() if not lack]
assert Tier.NONE in TIERS  # limits alone work wherever the tests do


def below(process: psutil.Process | int) -> list[psutil.Process]:
    """All that descends from a process."""
    return psutil.Process(process if isinstance(process, int) else process.pid).children(True)


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run; one that has ended and was not yet asked about does not."""
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def until(true: Callable[[], object], seconds: float = 2.0) -> bool:
    """Whether it becomes true in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
