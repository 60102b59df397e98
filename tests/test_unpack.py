"""Archives that students hand in, and archives that are out to do harm."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import tarfile
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from autograder.refused import Refused
from autograder.unpack import MAX_MEMBERS, members


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w", kind: bytes = tarfile.REGTYPE) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.type, info.linkname = len(data), kind, "/etc/passwd"
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def unpacked(data: bytes, most: int = 10_000) -> dict[str, bytes]:
    return {f"{m.folder}/{m.name}".lstrip("/"): m.read(most) for m in members(data)}


def refusal(data: bytes, most: int = 64 * 2**20) -> str:
    with pytest.raises(Refused) as caught:
        unpacked(data, most)
    assert caught.value.code == "refused-file"
    assert caught.value.sentence.endswith("Please hand in the notebook itself.")
    return caught.value.sentence


FILES = {"a.ipynb": b"{}", "folder/b.csv": b"1,2\n" * 1000, "ünï/c d.txt": b""}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_gives_its_files(method: int) -> None:
    assert unpacked(zipped(FILES, method)) == FILES


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_tar_gives_its_files(mode: str) -> None:
    assert unpacked(tarred(FILES, mode)) == FILES


def test_a_long_member_is_read_up_to_one_byte_more() -> None:
    for data in (zipped({"a": b"x" * 5000}), tarred({"a": b"x" * 5000})):
        assert [len(m.read(100)) for m in members(data)] == [101]


def test_windows_folders_are_folders_and_hidden_files_are_left_out() -> None:
    names = ["week\\a.ipynb", "__MACOSX/._a.ipynb", ".git/config", "x/.ipynb_checkpoints/a.ipynb"]
    assert list(unpacked(zipped(dict.fromkeys(names, b"")))) == ["week/a.ipynb"]


@pytest.mark.parametrize(
    "name", ["/etc/cron.d/x", "../x", "a/../../x", "..\\x", "a\\..\\..\\x", "C:\\x", "\\\\host\\x"]
)
def test_a_place_outside_is_refused(name: str) -> None:
    for data in (zipped({name: b""}), tarred({name: b""})):
        assert "names places outside of itself" in refusal(data)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_links_and_devices_in_a_tar_are_never_files(kind: bytes) -> None:
    assert unpacked(tarred({"data.csv": b""}, kind=kind)) == {}
    assert "a link in place of a notebook" in refusal(tarred({"a.ipynb": b""}, kind=kind))


def test_links_in_a_zip_are_never_files() -> None:
    for name, expected in {"data.csv": None, "a.ipynb": "a link in place of"}.items():
        info = zipfile.ZipInfo(name)
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(info, "/etc/passwd")
        if expected:
            assert expected in refusal(buffer.getvalue())
        else:
            assert unpacked(buffer.getvalue()) == {}


def test_a_zip_bomb_is_refused() -> None:
    assert "far too much" in refusal(zipped({"a.ipynb": b"\0" * 40 * 2**20}))


def test_a_zip_bomb_whose_header_lies_about_its_size_is_refused() -> None:
    size = 40 * 2**20
    data = zipped({"a.ipynb": b"\0" * size})
    assert data.count(struct.pack("<L", size)) == 2
    lying = data.replace(struct.pack("<L", size), struct.pack("<L", 100))
    # zipfile stops at the size that it was told and sees that the sum is wrong.
    assert "is damaged" in refusal(lying)
    larger = data.replace(struct.pack("<L", size), struct.pack("<L", 2**32 - 2))
    assert "far too much" in refusal(larger)


def test_many_members_that_share_one_bomb_are_refused() -> None:
    """Each is small enough; together they unpack to more than anyone hands in."""
    with pytest.raises(Refused, match="far too much"):
        unpacked(zipped({f"{n}.csv": b"\0" * 2**20 for n in range(100)}), 2**20)


@pytest.mark.parametrize("copies", [1, 40])
def test_a_gzip_bomb_is_refused(copies: int) -> None:
    bomb = gzip.compress(b"\0" * (120 * 2**20 // copies)) * copies
    assert "far too much" in refusal(bomb)


def test_a_gzip_of_several_pieces_is_joined() -> None:
    data = tarred(FILES)
    pieces = gzip.compress(data[:700]) + gzip.compress(data[700:]) + b"\0" * 512
    assert unpacked(pieces) == FILES


def test_a_gzip_of_countless_pieces_takes_no_time() -> None:
    start = time.monotonic()
    refusal(gzip.compress(b"") * 500_000)
    assert time.monotonic() - start < 5


def test_a_tar_that_claims_a_huge_file_gives_what_is_there() -> None:
    data = bytearray(tarred({"a.csv": b"x" * 600}))
    data[124:136] = b"77777777777\0"  # 8 GB
    data[148:156] = b"%06o\0 " % (sum(data[:148]) + 8 * 32 + sum(data[156:512]))
    try:
        found = unpacked(bytes(data))
    except Refused:
        return  # as good: some versions of tarfile miss the end
    assert len(found["a.csv"]) <= 10_001


def test_too_many_members_are_refused() -> None:
    files = {f"{n}": b"" for n in range(MAX_MEMBERS + 1)}
    for data in (zipped(files), tarred(files)):
        assert "too many files" in refusal(data)


def test_a_directory_of_a_made_up_size_is_not_read() -> None:
    data = bytearray(zipped({"a": b""}))
    end = data.rindex(b"PK\5\6")
    padded = data[:end] + b"\0" * 2**21 + data[end:]
    padded[-10:-6] = struct.pack("<L", 2**21)  # the size of the directory
    refusal(bytes(padded))


def test_digits_that_make_tarfile_slow_are_cut_short() -> None:
    """Extended headers are searched by patterns that backtrack, in some versions of Python."""
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 8 * 2**20
    assert "cannot be opened" in refusal(info.tobuf() + b"9" * info.size)
    info.size = 2**14 - 512
    many = (info.tobuf() + b"9" * info.size) * 200
    start = time.monotonic()
    refusal(many)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_a_limit_are_refused(method: int) -> None:
    assert "unusual way" in refusal(zipped({"a.ipynb": b"{}"}, method))


def test_a_password_is_said() -> None:
    data = bytearray(zipped({"a.ipynb": b"{}"}))
    data[data.index(b"PK\1\2") + 8] |= 1
    assert "locked with a password" in refusal(bytes(data))


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\3\4" + b"\0" * 50, b"\x1f\x8b", b"x" * 2000])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    assert "archive" in refusal(data)


def test_a_damaged_archive_is_refused_or_read_but_nothing_else(tmp_path: Path) -> None:
    for data in (zipped(FILES), tarred(FILES), tarred(FILES, "w:gz"), zlib.compress(b"x")):
        for place in range(0, len(data), 7):
            for damaged in (data[:place], data[:place] + b"\xff\0" + data[place + 2 :]):
                try:
                    unpacked(damaged)
                except Refused as error:
                    assert error.code == "refused-file"
