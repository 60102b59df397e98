"""Which system calls a student's process may make: a list of what is allowed, as a BPF program.

Four answers:

* *allowed*: what CPython, NumPy, matplotlib and torch on one thread need;
* *EPERM*: everything else that Linux had when the tables were made (sockets, new processes and
  threads, other programs, signals to others, changed modes ...): an honest program may try it and
  gets an exception;
* *ENOSYS*: calls newer than the tables, and clone3, so that libraries take the older way;
* *killed* by SIGSYS: what only an attack tries (tracing, mounting, BPF, io_uring ...).

Locks by flock are refused because they would hold on the libraries that all processes share.

Numbers: the kernel's asm/unistd_64.h (x86_64) and asm-generic/unistd.h (aarch64).
"""

from __future__ import annotations

import ctypes
import errno
import functools
import struct
import sys
from collections.abc import Iterable

from . import system

# name, number on x86_64, number on aarch64 ("-": the call does not exist there)
_ALLOWED = """
    read 0 63; write 1 64; readv 19 65; writev 20 66; pread64 17 67; pwrite64 18 68
    preadv 295 69; pwritev 296 70; preadv2 327 286; pwritev2 328 287; lseek 8 62; sendfile 40 71
    copy_file_range 326 285; open 2 -; openat 257 56; creat 85 -; close 3 57; close_range 436 436
    dup 32 23; dup2 33 -; dup3 292 24; pipe 22 -; pipe2 293 59; fsync 74 82; fdatasync 75 83
    ftruncate 77 46; fallocate 285 47; fadvise64 221 223; stat 4 -; fstat 5 80
    lstat 6 -; newfstatat 262 79; statx 332 291; statfs 137 43; fstatfs 138 44; access 21 -
    faccessat 269 48; faccessat2 439 439; readlink 89 -; readlinkat 267 78; getdents 78 -
    getdents64 217 61; getcwd 79 17; chdir 80 49; fchdir 81 50; mkdir 83 -; mkdirat 258 34
    rmdir 84 -; unlink 87 -; unlinkat 263 35; rename 82 -; renameat 264 38; renameat2 316 276
    umask 95 166; select 23 -; pselect6 270 72; poll 7 -; ppoll 271 73; epoll_create 213 -
    epoll_create1 291 20; epoll_ctl 233 21; epoll_wait 232 -; epoll_pwait 281 22
    epoll_pwait2 441 441; eventfd2 290 19
    shutdown 48 210; getsockopt 55 209; getsockname 51 204; getpeername 52 205; mmap 9 222
    munmap 11 215; mprotect 10 226; mremap 25 216; madvise 28 233; mincore 27 232; msync 26 227
    brk 12 214; membarrier 324 283; futex 202 98; set_robust_list 273 99; set_tid_address 218 96
    rseq 334 293; gettid 186 178; exit 60 93; exit_group 231 94; restart_syscall 219 128
    sched_yield 24 124; sched_getaffinity 204 123; getcpu 309 168; rt_sigreturn 15 139
    rt_sigaction 13 134; rt_sigprocmask 14 135; rt_sigpending 127 136; rt_sigtimedwait 128 137
    rt_sigsuspend 130 133; sigaltstack 131 132; pause 34 -; alarm 37 -; getitimer 36 102
    setitimer 38 103; clock_gettime 228 113; clock_getres 229 114; clock_nanosleep 230 115
    nanosleep 35 101; gettimeofday 96 169; time 201 -; times 100 153; getrusage 98 165
    getrlimit 97 163; setrlimit 160 164; wait4 61 260; waitid 247 95; getpid 39 172
    getppid 110 173; getpgid 121 155; getpgrp 111 -; getsid 124 156; getuid 102 174
    geteuid 107 175; getgid 104 176; getegid 108 177; getresuid 118 148; getresgid 120 150
    getgroups 115 158; getpriority 140 141; capget 125 90; uname 63 160; sysinfo 99 179
    getrandom 318 278"""
_EXAMINED = """
    kill 62 129; tkill 200 130; tgkill 234 131; prlimit64 302 261; fcntl 72 25; ioctl 16 29
    prctl 157 167; sendto 44 206; recvfrom 45 207; clone3 435 435"""
_KILLED = """
    ptrace 101 117; process_vm_readv 310 270; process_vm_writev 311 271; process_madvise 440 440
    process_mrelease 448 448; pidfd_getfd 438 438; kcmp 312 272; mount 165 40; umount2 166 39
    pivot_root 155 41; chroot 161 51; mount_setattr 442 442; move_mount 429 429
    open_tree 428 428; fsopen 430 430; fsconfig 431 431; fsmount 432 432; fspick 433 433
    unshare 272 97; setns 308 268; bpf 321 280; perf_event_open 298 241; userfaultfd 323 282
    io_uring_setup 425 425; io_uring_enter 426 426; io_uring_register 427 427; keyctl 250 219
    add_key 248 217; request_key 249 218; init_module 175 105; finit_module 313 273
    delete_module 176 106; kexec_load 246 104; kexec_file_load 320 294; reboot 169 142
    swapon 167 224; swapoff 168 225; acct 163 89; quotactl 179 60; quotactl_fd 443 443
    open_by_handle_at 304 265; name_to_handle_at 303 264; fanotify_init 300 262
    fanotify_mark 301 263; syslog 103 116; settimeofday 164 170; clock_settime 227 112
    clock_adjtime 305 266; adjtimex 159 171; iopl 172 -; ioperm 173 -; vhangup 153 58
    lookup_dcookie 212 18; nfsservctl 180 42; memfd_secret 447 447"""
_LAST_KNOWN = 450  # set_mempolicy_home_node, the last call of the headers named above

# Duplicating, flags, the size of a pipe. Not F_SETOWN and its kin: they make the kernel send
# signals to any process of the same user; not F_SETPIPE_SZ, which costs unswappable memory; no
# locks: one on a library or the gradebook would hold up others.
_FCNTL = (0, 1, 2, 3, 4, 1030, 1032)
# MSG_PEEK, MSG_DONTWAIT, MSG_WAITALL, MSG_NOSIGNAL. Not MSG_OOB: no notebook needs it.
_SEND, _RECEIVE = (0, 0x40, 0x4000, 0x4040), (0, 2, 0x40, 0x100)
# TCGETS, TCGETS2, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: what isatty() and sockets ask.
_IOCTL = (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_SECCOMP, PR_GET_NO_NEW_PRIVS,
# PR_GET_THP_DISABLE, PR_SET_VMA (names for anonymous memory).
_PRCTL = (2, 3, 15, 16, 21, 39, 42, 0x53564D41)

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000  # on x86_64 this bit asks for the x32 tables, which nothing here has looked at

_LOAD, _GOTO, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x05, 0x15, 0x35, 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_EPERM, _ENOSYS = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_OWN_PID = -1  # stands in the cached program where `install` writes the pid

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, operand
Block = list[Instruction]


def _low(argument: int) -> int:
    """Offset of the lower half of an argument; pids, commands and requests are 32 bits wide."""
    return 16 + 8 * argument


def _answer(value: int) -> Block:
    return [(_RETURN, 0, 0, value)]


def _one_of(argument: int, values: Iterable[int]) -> Block:
    """Allow the call where the argument has one of the values."""
    values = list(values)
    tests = [(_IF_EQUAL, len(values) - i, 0, value) for i, value in enumerate(values)]
    return [(_LOAD, 0, 0, _low(argument)), *tests, *_answer(_EPERM), *_answer(_ALLOW)]


def _both(first: int, second: int, value: int) -> Block:
    """Allow the call where the words at both offsets have the value."""
    return [
        (_LOAD, 0, 0, first),
        (_IF_EQUAL, 0, 2, value),
        (_LOAD, 0, 0, second),
        (_IF_EQUAL, 1, 0, value),
        *_answer(_EPERM),
        *_answer(_ALLOW),
    ]


def _none(*offsets: int) -> Block:
    """Refuse the call unless the words at all offsets are 0; else go on with what follows."""
    tests: Block = []
    for offset in offsets:
        tests += [(_LOAD, 0, 0, offset), (_IF_EQUAL, 1, 0, 0), *_answer(_EPERM)]
    return tests


def _blocks() -> dict[str, Block]:
    return {
        "kill": _one_of(0, [_OWN_PID]),
        "tkill": _one_of(0, [_OWN_PID]),
        "tgkill": _both(_low(0), _low(1), _OWN_PID),
        "prlimit64": _one_of(0, [0, _OWN_PID]),
        "fcntl": _one_of(1, _FCNTL),
        "ioctl": _one_of(1, _IOCTL),
        "prctl": _one_of(0, _PRCTL),
        # No address: only along the connection that the process was given.
        "sendto": _none(_low(4), _low(4) + 4) + _one_of(3, _SEND),
        "recvfrom": _one_of(3, _RECEIVE),
        "clone3": _answer(_ENOSYS),
    }


def table(text: str, machine: str) -> dict[str, int]:
    """The numbers on `machine` of the calls listed in `text`; calls it lacks are left out."""
    rows = (row.split() for line in text.strip().splitlines() for row in line.split(";"))
    column = 1 if machine == "x86_64" else 2
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}


def _tree(pieces: list[tuple[int, Block]]) -> Block:
    """Binary search for the call's number: pieces are (first number, what to do from there)."""
    if len(pieces) == 1:
        return pieces[0][1]
    middle = len(pieces) // 2
    below, above = _tree(pieces[:middle]), _tree(pieces[middle:])
    if len(below) < 256:
        return [(_IF_AT_LEAST, len(below), 0, pieces[middle][0]), *below, *above]
    # A conditional jump reaches 255 instructions; an unconditional one, any number.
    far = [(_IF_AT_LEAST, 0, 1, pieces[middle][0]), (_GOTO, 0, 0, len(below))]
    return [*far, *below, *above]


def program(machine: str) -> Block:
    """The filter for `machine`, with `_OWN_PID` where the pid belongs."""
    actions: dict[int, Block] = {number: _answer(_EPERM) for number in range(_LAST_KNOWN + 1)}
    actions |= {number: _answer(_ALLOW) for number in table(_ALLOWED, machine).values()}
    actions |= {number: _answer(_KILL) for number in table(_KILLED, machine).values()}
    blocks = _blocks()
    actions |= {number: blocks[name] for name, number in table(_EXAMINED, machine).items()}
    actions[_LAST_KNOWN + 1] = _answer(_ENOSYS)
    pieces: list[tuple[int, Block]] = []
    for number, block in sorted(actions.items()):
        if not pieces or pieces[-1][1] != block:
            pieces.append((number, block))
    start: Block = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IF_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        *_answer(_KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        start += [(_IF_AT_LEAST, 0, 1, _X32), *_answer(_KILL)]
    return start + _tree(pieces)


@functools.cache
def compiled(machine: str) -> tuple[bytes, tuple[int, ...]]:
    """The filter as the kernel wants it, and the offsets at which the pid is to be written."""
    instructions = program(machine)
    code = b"".join(struct.pack("=HBBI", a, b, c, k & 0xFFFFFFFF) for a, b, c, k in instructions)
    holes = tuple(8 * i + 4 for i, one in enumerate(instructions) if one[3] == _OWN_PID)
    return code, holes


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def missing() -> str:
    """A sentence on what this machine lacks for the filter; empty if nothing."""
    if not sys.platform.startswith("linux"):
        return "Filtering system calls (seccomp) needs Linux."
    if system.MACHINE not in _ARCHITECTURES:
        return (
            "System calls can be filtered (seccomp) on x86_64 and aarch64 only; "
            f"this machine is {system.MACHINE}."
        )
    action_available = 2
    try:
        system.raw("seccomp", action_available, 0, struct.pack("=I", _KILL))
    except OSError as error:
        return (
            "The kernel does not filter system calls here (seccomp, Linux 4.14 or newer, "
            f"CONFIG_SECCOMP_FILTER): {error.strerror}."
        )
    return ""


def install(pid: int) -> None:
    """Filter this process's system calls from now on; nothing takes the filter off again.

    Parameters
    ----------
    pid
        Own process id, as this process sees it: the only one it may send signals to.
    """
    system.no_new_privileges()
    code, holes = compiled(system.MACHINE)
    own = bytearray(code)
    for hole in holes:
        struct.pack_into("=I", own, hole, pid)
    mode_filter = 1
    filled = _Program(len(own) // 8, bytes(own))
    system.raw("seccomp", mode_filter, 0, ctypes.byref(filled))
