"""The three ways to shut a student's process in.

The warm parent (single-threaded, libraries imported) calls `prepare` once; then `fork` for every
student, and in the child, before any of the student's code, `enter`. What `enter` does, in order:

1. a working folder: private temporary space, or a read-only folder where no space can be limited;
2. rlimits;
3. another user, no capabilities, nobody may trace it, and it dies with its parent;
4. the files handed in go into the working folder;
5. Landlock, where there is one;
6. the seccomp filter, last because it refuses most of the above.

What the jails do not do: close descriptors and clean the environment and the memory of the parent.
Between `fork` and `enter` the child may close every descriptor; the jails need none of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from . import landlock, libraries, namespaces, seccomp, system
from .limits import Limits, apply
from .tiers import Tier

LINUX = sys.platform.startswith("linux")
SLOTS = 180  # 61000..61179: ids that neither Debian, Fedora nor systemd give to anybody
_FIRST_UID = 61000
_NULL = Path("/dev/null")
# The last one: torch.optim makes its cache folder when it is imported, and stops if it may not.
_HOMES = (
    "HOME", "TMPDIR", "TMP", "TEMP", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
    "TORCHINDUCTOR_CACHE_DIR",
)  # fmt: skip


class Jail:
    """What all three have in common.

    Parameters
    ----------
    hidden
        Import names of packages that the student's process must not find.
    """

    def __init__(self, hidden: Collection[str] = ()) -> None:
        self.hidden = tuple(hidden)
        self._zygote = 0
        self._memory = -1  # a descriptor of /proc/self/statm: a jail has no /proc
        self._size: int | None = None
        self._filters = False

    def prepare(self) -> None:
        """Do once what all students' processes share. Raises OSError where the kernel refuses."""
        self._zygote = os.getpid()
        self._filters = not seccomp.missing()
        if self._filters:
            seccomp.compiled(system.MACHINE)
        if LINUX:
            self._memory = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
            system.empty_bounding_set()

    def fork(self) -> int:
        """Like os.fork, for one student's process."""
        if self._memory >= 0:
            pages = int(os.pread(self._memory, 100, 0).split()[0])
            self._size = pages * os.sysconf("SC_PAGESIZE")
        pid = os.fork()
        if pid == 0 and self._memory >= 0:
            os.close(self._memory)
        return pid

    def enter(self, limits: Limits, slot: int, files: Mapping[str, bytes] | None = None) -> Path:
        """Shut this (forked) process in; return its working folder, where it then is.

        Parameters
        ----------
        limits
            What the process may use.
        slot
            Tells processes apart that run at the same time: 0 <= slot < `SLOTS`.
        files
            What else the working folder holds: contents by plain name. No other student's process
            can read them.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Remove what `prepare` left on the disk. For the parent, when it ends."""

    def _can_change_user(self) -> bool:
        return LINUX and system.has(system.SETUID, system.SETGID)

    def _give_up_power(self, uid: int | None, keep: int = 0) -> None:
        """Step 3: become `uid` (None: stay) with no capability but those in the mask `keep`."""
        if not LINUX:
            return
        if uid is not None:
            system.become(uid, keep)
        system.drop_capabilities(keep if uid is not None else 0)
        system.no_new_privileges()
        system.be_undumpable()
        system.die_with_parent()

    def _filter(self) -> None:
        if self._filters:
            seccomp.install(os.getpid())


def _uid(slot: int) -> int:
    if not 0 <= slot < SLOTS:
        raise ValueError(f"slot must be from 0 to {SLOTS - 1}, not {slot}")
    return _FIRST_UID + slot


def _settle(folder: str, files: Mapping[str, bytes] | None) -> Path:
    """Fill `folder`, and make it the current one, home, and the place for temporary files."""
    os.chdir(folder)
    for name, content in (files or {}).items():
        if name != os.path.basename(name) or name in ("", ".", ".."):
            raise ValueError(f"{name!r} is not the plain name of a file")
        Path(name).write_bytes(content)
    os.environ.update(dict.fromkeys(_HOMES, folder))
    # Not None: looking for a place anew means writing to it, and some folders are read-only.
    tempfile.tempdir = folder
    return Path(folder)


class NamespaceJail(Jail):
    """Own processes, files, network, IPC and host name; only libraries to read; private space.

    Root is a small read-only tmpfs with the libraries bound into it one by one, four devices, and
    `/box`, where every child mounts a tmpfs that nobody else sees. No /proc, no /sys.

    Where the parent has the capabilities for it (root), each slot has a user id of its own and no
    user namespace is needed. An ordinary user, or root in a container, gets a user namespace; its
    children share one id, but each is alone in its process namespace. Root takes that way too
    where the libraries are readable for root only: in a user namespace they are still its own.

    Needs Linux 5.12 (mount_setattr).
    """

    tier = Tier.NAMESPACES

    def __init__(self, hidden: Collection[str] = ()) -> None:
        super().__init__(hidden)
        self._own_pids = -1
        self._distinct = False
        self._landlock = False

    def prepare(self) -> None:
        """Go into namespaces: the caller goes on in a child; this process only waits for it."""
        lack = seccomp.missing()
        if lack:
            raise OSError(lack)
        paths = libraries.visible(self.hidden)
        needed = (system.SYS_ADMIN, system.SETUID, system.SETGID)
        self._distinct = system.has(*needed) and libraries.readable_by_all(paths, way=False)
        if self._distinct:
            system.unshare(system.NEW_PIDS)
        else:
            namespaces.own_user_namespace()
        namespaces.go_on_in_child()
        system.unshare(
            system.NEW_MOUNTS | system.NEW_NET | system.NEW_IPC | system.NEW_NAMES
            | system.NEW_CGROUP
        )  # fmt: skip
        super().prepare()
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        namespaces.build_root(paths)
        self._landlock = landlock.abi() > 0

    def fork(self) -> int:
        """Fork into a fresh process namespace, of which the child is process 1."""
        system.unshare(system.NEW_PIDS)
        pid = -1
        try:
            pid = super().fork()
        finally:
            if pid != 0:  # also where the fork failed: the next one needs a namespace of its own
                system.join(self._own_pids, system.NEW_PIDS)
        if pid == 0:
            os.close(self._own_pids)
        return pid

    def enter(self, limits: Limits, slot: int, files: Mapping[str, bytes] | None = None) -> Path:
        uid = _uid(slot)
        inodes = limits.files + len(files or {}) + 1  # 1: /box itself
        space = f"size={limits.space_mb}m,nr_inodes={inodes},mode=700"
        if self._distinct:
            space += f",uid={uid},gid={uid}"
        system.unshare(system.NEW_MOUNTS)
        flags = system.NO_SUID | system.NO_DEVICES | system.NO_EXEC
        system.mount("tmpfs", namespaces.BOX, "tmpfs", flags, space)
        apply(limits, self._size)
        self._give_up_power(uid if self._distinct else None)
        folder = _settle(namespaces.BOX, files)
        if self._landlock:
            landlock.restrict([Path("/")], [Path("/dev"), folder])
        self._filter()
        return folder


class LandlockJail(Jail):
    """No namespaces: the kernel refuses every file but the libraries.

    The working folder is read-only, and empty but for the files handed in. There is no writable
    place, because without a mount nothing could cap how much is written there in all. Names and
    sizes of files can still be asked for (stat), also those of hidden packages; they cannot be
    opened, so that importing one is a PermissionError. Other processes cannot be signalled.

    Rules come in two layers, of which both must agree. The first, the long one, is made once: the
    libraries, and the jail's folder to write in; a child lives by it as soon as it is forked. The
    second is made by each child when its files are in place: its own folder only, nothing to
    write.

    Root becomes a user of the slot's own. Where the libraries lie below a folder that others may
    not pass (a Python in /root), it keeps one capability, CAP_DAC_READ_SEARCH: to read regardless
    of modes, which Landlock holds to the libraries. Staying user 0 would be the worse choice: as
    an owner it could act on root's files in ways that Landlock does not cover.
    """

    tier = Tier.LANDLOCK

    def __init__(self, hidden: Collection[str] = ()) -> None:
        super().__init__(hidden)
        self._rules = -1
        self._library_roots: list[Path] = []
        self._folder = ""
        self._change_user = False
        self._keep = 0

    def prepare(self) -> None:
        lack = seccomp.missing()
        if lack:
            raise OSError(lack)
        super().prepare()
        self._folder = tempfile.mkdtemp(prefix="jail-")
        os.chmod(self._folder, 0o711)
        paths = libraries.visible(self.hidden)
        self._change_user = self._can_change_user()
        # The second is all that a container's root has; without writable places it is no more.
        self._keep = _reading_rights(paths, system.DAC_READ_SEARCH, system.DAC_OVERRIDE)
        # The import system lists the folders on its path, and finds nothing where it may not.
        listable = {path.parent for path in paths} & set(map(Path, sys.path))
        paths += [Path("/dev", name) for name in ("zero", "random", "urandom")]
        self._rules = landlock.ruleset(paths, [_NULL, Path(self._folder)], listable)
        self._library_roots = _highest_beside(Path(self._folder), paths)

    def fork(self) -> int:
        """Fork; the child is at once held to the libraries and to the jail's own folder."""
        pid = super().fork()
        if pid == 0:
            landlock.enforce(self._rules)
            os.close(self._rules)
        return pid

    def enter(self, limits: Limits, slot: int, files: Mapping[str, bytes] | None = None) -> Path:
        uid = _uid(slot)
        folder = _own_folder(self._folder, slot, uid if self._change_user else None)
        apply(limits, self._size)
        self._give_up_power(uid if self._change_user else None, self._keep)
        _leave_if_orphaned(self._zygote)
        result = _settle(folder, files)
        landlock.restrict([*self._library_roots, result], [_NULL])
        self._filter()
        return result

    def close(self) -> None:
        _remove(self._folder)


class NoJail(Jail):
    """Limits, another user where there is root, and seccomp where the machine has it.

    Files are not hidden: the student's process reads what its user may read, and writes where
    anybody may. Root keeps the right to read all where `LandlockJail` does. The working folder is
    a private temporary one, whose total size nothing caps.
    """

    tier = Tier.NONE

    def __init__(self, hidden: Collection[str] = ()) -> None:
        super().__init__(hidden)
        self._folder = ""
        self._change_user = False
        self._keep = 0

    def prepare(self) -> None:
        super().prepare()
        self._folder = tempfile.mkdtemp(prefix="student-")
        os.chmod(self._folder, 0o711)
        self._change_user = self._can_change_user()
        if LINUX:
            self._keep = _reading_rights(libraries.visible(self.hidden), system.DAC_READ_SEARCH)

    def enter(self, limits: Limits, slot: int, files: Mapping[str, bytes] | None = None) -> Path:
        uid = _uid(slot)
        folder = _own_folder(self._folder, slot, uid if self._change_user else None)
        apply(limits, self._size)
        self._give_up_power(uid if self._change_user else None, self._keep)
        if LINUX:
            _leave_if_orphaned(self._zygote)
        result = _settle(folder, files)
        self._filter()
        return result

    def close(self) -> None:
        _remove(self._folder)


def _reading_rights(paths: list[Path], *offered: int) -> int:
    """The capability, as a mask, that another user needs to reach the libraries; 0 if none.

    It is the first of those offered that this process has.
    """
    if libraries.readable_by_all(paths, way=True):
        return 0
    return next((1 << one for one in offered if system.has(one)), 0)


def _remove(folder: str) -> None:
    """Remove a folder, however deep: shutil's own way down gives up after some hundred steps."""
    rm = shutil.which("rm", path="/bin:/usr/bin")
    if rm:
        subprocess.run([rm, "-rf", "--", folder], stderr=subprocess.DEVNULL, check=False)


def _own_folder(above: str, slot: int, uid: int | None) -> str:
    """A fresh folder in `above` that only the slot's user may enter."""
    # A name that was never used: what the slot's last one left may be too deep to be removed.
    folder = tempfile.mkdtemp(prefix=f"{slot}-", dir=above)
    if uid is not None:
        os.chown(folder, uid, uid)
    return folder


def _highest_beside(folder: Path, paths: Iterable[Path]) -> list[Path]:
    """The fewest folders that hold all `paths` and not `folder`: /usr rather than each below it."""
    above = {folder.resolve(), *folder.resolve().parents}
    result = set()
    for path in paths:
        line = [path.resolve(), *path.resolve().parents]
        result.add(next(one for one in reversed(line) if one not in above))
    return sorted(result)


def _leave_if_orphaned(parent: int) -> None:
    """The kernel kills us with our parent, unless it died before we asked for that."""
    if os.getppid() != parent:
        os._exit(1)


_JAILS: dict[Tier, type[NamespaceJail | LandlockJail | NoJail]] = {
    jail.tier: jail for jail in (NamespaceJail, LandlockJail, NoJail)
}


def jail_for(tier: Tier, hidden: Collection[str] = ()) -> Jail:
    """The jail of a tier, without the packages that are imported as `hidden`."""
    return _JAILS[tier](hidden)
