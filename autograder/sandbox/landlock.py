"""Landlock: a process gives up the file system but for what it names, without any privilege.

It holds back opening, creating and deleting; it does not hide that a file exists (stat), and it
does not cover changes of mode, owner or times: the seccomp filter refuses those.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

from . import system

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_EXECUTE, _REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1, 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FIRST_ABI = (1 << 13) - 1  # execute .. make_sym: all that Linux 5.13 knew

_READ = _READ_FILE | _READ_DIR
# No sockets, pipes, devices or links: nothing that could serve to reach out of the folder.
_CHANGE = _WRITE_FILE | _TRUNCATE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER
_FOR_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV

_NET_BIND_AND_CONNECT = 0b11
_SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11
_PATH_BENEATH, _ASK_VERSION = 1, 1


def abi() -> int:
    """The version of Landlock that the kernel speaks; 0 if it has none.

    1 = Linux 5.13, 2 = 5.19 (renaming between folders), 3 = 6.2 (truncation), 4 = 6.7 (TCP),
    5 = 6.10 (ioctl on devices), 6 = 6.12 (abstract sockets, signals), 7 = 6.15 (logging only).
    """
    try:
        return system.raw("landlock_create_ruleset", None, 0, _ASK_VERSION)
    except OSError:
        return 0  # ENOSYS: not built; EOPNOTSUPP: built, but not switched on at boot


def _handled(version: int) -> int:
    rights = _FIRST_ABI
    for first, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEV)):
        if version >= first:
            rights |= right
    return rights


def ruleset(
    readable: Iterable[Path], writable: Iterable[Path] = (), listable: Iterable[Path] = ()
) -> int:
    """A set of rules as an open descriptor, for `enforce` in this process or in its children.

    Paths may be folders (with all below them) or files. One that does not exist raises OSError.
    In `listable` folders the names can be read, not the files.
    """
    version = abi()
    handled = _handled(version)
    # Newer kernels take a longer structure; an older one refuses it.
    words = [handled]
    if version >= 4:
        words.append(_NET_BIND_AND_CONNECT)
    if version >= 6:
        words.append(_SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS)
    attributes = struct.pack(f"={len(words)}Q", *words)
    rules = system.raw("landlock_create_ruleset", attributes, len(attributes), 0)
    try:
        for path in readable:
            _allow(rules, path, _READ & handled)
        for path in listable:
            _allow(rules, path, _READ_DIR)
        for path in writable:
            _allow(rules, path, (_READ | _CHANGE) & handled)
    except OSError:
        os.close(rules)
        raise
    os.set_inheritable(rules, False)
    return rules


def _allow(rules: int, path: Path, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _FOR_FILES  # the kernel refuses rights of folders on a file
        rule = struct.pack("=Qi", rights, descriptor)
        system.raw("landlock_add_rule", rules, _PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)


def enforce(rules: int) -> None:
    """Live by the rules from now on; more can be added later, none taken away."""
    system.no_new_privileges()
    system.raw("landlock_restrict_self", rules, 0)


def restrict(readable: Iterable[Path], writable: Iterable[Path] = ()) -> None:
    """Give up all files but these. No TCP, no signals or abstract sockets to others either,
    where the kernel can (see `abi`)."""
    rules = ruleset(readable, writable)
    try:
        enforce(rules)
    finally:
        os.close(rules)
