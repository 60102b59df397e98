"""A whole course in one file, and back: every byte checked by its hash, on the way out and in.

The file is an ordinary ``.tar.gz``: course folder, gradebook, and last `manifest.json` with the
hash of each. Whatever database keeps the gradebook, the file holds it as SQLite, so that a course
can be restored on another machine, or moved from SQLite to PostgreSQL.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import Engine, MetaData, create_engine, func, insert, make_url, select

from autograder import __version__
from autograder.course import CONFIG, Course
from autograder.errors import CourseError

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

MANIFEST = "manifest.json"
GRADEBOOK = "gradebook.db"
# What can be made again from the rest; and what only means something while a program runs.
LEFT_OUT = {"feedback", "reports", "_build", "__pycache__", ".ipynb_checkpoints", ".venv", ".git"}
PASSING = {".grading/lock", GRADEBOOK, f"{GRADEBOOK}-journal", f"{GRADEBOOK}-wal"}
ROWS = 5_000  # copied at once

Progress = Callable[[int, int, str], None]


def quiet(done: int, total: int, last: str) -> None:
    """Progress that nobody watches."""


def backup(course: Course, target: Path, progress: Progress = quiet) -> int:
    """Write the course into `target`; returns how many files that are.

    Nobody can grade meanwhile, so that gradebook, journal and notebooks belong together.

    Raises
    ------
    CourseError
        ``file-exists``: backups are not written over; ``grading-already``.
    """
    if target.exists():
        raise CourseError("file-exists", f"{target} is there already. Name another file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    try:
        with course.alone(), tempfile.TemporaryDirectory(dir=target.parent) as folder:
            book = Path(folder) / GRADEBOOK
            _gradebook_to(course, book)
            paths = list(_files(course.root, {target.resolve(), partial.resolve()}))
            names = {path.relative_to(course.root).as_posix(): path for path in paths}
            names[GRADEBOOK] = book
            hashes: dict[str, str] = {}
            with tarfile.open(partial, "w:gz", compresslevel=3) as archive:
                for done, (name, path) in enumerate(sorted(names.items()), 1):
                    hashes[name] = _add(archive, name, path)
                    progress(done, len(names), name)
                _add_manifest(archive, course, hashes)
        os.chmod(partial, 0o600)  # marks, and the secret that grading seeds are made from
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return len(hashes)


def restore(source: Path, folder: Path, progress: Progress = quiet) -> Course:
    """Make the course of a backup anew in an empty folder.

    Raises
    ------
    CourseError
        ``no-backup``: the file is none, or not whole; ``folder-in-use``; ``database-in-use`` if
        the course's `course.toml` names a database that holds a gradebook already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CourseError("folder-in-use", f"{folder} holds something already. Name an empty one.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".restoring-") as stage:
        whole = Path(stage) / "course"
        try:
            _unpack(source, whole, progress)
        except (OSError, EOFError, tarfile.TarError, ValueError, KeyError) as error:
            raise CourseError(
                "no-backup",
                f"{source} is no backup of a course, or it is damaged: {error}. Take another one.",
            ) from error
        _gradebook_from(Course(whole))
        if folder.exists():
            folder.rmdir()
        shutil.move(whole, folder)
    return Course(folder)


def _files(root: Path, but: set[Path]) -> Iterator[Path]:
    """The regular files of a course; links are left out, for nothing of a course is one."""
    for inside, folders, names in os.walk(root):
        here = Path(inside)
        folders[:] = sorted(f for f in folders if f not in LEFT_OUT and not (here / f).is_symlink())
        for name in sorted(names):
            path = here / name
            passing = path.relative_to(root).as_posix() in PASSING
            if path.is_file() and not path.is_symlink() and not passing and path not in but:
                yield path


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file; returns the hash of exactly the bytes that went in."""
    with path.open("rb") as file:
        entry = archive.gettarinfo(arcname=name, fileobj=file)
        reader = _Hashing(file)
        archive.addfile(entry, reader)
    return reader.digest.hexdigest()


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


def _add_manifest(archive: tarfile.TarFile, course: Course, hashes: dict[str, str]) -> None:
    about = {
        "course": course.root.name,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": __version__,
        "files": hashes,
    }
    data = json.dumps(about, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def _unpack(source: Path, folder: Path, progress: Progress) -> None:
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    with tarfile.open(source, "r:gz") as archive:
        for entry in archive:
            if entry.name == MANIFEST:
                file = archive.extractfile(entry)
                manifest = json.loads(file.read()) if file else None
                continue
            archive.extract(entry, folder, filter="data")  # nothing outside of the folder
            found[entry.name] = _sha256(folder / entry.name)
            progress(len(found), len(found), entry.name)
    if manifest is None:
        raise ValueError("its manifest is missing")
    for name, digest in manifest["files"].items():
        if found.get(name) != digest:
            raise ValueError(f"{name} is missing or was changed")
    if not (folder / CONFIG).exists():
        raise ValueError(f"it has no {CONFIG}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _gradebook_to(course: Course, target: Path) -> None:
    """The gradebook as a file of SQLite, whole even while formgrader writes."""
    with course.gradebook() as gradebook:
        url = gradebook.engine.url
        if url.get_backend_name() == "sqlite":
            with (
                closing(sqlite3.connect(url.database or "")) as source,
                closing(sqlite3.connect(target)) as copy,
            ):
                source.backup(copy)
        else:
            with _opened(f"sqlite:///{target}", course) as other:
                _copy_rows(gradebook.engine, other.engine)


def _gradebook_from(course: Course) -> None:
    """Into the database that `course.toml` names; SQLite's file is where it belongs already."""
    with course.gradebook() as gradebook:
        if gradebook.engine.url.get_backend_name() == "sqlite":
            return
        if gradebook.students or gradebook.assignments:
            raise CourseError(
                "database-in-use",
                "The database of this course's course.toml holds a gradebook already. "
                "Name an empty one there, or take the line 'database' out to use SQLite.",
            )
        source = create_engine(make_url(f"sqlite:///{course.root / GRADEBOOK}"))
        try:
            _copy_rows(source, gradebook.engine)
        finally:
            source.dispose()
    (course.root / GRADEBOOK).unlink()


def _opened(url: str, course: Course) -> Gradebook:
    """A gradebook at this address, made if there is none."""
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory

    return Gradebook(url, CourseDirectory(config=course.config).course_id)


def _copy_rows(source: Engine, target: Engine) -> None:
    """All rows of one gradebook into another that has just been made."""
    from nbgrader.api import Base

    known: MetaData = Base.metadata
    with source.connect() as reading, target.begin() as writing:
        for table in known.sorted_tables:
            if writing.execute(select(func.count()).select_from(table)).scalar():
                writing.execute(table.delete())  # the course's own row, made with the tables
            rows = reading.execution_options(stream_results=True).execute(select(table))
            for some in rows.mappings().partitions(ROWS):
                writing.execute(insert(table), [dict(row) for row in some])
