"""The filter's tables and program; what it does to a process is in test_jail."""

from __future__ import annotations

import struct
from collections import Counter

import pytest

from autograder.sandbox import seccomp
from tests.sandbox.jailed import TIERS, run

MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x00050001, 0x00050026
PID = 4711


def answer(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """What the compiled filter says to a call, by interpreting it as the kernel does."""
    code, holes = seccomp.compiled(machine)
    program = bytearray(code)
    for hole in holes:
        struct.pack_into("=I", program, hole, PID)
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<iIQ6Q", number, architecture or MACHINES[machine], 0, *padded)
    at, value = 0, 0
    while True:
        instruction, true, false, operand = struct.unpack_from("=HBBI", program, 8 * at)
        at += 1
        if instruction == 0x20:  # load a word
            (value,) = struct.unpack_from("<I", data, operand)
        elif instruction == 0x05:  # jump
            at += operand
        elif instruction == 0x15:  # jump if equal
            at += true if value == operand else false
        elif instruction == 0x35:  # jump if at least
            at += true if value >= operand else false
        else:
            assert instruction == 0x06  # return
            return int(operand)


def number(machine: str, name: str) -> int:
    for text in (seccomp._ALLOWED, seccomp._EXAMINED, seccomp._KILLED):
        if name in (found := seccomp.table(text, machine)):
            return found[name]
    raise KeyError(name)


@pytest.mark.parametrize("machine", MACHINES)
def test_no_number_stands_twice_in_the_tables(machine: str) -> None:
    numbers: Counter[int] = Counter()
    for text in (seccomp._ALLOWED, seccomp._EXAMINED, seccomp._KILLED):
        numbers.update(seccomp.table(text, machine).values())
    assert [one for one, count in numbers.items() if count > 1] == []


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_gets_the_answer_of_its_table(machine: str) -> None:
    allowed = set(seccomp.table(seccomp._ALLOWED, machine).values())
    killed = set(seccomp.table(seccomp._KILLED, machine).values())
    examined = set(seccomp.table(seccomp._EXAMINED, machine).values())
    for one in set(range(600)) - examined:
        wanted = ALLOW if one in allowed else KILL if one in killed else EPERM
        assert answer(machine, one) == (wanted if one <= 450 else ENOSYS), one


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_of_another_architecture_are_killed(machine: str) -> None:
    other = 0x40000003  # 32 bit x86
    assert answer(machine, number(machine, "read"), architecture=other) == KILL


def test_calls_by_the_x32_tables_are_killed() -> None:
    assert answer("x86_64", 0x40000000) == KILL
    assert answer("x86_64", 0x40000000 + 512) == KILL


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    "name, arguments, wanted",
    [
        ("kill", (PID, 9), ALLOW),
        ("kill", (PID + 1, 9), EPERM),
        ("kill", (0, 9), EPERM),
        ("kill", (2**64 - 1, 9), EPERM),  # -1: everybody
        ("kill", (2**64 - PID, 9), EPERM),  # a whole group
        ("tkill", (PID, 9), ALLOW),
        ("tkill", (PID - 1, 9), EPERM),
        ("tgkill", (PID, PID, 9), ALLOW),
        ("tgkill", (PID, 1, 9), EPERM),
        ("tgkill", (1, PID, 9), EPERM),
        ("prlimit64", (0, 7), ALLOW),
        ("prlimit64", (PID, 7), ALLOW),
        ("prlimit64", (PID + 1, 7), EPERM),
        ("fcntl", (3, 4), ALLOW),  # F_SETFL
        ("fcntl", (3, 1030), ALLOW),  # F_DUPFD_CLOEXEC
        ("fcntl", (3, 8, PID), EPERM),  # F_SETOWN
        ("fcntl", (3, 10), EPERM),  # F_SETSIG
        ("fcntl", (3, 15), EPERM),  # F_SETOWN_EX
        ("fcntl", (3, 1024), EPERM),  # F_SETLEASE
        ("fcntl", (3, 1031), EPERM),  # F_SETPIPE_SZ
        ("ioctl", (0, 0x5401), ALLOW),  # TCGETS
        ("ioctl", (0, 0x5412), EPERM),  # TIOCSTI
        ("ioctl", (0, 0x8901), EPERM),  # FIOSETOWN
        ("ioctl", (0, 1 << 32 | 0x5412), EPERM),  # the kernel looks at the lower half
        ("prctl", (15,), ALLOW),  # PR_SET_NAME
        ("prctl", (1, 0), EPERM),  # PR_SET_PDEATHSIG: it shall die with its parent
        ("prctl", (4, 1), EPERM),  # PR_SET_DUMPABLE
        ("sendto", (3, 0, 0, 0, 0, 0), ALLOW),
        ("sendto", (3, 0, 0, 0, 0x7F00_0000_0000, 16), EPERM),
        ("sendto", (3, 0, 0, 0, 0x1000, 16), EPERM),
        ("clone3", (), ENOSYS),
    ],
)
def test_arguments_are_looked_at(
    machine: str, name: str, arguments: tuple[int, ...], wanted: int
) -> None:
    assert answer(machine, number(machine, name), *arguments) == wanted


def test_a_new_process_is_an_error_by_every_way() -> None:
    clone, fork, vfork, execve, execveat = 56, 57, 58, 59, 322
    assert {answer("x86_64", one) for one in (clone, fork, vfork, execve, execveat)} == {EPERM}
    clone, execve, execveat = 220, 221, 281
    assert {answer("aarch64", one) for one in (clone, execve, execveat)} == {EPERM}


def test_the_numbers_are_those_of_this_machine() -> None:
    code = """
        pairs = {"getpid": os.getpid(), "getppid": os.getppid(), "getuid": os.getuid()}
        from sandbox import seccomp
        table = seccomp.table(seccomp._ALLOWED, os.uname().machine)
        said.update((name, libc.syscall(table[name]) == value) for name, value in pairs.items())
    """
    assert run(TIERS[-1], code).said == {"getpid": True, "getppid": True, "getuid": True}


def test_a_machine_without_tables_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seccomp.missing() == ""
    monkeypatch.setattr(seccomp.system, "MACHINE", "riscv64")
    assert "riscv64" in seccomp.missing()
    with pytest.raises(OSError, match="riscv64"):
        seccomp.system.raw("seccomp", 0, 0, None)


def test_a_program_fits_the_kernels_limit() -> None:
    for machine in MACHINES:
        assert len(seccomp.compiled(machine)[0]) <= 8 * 4096
