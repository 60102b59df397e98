"""The few Linux calls that Python does not offer, through ctypes.

Every wrapper raises OSError that names the call, so that a refusal can be explained. Importing this
module is harmless everywhere but on Windows: nothing is looked up before it is called.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import struct

libc = ctypes.CDLL(None, use_errno=True)
MACHINE = platform.machine()

# unshare and setns
NEW_MOUNTS, NEW_CGROUP, NEW_NAMES, NEW_IPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
NEW_USER, NEW_PIDS, NEW_NET = 0x10000000, 0x20000000, 0x40000000

# mount
READ_ONLY, NO_SUID, NO_DEVICES, NO_EXEC = 1, 2, 4, 8
BIND, RECURSIVE, PRIVATE = 0x1000, 0x4000, 0x40000
_DETACH = 2

# capabilities
DAC_OVERRIDE, DAC_READ_SEARCH, SETGID, SETUID, SYS_ADMIN = 1, 2, 6, 7, 21

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP = 1, 4, 24
_PR_SET_KEEPCAPS, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 8, 38, 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_CAPABILITY_VERSION = 0x20080522

# Calls without a wrapper in every C library: their numbers on x86_64 and on aarch64.
_NUMBERS = {
    "pivot_root": (155, 41),
    "seccomp": (317, 277),
    "mount_setattr": (442, 442),
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
}


def _word(value: object) -> object:
    """A bare int would be passed as 32 bits; pointers and lengths need the whole register."""
    if isinstance(value, int):
        return ctypes.c_long(value)
    return os.fsencode(value) if isinstance(value, str | os.PathLike) else value


def call(name: str, *arguments: object, via: str | None = None) -> int:
    """Call a function of the C library; OSError naming it where it answers below zero."""
    result = int(getattr(libc, via or name)(*map(_word, arguments)))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def raw(name: str, *arguments: object) -> int:
    """Make a system call by its number."""
    if MACHINE not in ("x86_64", "aarch64"):
        raise OSError(38, f"{name}: its number on {MACHINE} is not known here")
    number = _NUMBERS[name][MACHINE == "aarch64"]
    return call(name, number, *arguments, via="syscall")


def unshare(flags: int) -> None:
    """Leave the namespaces named by `flags` for fresh ones."""
    call("unshare", flags)


def join(descriptor: int, kind: int) -> None:
    """Enter the namespace behind `descriptor`."""
    call("setns", descriptor, kind)


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """mount(2); the error also names the target."""
    try:
        call("mount", source, target, kind, flags, data or None)
    except OSError as error:
        raise OSError(error.errno, f"{error.strerror} ({target})") from None


def forbid(target: str, attributes: int, *, recursive: bool) -> None:
    """Add mount attributes (read-only, no devices ...) to a mount, or to all below it."""
    # The attributes of mount_setattr have the same values as the first flags of mount(2).
    wanted = struct.pack("=QQQQ", attributes, 0, 0, 0)
    at_fdcwd, at_recursive = -100, 0x8000
    raw("mount_setattr", at_fdcwd, target, at_recursive * recursive, wanted, len(wanted))


def change_root(new: str) -> None:
    """Make the mount at `new` the root and let go of the old one."""
    os.chdir(new)
    raw("pivot_root", ".", ".")  # the old root now lies on top of the new one
    call("umount2", ".", _DETACH)
    os.chdir("/")


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends. A change of uid undoes it."""
    call("prctl", _PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def be_undumpable() -> None:
    """No core file; other processes of the same user can neither trace nor read this one."""
    call("prctl", _PR_SET_DUMPABLE, 0, 0, 0, 0)


def no_new_privileges() -> None:
    """No program started from here gains rights; needed before Landlock and seccomp."""
    call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def capabilities() -> int:
    """The effective capabilities of this process, as a bit mask."""
    data = ctypes.create_string_buffer(24)
    call("capget", struct.pack("=Ii", _CAPABILITY_VERSION, 0), data)
    words = struct.unpack("=6I", data.raw)
    return int(words[0] | words[3] << 32)


def has(*wanted: int) -> bool:
    """Whether all these capabilities are effective."""
    mask = capabilities()
    return all(mask >> one & 1 for one in wanted)


def empty_bounding_set() -> None:
    """Let no capability come back, not even through a set-uid program."""
    for one in range(64):
        try:
            call("prctl", _PR_CAPBSET_DROP, one, 0, 0, 0)
        except PermissionError:
            return  # without CAP_SETPCAP; no_new_privs and the refused execve guard the same door
        except OSError:
            return  # EINVAL: past the last capability that this kernel knows


def become(uid: int, keep: int = 0) -> None:
    """Turn into `uid` with a group of the same number and no others.

    `keep` is a mask of capabilities that stay permitted, to be made effective by
    `drop_capabilities`.
    """
    call("prctl", _PR_SET_KEEPCAPS, int(keep != 0), 0, 0, 0)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def drop_capabilities(keep: int = 0) -> None:
    """Give up every capability but those in the mask `keep`."""
    with contextlib.suppress(OSError):  # kernels before 4.3 have no ambient set to clear
        call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    low, high = keep & 0xFFFFFFFF, keep >> 32
    header = struct.pack("=Ii", _CAPABILITY_VERSION, 0)
    call("capset", header, struct.pack("=6I", low, low, 0, high, high, 0))
