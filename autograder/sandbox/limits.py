"""What one student's process may use, and the kernel's part in holding it to that."""

from __future__ import annotations

import sys
from dataclasses import dataclass

if sys.platform != "win32":
    import resource  # Windows has neither limits nor jails; the module must still import there


@dataclass(frozen=True)
class Limits:
    """Limits of one submission; an exercise may ask for others (see `autograder.grade`).

    Parameters
    ----------
    memory_mb
        Memory beyond what the warm process brings along.
    cpu_seconds
        Processor time of the whole notebook.
    file_mb, space_mb, files, descriptors
        The largest file, all of its private temporary space, how many files fit there, and how
        many may be open.
    cell_seconds, call_seconds, notebook_seconds
        Wall clock: one cell, one call of a function (a check may grant less), everything.
    output_kb
        What one cell may print or draw; the rest is cut.
    """

    memory_mb: int = 1024
    cpu_seconds: int = 240
    file_mb: int = 16
    space_mb: int = 64
    files: int = 1000
    descriptors: int = 64
    cell_seconds: float = 30.0
    call_seconds: float = 10.0
    notebook_seconds: float = 300.0
    output_kb: int = 2000


def apply(limits: Limits, size: int | None) -> None:
    """Hold this process, for good, to what the kernel can count.

    Parameters
    ----------
    limits
        What it may use.
    size
        Bytes of address space that it has already; None leaves the memory alone (macOS, where
        the kernel does not hold a process to RLIMIT_AS).

    A soft limit equals its hard one: past its processor time the process is killed at once, and
    a signal that the student could catch or ignore has no say.
    """
    megabyte = 1 << 20
    wanted = {
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.file_mb * megabyte,
        resource.RLIMIT_NOFILE: limits.descriptors,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 1,
    }
    if size is not None:
        wanted[resource.RLIMIT_AS] = size + limits.memory_mb * megabyte
    for which, value in wanted.items():
        _, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)  # only a privileged process could go past it
        resource.setrlimit(which, (value, value))
