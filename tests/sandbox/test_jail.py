"""Students' processes in real jails of every tier that this machine offers, as root and not."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.sandbox.jailed import TIERS, USERS, drive, package, python, run

HIDING = [tier for tier in TIERS if tier != "none"]
both = pytest.mark.parametrize("user", USERS)
every_tier = pytest.mark.parametrize("tier", TIERS)
hiding_tier = pytest.mark.parametrize("tier", HIDING)

# Everything that can be tried in one process, without ending it. A jail may be broken while it is
# worked on, and tier "none" holds nothing back from the user who runs the tests: whatever is tried
# outside of the working folder must do no harm if it succeeds.
_ATTEMPTS = f"""
    def read(path):
        with open(path, "rb") as file:
            file.read(10)

    def write(path):
        with open(path, "w") as file:
            file.write("here")

    def open_to_change(path):
        os.close(os.open(path, os.O_WRONLY))

    def create(path):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        os.unlink(path)

    def thread():
        threading.Thread(target=print).start()

    for path in ["/etc/passwd", "/etc/shadow", "/proc/self/status", "/proc/1/status", {__file__!r},
                 {str(ROOT / "pyproject.toml")!r}, "/sys/kernel/mm/transparent_hugepage/enabled"]:
        said["read " + path] = attempt(read, path)
    for path in ["/", "/proc", "/etc", {str(ROOT)!r}]:
        try:
            said["list " + path] = sorted(os.listdir(path))
        except OSError:
            said["list " + path] = []
    said["read device"] = attempt(read, "/dev/urandom")
    said["write null"] = attempt(write, "/dev/null")
    said["write here"] = attempt(write, "here.txt")
    if wanted["tier"] != "none":
        said["change"] = attempt(open_to_change, os.__file__)
        for path in ["/here", "/usr/here", "/var/tmp/here", {str(ROOT / "here")!r}]:
            said["create " + path] = attempt(create, path)
    said["socket"] = attempt(socket.socket, socket.AF_INET)
    said["unix socket"] = attempt(socket.socket, socket.AF_UNIX)
    said["socketpair"] = attempt(socket.socketpair)
    said["raw socket"] = attempt(socket.socket, socket.AF_INET, socket.SOCK_RAW, 1)
    said["fork"] = attempt(os.fork)
    said["execute"] = attempt(os.execv, "/bin/true", ["true"])
    said["thread"] = attempt(thread)
    said["kill parent"] = attempt(os.kill, os.getppid() or 2, 0)
    said["kill all"] = attempt(os.kill, -1, 0)
    said["kill own group"] = attempt(os.kill, 0, 0)
    said["signal self"] = attempt(os.kill, os.getpid(), 0)
    said["own signals"] = attempt(fcntl.fcntl, 0, fcntl.F_SETOWN, os.getpid())
    said["chmod"] = attempt(os.chmod, ".", 0o777)
    state = os.stat(os.__file__)
    times = state.st_atime_ns, state.st_mtime_ns
    said["times"] = attempt(lambda: os.utime(os.__file__, ns=times))
    said["truncate"] = attempt(os.truncate, os.__file__, state.st_size)
    said["become root"] = attempt(os.setuid, 0)
    said["nice"] = attempt(os.nice, 1)
    said["memfd"] = attempt(os.memfd_create, "hidden")
    said["push to terminal"] = attempt(fcntl.ioctl, 0, 0x5412, b"x")
    said["little memory"] = attempt(bytearray, 50 << 20)
    said["much memory"] = attempt(bytearray, 300 << 20)
    said["data"] = open("data.csv").read()
    said["folder"], said["here"] = folder, os.getcwd()
    import tempfile
    said["home"] = [os.environ["HOME"], os.environ["TMPDIR"], tempfile.gettempdir()]
    said["uid"] = os.getresuid()
    said["groups"] = os.getgroups()
    said["pid"] = os.getpid()
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    said["capabilities"] = list(sets)
    said["dumpable"] = libc.prctl(3, 0, 0, 0, 0)
    said["no new privileges"] = libc.prctl(39, 0, 0, 0, 0)
    kept = []

    def open_many():
        for _ in range(100):
            kept.append(os.open("/dev/null", os.O_RDONLY))

    said["many open files"] = attempt(open_many)
    said["open files"] = len(kept)
"""


@functools.cache
def tried(tier: str, user: int) -> dict[str, Any]:
    """What came of all attempts in a tier as a user."""
    handed = {"data.csv": "1,2"}
    limits = {"memory_mb": 200, "descriptors": 40}
    # Groups that root may have brought along, and that a student's process must not keep.
    before = "if os.geteuid() == 0: os.setgroups([0, 4])" if user == 0 else ""
    ran = run(tier, _ATTEMPTS, user=user, before=before, handed=handed, **limits)
    assert ran.code == 0
    assert "error" not in ran.said, ran.said
    return ran.said


@both
@hiding_tier
def test_files_of_the_system_and_of_the_course_cannot_be_read(tier: str, user: int) -> None:
    said = tried(tier, user)
    reads = {key: said[key] for key in said if key.startswith("read /")}
    assert len(reads) == 7
    assert set(reads.values()) <= {"ENOENT", "EACCES"}, reads
    assert said["list /proc"] == []
    # The way to a virtual environment that lies there may be seen, and nothing else.
    assert set(said[f"list {ROOT}"]) <= {".venv"}


@both
def test_the_root_of_a_private_namespace_holds_libraries_only(user: int) -> None:
    said = tried("namespaces", user)
    root = set(said["list /"])
    assert root >= {"box", "dev", "usr"}
    assert not {"proc", "sys", "home", "var", "run", "old", "mnt", "bin"} & root
    assert set(said["list /etc"]) <= {"ld.so.cache", "localtime"}


@both
@hiding_tier
def test_nothing_can_be_written_outside_the_working_folder(tier: str, user: int) -> None:
    said = tried(tier, user)
    writes = [said["change"]] + [said[key] for key in said if key.startswith("create ")]
    assert len(writes) == 5
    assert set(writes) <= {"EROFS", "EACCES", "ENOENT"}


@both
def test_everything_in_a_private_namespace_is_mounted_read_only(user: int) -> None:
    code = """
        paths = ["/", "/usr/share/zoneinfo", os.path.dirname(json.__file__), "/dev/null", folder]
        said["read-only"] = [bool(os.statvfs(path).f_flag & os.ST_RDONLY) for path in paths]
        said["no set-uid"] = all(os.statvfs(path).f_flag & os.ST_NOSUID for path in paths)
    """
    said = run("namespaces", code, user=user).said
    assert said == {"read-only": [True, True, True, True, False], "no set-uid": True}


@both
@every_tier
def test_the_working_folder_is_home(tier: str, user: int) -> None:
    said = tried(tier, user)
    assert said["folder"] == said["here"]
    assert said["home"] == [said["folder"]] * 3
    assert said["write here"] == ("EACCES" if tier == "landlock" else "done")


@both
@every_tier
def test_harmless_devices_are_there(tier: str, user: int) -> None:
    said = tried(tier, user)
    assert (said["read device"], said["write null"]) == ("done", "done")


@both
@every_tier
def test_forbidden_actions_are_errors_that_a_program_can_catch(tier: str, user: int) -> None:
    said = tried(tier, user)
    refused = (
        "socket", "unix socket", "socketpair", "raw socket", "fork", "execute", "kill parent",
        "kill all", "kill own group", "own signals", "chmod", "times", "truncate", "become root",
        "nice", "memfd", "push to terminal",
    )  # fmt: skip
    assert {key: said[key] for key in refused} == dict.fromkeys(refused, "EPERM")
    assert said["thread"] == "RuntimeError"  # Python: can't start new thread
    assert said["signal self"] == "done"


@both
@every_tier
def test_no_right_of_root_is_left(tier: str, user: int) -> None:
    said = tried(tier, user)
    assert 0 not in said["uid"]
    if user == 0:
        assert said["groups"] == []
    # Only reading past modes may stay, and only where Landlock or nothing at all hides files.
    kept = 1 << 2 if tier != "namespaces" and user == 0 else 0
    for mask in said["capabilities"]:
        assert mask & ~kept == 0
    assert said["dumpable"] == 0
    assert said["no new privileges"] == 1


@pytest.mark.parametrize("tier", TIERS)
def test_the_root_of_a_container_is_shut_in_all_the_same(tier: str) -> None:
    # It has the capabilities that Docker leaves it; whoever is not root has none anyway.
    code = """
        said["import"] = attempt(__import__, "colorsys")
        said["read"] = attempt(open, "/etc/shadow")
        said["write"] = attempt(os.open, os.__file__, os.O_WRONLY)
        said["neighbour"] = attempt(os.kill, 1 if os.getpid() > 1 else 2, 0)
        said["become root"] = attempt(os.setuid, 0)
    """
    before = """
        from sandbox import system
        system.drop_capabilities(0xA80425FB if os.geteuid() == 0 else 0)
    """
    said = run(tier, code, before=before).said
    assert said["neighbour"] == said["become root"] == "EPERM"
    if tier != "none":
        assert said["import"] == "done"
        assert said["read"] in ("ENOENT", "EACCES")
        assert said["write"] in ("EROFS", "EACCES")


@both
def test_a_student_in_a_namespace_is_alone(user: int) -> None:
    assert tried("namespaces", user)["pid"] == 1


_KILLED = {
    "tracing": "libc.ptrace(0, 0, 0, 0)",
    "another namespace": "libc.unshare(0x10000000)",
    "mounting": "libc.mount(b'x', b'.', b'tmpfs', 0, None)",
    "reading memory": "libc.process_vm_readv(os.getppid(), None, 0, None, 0, 0)",
    "the 32 bit calls of x86_64": "system_call(0x40000000 + 39)",
}


@both
def test_an_attack_on_the_kernel_ends_the_process(user: int) -> None:
    driver = """
        attacks = json.loads(wanted["code"])
        print(json.dumps({name: finish(*start(attacks[name], 0)) for name in attacks}))
    """
    attacks = dict(_KILLED)
    if os.uname().machine != "x86_64":
        del attacks["the 32 bit calls of x86_64"]
    ends = json.loads(drive(TIERS[0], json.dumps(attacks), driver, user))
    assert ends == {name: {"said": {}, "code": -signal.SIGSYS} for name in attacks}


@both
@every_tier
def test_too_much_memory_is_a_memory_error(tier: str, user: int) -> None:
    said = tried(tier, user)
    assert (said["little memory"], said["much memory"]) == ("done", "MemoryError")


@both
@every_tier
def test_open_files_are_limited(tier: str, user: int) -> None:
    said = tried(tier, user)
    assert said["many open files"] == "EMFILE"
    assert 20 < said["open files"] < 40


@both
@every_tier
def test_files_handed_in_lie_in_the_working_folder(tier: str, user: int) -> None:
    assert tried(tier, user)["data"] == "1,2"


def test_a_name_that_leads_out_of_the_folder_is_refused() -> None:
    driver = """
        for name in ["../out.csv", "/out.csv", "..", ""]:
            wanted["handed"] = {name: "x"}
            print(finish(*start(wanted["code"], 0))["said"]["error"])
    """
    errors = drive(TIERS[0], "said['never'] = 1", driver).splitlines()
    assert len(errors) == 4
    assert all("is not the plain name of a file" in error for error in errors)


def test_a_slot_without_a_user_id_is_refused() -> None:
    driver = """
        for slot in -1, 180:
            print(finish(*start(wanted["code"], slot))["said"]["error"])
    """
    errors = drive(TIERS[0], "said['never'] = 1", driver).splitlines()
    assert len(errors) == 2
    assert all("slot must be from 0 to 179" in error for error in errors)


@both
def test_a_busy_loop_is_killed_after_its_processor_time(user: int) -> None:
    assert run(TIERS[0], "while True: pass", user=user, cpu_seconds=1).code == -signal.SIGKILL


@both
def test_private_space_is_limited(user: int) -> None:
    code = """
        def fill(name, megabytes):
            with open(name, "wb") as file:
                for _ in range(megabytes):
                    file.write(bytes(1 << 20))

        said["large file"] = attempt(fill, "large", 3)
        os.unlink("large")
        said["fits"] = [attempt(fill, f"part{i}", 2) for i in range(2)]
        said["full"] = attempt(fill, "part3", 2)
        for i in range(2):
            os.unlink(f"part{i}")
        os.unlink("part3")

        def many():
            for i in range(100):
                open(f"file{i}", "w").close()

        said["many files"] = attempt(many)
        said["how many"] = len(os.listdir("."))
    """
    ran = run("namespaces", code, user=user, space_mb=5, file_mb=2, files=20)
    assert ran.said == {
        "large file": "EFBIG",
        "fits": ["done", "done"],
        "full": "ENOSPC",
        "many files": "ENOSPC",
        "how many": 20,
    }


@both
def test_without_private_space_a_large_file_is_still_refused(user: int) -> None:
    code = """
        def fill():
            with open("large", "wb") as file:
                file.write(bytes(3 << 20))
                file.write(bytes(3 << 20))

        said["large file"] = attempt(fill)
    """
    assert run("none", code, user=user, file_mb=2).said == {"large file": "EFBIG"}


# Two at a time: the second is told the first one's process id and folder, and meddles.
_TWO = """
    first = start("open('/dev/null'); time.sleep(60)", 0)
    time.sleep(0.3)
    second = finish(*start(wanted["code"], 1, {"pid": first[0]}))
    os.kill(first[0], 0)  # it lives
    os.kill(first[0], signal.SIGKILL)
    print(json.dumps([finish(*first), second]))
"""
_MEDDLE = """
    pid = told["pid"]
    said["kill"] = attempt(os.kill, pid, signal.SIGKILL)
    said["thread"] = attempt(system_call, {"x86_64": 200}.get(os.uname().machine, 130), pid, 9)
    import resource
    said["limits"] = attempt(resource.prlimit, pid, resource.RLIMIT_CPU, (1, 1))
    said["owner"] = attempt(fcntl.fcntl, 0, fcntl.F_SETOWN, pid)
    said["memory"] = attempt(open, f"/proc/{pid}/mem", "rb")
    said["handle"] = attempt(os.pidfd_open, pid)
    other = os.path.join(os.path.dirname(folder), "0", "data.csv")
    said["data"] = folder != "/box" and attempt(open, other)
    said["uid"] = os.getuid()
"""


@both
@every_tier
def test_a_neighbour_cannot_be_touched(tier: str, user: int) -> None:
    first, second = json.loads(drive(tier, _MEDDLE, _TWO, user, handed={"data.csv": "secret"}))
    said = second["said"]
    for attempt in ("kill", "thread", "limits", "owner", "handle"):
        assert said[attempt] == "EPERM", attempt
    assert said["memory"] in ("EACCES", "ENOENT", "EPERM")
    if tier == "landlock":
        assert said["data"] in ("EACCES", "ENOENT")  # its folder's name cannot be guessed either
    if user == 0:
        assert said["uid"] == 61001
    assert first["code"] == -signal.SIGKILL


@pytest.mark.parametrize("tier", TIERS)
def test_every_student_finds_a_fresh_folder(tier: str) -> None:
    driver = """
        runs = [finish(*start(wanted["code"], 0)) for _ in range(3)]
        print(json.dumps([one["said"]["found"] for one in runs]))
    """
    code = "said['found'] = os.listdir(); attempt(lambda: open('left', 'w'))"
    assert json.loads(drive(tier, code, driver)) == [[], [], []]


def test_what_the_jail_laid_down_is_removed() -> None:
    for tier in TIERS:
        driver = "print(json.dumps(finish(*start(wanted['code'], 0))))"
        said = json.loads(drive(tier, "said['folder'] = folder", driver))["said"]
        assert not Path(said["folder"]).exists()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A temporary folder that every user may pass through; pytest's own are private."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("victim", ["outermost", "inner"])
def test_students_die_with_the_warm_parent(tier: str, victim: str, open_folder: Path) -> None:
    # The inner process is the one that forks; in the namespaces tier another one waits for it.
    code = f"""
        import os, sys, time
        outermost = os.getpid()
        sys.path.append({str(package())!r})
        from sandbox.jail import jail_for
        from sandbox.limits import Limits
        from sandbox.tiers import Tier
        jail = jail_for(Tier({tier!r}))
        jail.prepare()
        if jail.fork() == 0:
            jail.enter(Limits(), 0)
            os.write(1, b"inside")
            time.sleep(60)
        time.sleep(60)
    """
    process = subprocess.Popen(
        [python(None), "-I", "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        env={"TMPDIR": str(open_folder)},  # a parent that is killed cannot clean up
    )
    assert process.stdout is not None
    assert process.stdout.read(6) == b"inside"
    line = [process.pid]
    while children := _children(line[-1]):
        line += children
    assert len(line) == (3 if tier == "namespaces" else 2)
    os.kill(line[0] if victim == "outermost" else line[-2], signal.SIGKILL)
    process.wait(timeout=5)
    _until(lambda: not any(map(_runs, line)))
    process.stdout.close()


def _children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        if int(fields[1]) == pid:
            found.append(int(status.parent.name))
    return found


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # dead, and not yet missed by the one who took it over


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
