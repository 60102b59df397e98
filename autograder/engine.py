"""The engine of one run: which isolation, which limits, and the warm parents it needs."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.errors import CourseError
from autograder.sandbox import tiers
from autograder.sandbox.launch import Closing, Sandbox, SandboxFailed
from autograder.sandbox.tiers import Tier
from autograder.terms import STUB, Terms


@dataclass(frozen=True)
class Settings:
    """``c.Engine`` of `nbgrader_config.py`.

    Parameters
    ----------
    isolation
        ``auto``, ``namespaces``, ``landlock`` or ``none``.
    workers
        Processes that grade at once; 0 for one on each core.
    terms
        Limits (see `sandbox.limits.Limits`) and ``without``, for every exercise that does not
        ask for others itself.
    """

    isolation: str = "auto"
    workers: int = 0
    terms: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Settings:
        """From the course's configuration."""
        given = dict(config.get("Engine", {}))
        return cls(str(given.pop("isolation", "auto")), int(given.pop("workers", 0)), given)

    @property
    def processes(self) -> int:
        """How many workers that is here."""
        if self.workers:
            return self.workers
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


class Engine(Closing):
    """The warm parents of the students' processes, one for each set of hidden packages.

    Use it in a ``with``: `start` what is needed, `settle` the isolation, which waits until all are
    ready. Starting takes a second and goes on in the background; so does looking whether this
    machine offers the best of tiers.
    """

    def __init__(self) -> None:
        self._sandboxes: dict[tuple[str, ...], Sandbox] = {}
        self._looking = threading.Thread(target=tiers.lack, args=[Tier.NAMESPACES])

    def start(self, terms: Terms) -> str:
        """Have a warm parent for these terms; returns its address."""
        if terms.without not in self._sandboxes:
            self._sandboxes[terms.without] = Sandbox(
                hidden=terms.without, preload=terms.preload, stubs={"autograder": STUB}
            )
            if self._looking.ident is None:  # after the first of them, which takes longer
                self._looking.start()
        return self._sandboxes[terms.without].address

    def settle(self, isolation: str) -> str:
        """Lock in all that was started; returns the line that says how.

        Raises
        ------
        CourseError
            ``no-isolation`` and its kin: what this machine lacks and how to go on.
            ``sandbox-failed``, with what was printed.
        """
        if self._looking.ident is not None:
            self._looking.join()
        try:
            choice = tiers.choose(isolation)
        except tiers.Unavailable as error:
            raise CourseError(error.code, error.sentence) from error
        try:
            for sandbox in self._sandboxes.values():
                sandbox.lock_in(choice.tier)
            for sandbox in self._sandboxes.values():
                sandbox.wait()
        except SandboxFailed as error:
            raise CourseError(
                "sandbox-failed",
                "The sandbox did not start, so nothing was run. "
                "'python -m autograder grade --isolation landlock' may work here.",
                str(error),
            ) from error
        return choice.sentence

    def alive(self) -> bool:
        """Whether all of them still run; one may have been killed, for want of memory say."""
        return all(sandbox.process.poll() is None for sandbox in self._sandboxes.values())

    def __enter__(self) -> Engine:
        return self

    def close(self) -> None:
        """End them all."""
        for sandbox in self._sandboxes.values():
            sandbox.close()
        self._sandboxes.clear()
