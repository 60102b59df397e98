"""An archive that someone handed in, opened in memory; nothing of it is ever written to disk.

What a member says of itself (size, place, kind) is not believed: bytes are counted while they
are decompressed. Some students hand in the archive that their system made of a folder, so the
plain kinds are read: zip (stored or deflated), tar and tar.gz. An archive that is out to do harm
is refused as a whole (``refused-file``): one that names places outside of itself, or unpacks
without end. Links and devices are left out, for nothing here would follow them.
"""

from __future__ import annotations

import io
import math
import stat
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from autograder.refused import Refused

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz")
MAX_MEMBERS = 1000
MAX_UNPACKED = 96 * 2**20  # of everything that is decompressed
MAX_RATIO = 250  # JSON of many equal lines comes to 100; a bomb to 1000
RATIO_MATTERS = 4 * 2**20
MAX_SECONDS = 3.0  # to list a tar: its headers are parsed by patterns that can be made slow
CHUNK = 2**16
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Member:
    """A regular file in an archive.

    Parameters
    ----------
    folder, name
        Its place in the archive: ``"week 2/mine"``, ``"hw.ipynb"``.
    read
        At most so many bytes of it; one more if it is longer.
    """

    folder: str
    name: str
    read: Callable[[int], bytes]


def members(data: bytes) -> list[Member]:
    """The regular files of a zip, tar or tar.gz, hidden ones left out.

    Raises
    ------
    Refused
        ``refused-file`` if it is no archive, or a harmful one.
    """
    try:
        if data[:2] == b"PK":
            return _zip(data)
        return _tar(_gunzip(data) if data[:2] == GZIP else data)
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001  zipfile and tarfile raise a dozen types for damage
        raise refused("cannot be opened", repr(error)[:500]) from None


def refused(what: str, detail: str) -> Refused:
    return Refused(
        "refused-file",
        f"The archive that was handed in {what}. Please hand in the notebook itself.",
        detail,
    )


class _Bounded(io.BytesIO):
    """Keeps both libraries from reading a table or header of a size that the archive made up,
    and from reading headers for ever: each read looks at the clock.
    """

    def __init__(self, data: bytes, most: int, seconds: float = math.inf) -> None:
        super().__init__(data)
        self.most, self.until = most, time.monotonic() + seconds

    def read(self, size: int | None = -1, /) -> bytes:
        left = len(self.getbuffer()) - self.tell()
        wanted = left if size is None or size < 0 else min(size, left)
        if time.monotonic() > self.until:
            raise refused("takes too long to open", "reading its headers")
        if wanted > self.most:
            raise refused("cannot be opened", f"it wants {wanted} bytes read at once")
        return super().read(size)


class _Budget:
    """Counts what comes out of one archive."""

    def __init__(self, packed: int) -> None:
        self.packed, self.out = max(packed, 1), 0

    def add(self, size: int) -> None:
        self.out += size
        ratio = self.out / self.packed
        if self.out > MAX_UNPACKED or (self.out > RATIO_MATTERS and ratio > MAX_RATIO):
            raise refused("unpacks to far too much", f"{self.out} bytes out of {self.packed}")


def _place(path: str) -> tuple[str, str] | None:
    """Folder and name; None for what is hidden.

    A backslash divides like a slash, for so Windows PowerShell 5 writes its archives.
    """
    parts = path.replace("\\", "/").split("/")
    if not parts[0] or ".." in parts or ":" in parts[0]:
        raise refused("names places outside of itself", ascii(path[:200]))
    parts = [part for part in parts if part not in ("", ".")]
    if not parts or any(part.startswith(".") or part == "__MACOSX" for part in parts):
        return None
    return "/".join(parts[:-1]), parts[-1]


def _zip(data: bytes) -> list[Member]:
    budget = _Budget(len(data))
    found = []
    # A thousand entries of a zip's directory, with long names, are far below a megabyte.
    archive = zipfile.ZipFile(_Bounded(data, 2**20))
    if len(archive.infolist()) > MAX_MEMBERS:
        raise refused("holds too many files", f"{len(archive.infolist())} members")
    for info in archive.infolist():
        place = _place(info.orig_filename)
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.is_dir() or place is None:
            continue
        if kind not in (0, stat.S_IFREG):
            _no_link(place[1])
            continue
        found.append(Member(*place, _zip_reader(archive, info, budget)))
    return found


def _zip_reader(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget
) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        if info.flag_bits & 1:
            raise refused("is locked with a password", ascii(info.filename[:200]))
        # The other methods decompress a chunk without a limit; no system uses them by default.
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused("is packed in an unusual way", f"method {info.compress_type}")
        parts: list[bytes] = []
        size = 0
        try:
            with archive.open(info) as file:
                while size <= most and (part := file.read(min(CHUNK, most + 1 - size))):
                    budget.add(len(part))
                    parts.append(part)
                    size += len(part)
        except Refused:
            raise
        except Exception as error:  # noqa: BLE001  zipfile raises many types for damage
            raise refused("is damaged", repr(error)[:500]) from None
        return b"".join(parts)

    return read


def _gunzip(data: bytes) -> bytes:
    budget = _Budget(len(data))
    parts: list[bytes] = []
    view, place = memoryview(data), 0
    for _ in range(MAX_MEMBERS):  # a gzip file may consist of several
        engine = zlib.decompressobj(wbits=31)
        while not engine.eof:
            piece = engine.unconsumed_tail
            if not piece:
                piece = bytes(view[place : place + CHUNK])
                place += len(piece)
            part = engine.decompress(piece, CHUNK)
            if not piece and not part:
                raise refused("is damaged", "gzip data end too soon")
            budget.add(len(part))
            parts.append(part)
        place -= len(engine.unused_data)
        if view[place : place + 2] != GZIP:
            break  # the end, or padding
    return b"".join(parts)


def _tar(data: bytes) -> list[Member]:
    found = []
    count = 0
    # Names and extended headers fit in 16 kB; file data are cut out below, not read.
    archive = tarfile.open(fileobj=_Bounded(data, 2**14, MAX_SECONDS), mode="r:")  # noqa: SIM115  in memory
    while (info := archive.next()) is not None:
        count += 1
        if count > MAX_MEMBERS:
            raise refused("holds too many files", f"more than {MAX_MEMBERS} members")
        place = _place(info.name)
        if place is None or info.isdir():
            continue
        if not info.isreg() or info.issparse():
            _no_link(place[1])
            continue
        start, size = info.offset_data, info.size
        found.append(Member(*place, _slice(data, start, size)))
    return found


def _slice(data: bytes, start: int, size: int) -> Callable[[int], bytes]:
    return lambda most: data[start : start + min(size, most + 1)]


def _no_link(name: str) -> None:
    """A notebook that is a link or a device was not made by accident."""
    if name.lower().endswith(".ipynb"):
        raise refused("holds a link in place of a notebook", ascii(name[:200]))
