"""Logs of the course: a JSON object on each line, and lines are only ever added.

A killed run loses nothing that was written; a line that it cut off is skipped by `read`, and the
next `append` begins on a new one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def read(path: Path) -> list[dict[str, Any]]:
    """The entries of a log, in order; none if there is no file."""
    lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
    return [entry for entry in map(_entry, lines) if entry is not None]


def append(path: Path, entries: Iterable[dict[str, Any]]) -> None:
    """Add entries, in one write.

    >>> import tempfile
    >>> log = Path(tempfile.mkdtemp()) / "log.jsonl"
    >>> append(log, [{"mark": 1}])
    >>> _ = log.write_bytes(log.read_bytes() + b'{"mark": ')  # a run was killed here
    >>> append(log, [{"mark": 2}])
    >>> read(log)
    [{'mark': 1}, {'mark': 2}]
    """
    added = "".join(json.dumps(entry) + "\n" for entry in entries).encode("ascii")
    if added:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(b"\n" + added if _cut_off(path) else added)


def write_anew(path: Path, entries: Iterable[dict[str, Any]]) -> None:
    """Put a log in place of another, as a whole."""
    partial = path.with_suffix(".partial")
    partial.write_text("".join(json.dumps(entry) + "\n" for entry in entries), "utf-8")
    os.replace(partial, path)


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def _cut_off(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"
