"""Landlock alone, in a forked process of a small program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from autograder.sandbox import landlock
from tests.sandbox.jailed import package

_TRY = """
    import errno, json, os, socket, sys
    sys.path.append({package!r})
    from pathlib import Path
    from sandbox import landlock
    said = {{}}

    def attempt(name, do, *arguments):
        try:
            do(*arguments)
            said[name] = "done"
        except OSError as error:
            said[name] = errno.errorcode[error.errno]

    top = Path({top!r})
    listener = socket.create_server(("127.0.0.1", 0))
    landlock.restrict([top / "read", top / "one.txt"], [top / "write", top / "note.txt"])
    attempt("read below", (top / "read/a.txt").read_text)
    attempt("list", os.listdir, top / "read")
    attempt("write below", (top / "read/a.txt").write_text, "x")
    attempt("create below", (top / "read/new.txt").write_text, "x")
    attempt("delete below", (top / "read/a.txt").unlink)
    attempt("read file", (top / "one.txt").read_text)
    attempt("write file", (top / "one.txt").write_text, "x")
    attempt("truncate file", os.truncate, top / "one.txt", 0)
    attempt("read neighbour", (top / "two.txt").read_text)
    attempt("list above", os.listdir, top)
    attempt("write note", (top / "note.txt").write_text, "x")
    attempt("create", (top / "write/new.txt").write_text, "x")
    attempt("make folder", (top / "write/folder").mkdir)
    attempt("move", os.rename, top / "write/new.txt", top / "write/folder/new.txt")
    attempt("delete", (top / "write/folder/new.txt").unlink)
    attempt("link", os.symlink, "/etc/passwd", top / "write/link")
    attempt("pipe", os.mkfifo, top / "write/pipe")
    attempt("connect", socket.create_connection, listener.getsockname())
    attempt("serve", socket.create_server, ("127.0.0.1", 0))
    attempt("signal parent", os.kill, os.getppid(), 0)
    abstract = socket.socket(socket.AF_UNIX)
    attempt("abstract socket", abstract.connect, {abstract!r})
    json.dump(said, sys.stdout)
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What came of everything that a restricted process tried."""
    import socket

    top = tmp_path_factory.mktemp("landlock")
    for name in ("read", "write"):
        (top / name).mkdir()
    for name in ("read/a.txt", "one.txt", "two.txt", "note.txt"):
        (top / name).write_text("text")
    address = f"\0landlock-{os.getpid()}"
    code = textwrap.dedent(_TRY.format(package=str(package()), top=str(top), abstract=address))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert isinstance(result, dict)
    return result


def test_what_is_readable_can_be_read_and_not_changed(said: dict[str, str]) -> None:
    for name in ("read below", "list", "read file"):
        assert said[name] == "done", name
    for name in ("write below", "create below", "delete below", "write file"):
        assert said[name] == "EACCES", name


def test_what_is_not_named_cannot_be_read(said: dict[str, str]) -> None:
    assert (said["read neighbour"], said["list above"]) == ("EACCES", "EACCES")


def test_a_writable_folder_takes_files_and_folders_only(said: dict[str, str]) -> None:
    for name in ("write note", "create", "make folder", "delete"):
        assert said[name] == "done", name
    assert (said["link"], said["pipe"]) == ("EACCES", "EACCES")


def test_what_newer_kernels_hold_back_is_held_back_where_it_can_be(said: dict[str, str]) -> None:
    version = landlock.abi()
    assert said["move"] == ("done" if version >= 2 else "EXDEV")
    assert said["truncate file"] == ("EACCES" if version >= 3 else "done")
    for name in ("connect", "serve"):
        assert said[name] == ("EACCES" if version >= 4 else "done")
    for name in ("signal parent", "abstract socket"):
        assert said[name] == ("EPERM" if version >= 6 else "done")


@pytest.mark.parametrize("version, words", [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (7, 3)])
def test_each_kernel_is_asked_for_no_more_than_it_knows(
    version: int, words: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = []

    def raw(name: str, *arguments: object) -> int:
        asked.append((name, arguments))
        return os.open(os.devnull, os.O_RDONLY)

    monkeypatch.setattr(landlock, "abi", lambda: version)
    monkeypatch.setattr(landlock.system, "raw", raw)
    os.close(landlock.ruleset([tmp_path], [tmp_path]))
    attributes = asked[0][1][0]
    assert isinstance(attributes, bytes)
    assert len(attributes) == 8 * words
    handled = int.from_bytes(attributes[:8], "little")
    assert handled.bit_length() == {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)
    for _, arguments in asked[1:]:
        rule = arguments[2]
        assert isinstance(rule, bytes)
        assert int.from_bytes(rule[:8], "little") & ~handled == 0


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(FileNotFoundError):
        landlock.ruleset([tmp_path / "nothing"])
    assert len(os.listdir("/proc/self/fd")) == before
