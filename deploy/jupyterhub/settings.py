"""`hub.toml`, read and looked through; `start.py` and `jupyterhub_config.py` both go by it."""

from __future__ import annotations

import itertools
import os
import re
import secrets
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.errors import CourseError

ROOT = Path(__file__).resolve().parents[2]
FIRST_UID = 2000  # above those that systems give on their own
# What useradd takes, and nbgrader: there a "+" parts the name from the exercise.
NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


@dataclass(frozen=True)
class Settings:
    """One hub, for one course.

    Parameters
    ----------
    folder
        Everything that the hub keeps lies below it.
    accounts
        Whether everybody has a user of this machine, so that nobody reads what others wrote.
    port
        Where the hub is reached. The three after it are the proxy's own, the hub's own, the book's.
    course, exchange, homes
        Folders; relative ones lie below `folder`.
    """

    folder: Path
    instructors: tuple[str, ...]
    students: tuple[str, ...]
    accounts: bool = False
    address: str = "127.0.0.1"
    port: int = 8100
    course: Path = Path("course")
    exchange: Path = Path("exchange")
    homes: Path = Path("homes")

    @classmethod
    def read(cls, file: Path, folder: Path) -> Settings:
        """What the file says, for a hub that keeps its things in this folder.

        Raises
        ------
        CourseError
            ``bad-hub-settings``: the file, the place in it and what may stand there.
        """
        try:
            told = tomllib.loads(file.read_text("utf-8"))
            if unknown := sorted(told.keys() - READERS.keys()):
                raise ValueError(f"nothing is known about {unknown[0]!r}")
            read = {name: READERS[name](name, value) for name, value in told.items()}
            return cls(
                folder.resolve(), read.pop("instructors", ()), read.pop("students", ()), **read
            )
        except (OSError, ValueError) as error:
            raise CourseError(
                "bad-hub-settings", f"{file} cannot be used: {error}. Mend it and start again."
            ) from error

    @classmethod
    def of_environment(cls) -> Settings:
        """As `start.py` hands them to the hub."""
        hub = cls.read(Path(os.environ["HUB_SETTINGS"]), Path(os.environ["HUB_FOLDER"]))
        return replace(hub, port=int(os.environ["HUB_PORT"]))

    def __post_init__(self) -> None:
        if not self.instructors:
            raise ValueError("instructors must name at least one person")
        if twice := sorted({n for n in self.everybody if self.everybody.count(n) > 1}):
            raise ValueError(f"{twice[0]!r} is named twice")
        for name in ("course", "exchange", "homes"):
            object.__setattr__(self, name, self.folder / getattr(self, name))

    @property
    def everybody(self) -> list[str]:
        return [*self.instructors, *self.students]

    @property
    def private(self) -> Path:
        """The hub's database, its passwords, its keys: nobody's but its own."""
        return self.folder / "private"

    @property
    def proxy(self) -> Path:
        """Where npm puts the proxy; an image has it already, and says so with HUB_PROXY."""
        return Path(os.environ.get("HUB_PROXY") or self.folder / "proxy")

    @property
    def book(self) -> Path:
        """The built site; the hub does without if it is not there."""
        return ROOT / "_build" / "html"

    @property
    def url(self) -> str:
        return f"http://{self.address}:{self.port}"

    def inside(self, after: int) -> str:
        """The address, on this machine only, of what listens so many ports after the hub."""
        return f"http://127.0.0.1:{self.port + after}"

    def passwords(self) -> tuple[str, str]:
        """Of the class, and of those who teach it: drawn once, then kept.

        The environment may give them: HUB_CLASS_PASSWORD, HUB_TEACH_PASSWORD.
        """
        return (
            os.environ.get("HUB_CLASS_PASSWORD") or self._drawn("class_password", 9),
            os.environ.get("HUB_TEACH_PASSWORD") or self._drawn("teach_password", 24),
        )

    def _drawn(self, name: str, length: int) -> str:
        path = self.private / name
        if not path.exists():
            path.touch(0o600)
            path.write_text(secrets.token_urlsafe(length), "ascii")
        return path.read_text("ascii")

    def uids(self) -> dict[str, int]:
        """A number for each user: the owner's of a home that is there, else one that is free.

        So a new container, which knows no users yet, gives everybody their own files again.
        """
        homes = {name: self.homes / name for name in self.everybody}
        known = {name: home.stat().st_uid for name, home in homes.items() if home.exists()}
        free = itertools.filterfalse(set(known.values()).__contains__, itertools.count(FIRST_UID))
        return {name: known.get(name) or next(free) for name in self.everybody}


def _names(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ValueError(f'{name} must be a list of names such as ["ada", "ben"]')
    if wrong := [v for v in value if not NAME.fullmatch(v)]:
        raise ValueError(f"{wrong[0]!r} is no name: small letters, digits, - and _, at most 32")
    return tuple(value)


def _yes_or_no(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false")
    return value


def _port(name: str, value: Any) -> int:
    if type(value) is not int or not 1024 <= value <= 65532:
        raise ValueError(f"{name} must be a number from 1024 to 65532")
    return value


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} must be a text between quotation marks")
    return value


def _folder(name: str, value: Any) -> Path:
    return Path(_text(name, value))


READERS: dict[str, Callable[[str, Any], Any]] = {
    "instructors": _names,
    "students": _names,
    "accounts": _yes_or_no,
    "address": _text,
    "port": _port,
    "course": _folder,
    "exchange": _folder,
    "homes": _folder,
}
