"""A class's work as a learning platform hands it out: a folder or a zip, file by file.

What is known of a file is in its name, and each platform has its own way:

* Canvas, "Download Submissions": ``lovelaceada_LATE_901_5501_my notebook-1.ipynb``: the name, last
  name first, letters alone; whether it was late; Canvas's number of the person and of the file;
  the student's own name for it, with a number behind it where it was handed in again.
* Moodle, "Download all submissions": ``Ada Lovelace_4711_assignsubmission_file/x.ipynb``, or the
  same in one name; the number is of the submission.
* Gradescope, "Export submissions": ``submission_77/x.ipynb``, and `submission_metadata.yml` with
  who they are (several, for a group) and when.
* Anything else: ``STUDENT/x.ipynb``, ``STUDENT/EXERCISE/x.ipynb``, ``STUDENT.ipynb``.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from autograder.errors import CourseError
from autograder.intake import MAX_NOTEBOOK

MAX_FILES = 200_000
METADATA = "submission_metadata.yml"
CANVAS = re.compile(
    r"(?P<who>[^_/]+)_(?P<late>LATE_)?(?P<number>\d+)_(?P<file>\d+)_(?P<name>[^/]+)"
)
MOODLE = re.compile(r"(?P<who>[^_/]+)_(?P<file>\d+)_assignsubmission_file_?/?(?P<name>[^/]+)")
GRADESCOPE = re.compile(r"(?P<file>submission_\d+)/(?P<name>.+)")
KINDS = ("canvas", "moodle", "gradescope", "plain")


@dataclass(frozen=True)
class File:
    """One file of somebody's work.

    Parameters
    ----------
    path
        Where it lies, for people.
    ids, name
        What the platform says of the person: to be compared with a roster.
    work
        Files of one `work` were handed in together.
    called
        The student's name for the file.
    late, when
        What the platform says of the time; None if it says nothing.
    """

    path: str
    ids: tuple[str, ...]
    name: str
    work: str
    called: str
    read: Callable[[], bytes]
    late: bool = False
    when: datetime | None = None


class TooLarge(Exception):
    """A file larger than any notebook."""


@contextmanager
def opened(source: Path, kind: str | None = None) -> Iterator[tuple[str, list[File]]]:
    """What lies in a folder or zip: the kind of it and its files, which can be read meanwhile.

    Raises
    ------
    CourseError
        ``no-hand-out`` if there is nothing to collect, or the zip cannot be opened.
    """
    try:
        if source.is_dir():
            raw = list(_in_folder(source))
            yield _sorted_out(raw, kind, source)
        else:
            with zipfile.ZipFile(source) as archive:
                raw = list(_in_zip(archive))
                yield _sorted_out(raw, kind, source)
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise CourseError(
            "no-hand-out",
            f"{source} cannot be opened as a folder or zip of submissions ({error}). Download it "
            "once more, and do not unpack it by hand.",
        ) from error


@dataclass(frozen=True)
class _Raw:
    path: str
    read: Callable[[], bytes]


def _in_folder(source: Path) -> Iterator[_Raw]:
    """Regular files; a link is none."""
    for inside, folders, names in os.walk(source):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__")))
        for name in sorted(names):
            path = Path(inside) / name
            if not name.startswith(".") and stat.S_ISREG(path.lstat().st_mode):
                yield _Raw(path.relative_to(source).as_posix(), lambda p=path: _bytes(p.open("rb")))  # type: ignore[misc]


def _in_zip(archive: zipfile.ZipFile) -> Iterator[_Raw]:
    """Members with an honest place; nothing is unpacked to disk."""
    infos = archive.infolist()
    if len(infos) > MAX_FILES:
        raise CourseError("no-hand-out", f"{archive.filename} holds more than {MAX_FILES} files.")
    for info in infos:
        place = PurePosixPath(info.filename.replace("\\", "/"))
        kind = stat.S_IFMT(info.external_attr >> 16)
        odd = place.is_absolute() or ".." in place.parts or kind not in (0, stat.S_IFREG)
        hidden = any(part.startswith((".", "__MACOSX")) for part in place.parts)
        if not (info.is_dir() or odd or hidden):
            yield _Raw(str(place), lambda i=info: _bytes(archive.open(i)))  # type: ignore[misc]


def _bytes(file: Any) -> bytes:
    with file:
        data: bytes = file.read(MAX_NOTEBOOK + 1)
    if len(data) > MAX_NOTEBOOK:
        raise TooLarge
    return data


def _sorted_out(raw: list[_Raw], kind: str | None, source: Path) -> tuple[str, list[File]]:
    raw = _without_top(raw)
    if not raw:
        raise CourseError("no-hand-out", f"{source} holds no files.")
    found = kind or _kind(raw)
    if found == "gradescope":
        return found, list(_gradescope(raw, source))
    parse = {"canvas": _canvas, "moodle": _moodle, "plain": _plain}[found]
    return found, [parse(file) for file in raw]


def _without_top(raw: list[_Raw]) -> list[_Raw]:
    """Without a folder that all of it lies in, as unpacking leaves; not where it says who."""
    tops = {file.path.partition("/")[0] for file in raw}
    if len(tops) != 1 or any("/" not in file.path or _known(file.path) for file in raw):
        return raw
    below = [replace(file, path=file.path.partition("/")[2]) for file in raw]
    return below if any(_known(file.path) or "/" in file.path for file in below) else raw


def _known(path: str) -> bool:
    return bool(
        path == METADATA
        or MOODLE.fullmatch(path)
        or GRADESCOPE.fullmatch(path)
        or CANVAS.fullmatch(path)
    )


def _kind(raw: list[_Raw]) -> str:
    if any(file.path == METADATA for file in raw):
        return "gradescope"
    for name, pattern in (("moodle", MOODLE), ("canvas", CANVAS)):
        if sum(bool(pattern.fullmatch(file.path)) for file in raw) > len(raw) / 2:
            return name
    return "plain"


def _canvas(raw: _Raw) -> File:
    found = CANVAS.fullmatch(PurePosixPath(raw.path).name)
    if found is None:
        return _unknown(raw)
    called = re.sub(r"-\d+(?=\.\w+$)", "", found["name"])  # handed in again
    late = found["late"] is not None
    return File(
        raw.path, (found["number"],), found["who"], found["number"], called, raw.read, late=late
    )


def _moodle(raw: _Raw) -> File:
    found = MOODLE.fullmatch(raw.path)
    if found is None:
        return _unknown(raw)
    return File(raw.path, (), found["who"], found["file"], found["name"], raw.read)


def _plain(raw: _Raw) -> File:
    parts = PurePosixPath(raw.path).parts
    who = parts[0] if len(parts) > 1 else PurePosixPath(parts[0]).stem
    # Whatever lies in one folder was handed in together.
    work = str(PurePosixPath(raw.path).parent) if len(parts) > 1 else raw.path
    return File(raw.path, (who,), who, work, parts[-1], raw.read)


def _unknown(raw: _Raw) -> File:
    return File(raw.path, (), "", raw.path, PurePosixPath(raw.path).name, raw.read)


def _gradescope(raw: list[_Raw], source: Path) -> Iterator[File]:
    """Each file once for each of those who handed it in together."""
    metadata = next((file for file in raw if file.path == METADATA), None)
    about: Any = None
    if metadata is not None:
        try:
            about = yaml.safe_load(metadata.read())
        except (yaml.YAMLError, UnicodeDecodeError, TooLarge) as error:
            raise CourseError(
                "no-hand-out", f"{METADATA} in {source} cannot be read: {error}."
            ) from error
    if not isinstance(about, dict):
        raise CourseError("no-hand-out", f"{source} has no {METADATA} that says whose work it is.")
    for file in raw:
        found = GRADESCOPE.fullmatch(file.path)
        if file is metadata:
            continue
        told = about.get(found["file"]) if found else None
        people = told.get(":submitters", []) if isinstance(told, dict) else []
        if found is None or not isinstance(told, dict) or not people:
            yield _unknown(file)
            continue
        when = told.get(":created_at")
        for person in people:
            ids = tuple(str(person[key]) for key in (":sid", ":email") if person.get(key))
            yield File(
                file.path,
                ids,
                str(person.get(":name", "")),
                f"{found['file']} {ids or person}",
                PurePosixPath(found["name"]).name,
                file.read,
                when=when if isinstance(when, datetime) else None,
            )
