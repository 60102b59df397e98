"""Choosing an isolation, and what is said where there is none."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.sandbox import seccomp, tiers
from autograder.sandbox.tiers import Tier, Unavailable, choose, examine

WITHOUT = {Tier.NAMESPACES: "no namespaces here", Tier.LANDLOCK: "no Landlock here", Tier.NONE: ""}


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> dict[Tier, str]:
    """A machine's lacks, to be changed by the test."""
    lacks = dict(WITHOUT)
    monkeypatch.setattr(tiers, "lack", lacks.__getitem__)
    return lacks


def test_this_machine_is_examined_for_every_tier() -> None:
    lacks = examine()
    assert set(lacks) == set(Tier)
    assert lacks[Tier.NONE] == ""


def test_a_process_with_threads_can_ask() -> None:
    tiers.lack.cache_clear()
    found: list[dict[Tier, str]] = []
    thread = threading.Thread(target=lambda: found.append(examine()))
    thread.start()
    thread.join()
    assert found == [examine()]


def test_asking_changes_nothing_in_the_asking_process() -> None:
    before = Path("/proc/self/mountinfo").read_text()
    limits = Path("/proc/self/limits").read_text()
    tiers.lack.cache_clear()
    examine()
    assert Path("/proc/self/mountinfo").read_text() == before
    assert Path("/proc/self/limits").read_text() == limits


def test_namespaces_come_first(without: dict[Tier, str]) -> None:
    without[Tier.NAMESPACES] = without[Tier.LANDLOCK] = ""
    choice = choose()
    assert choice.tier is Tier.NAMESPACES
    assert choice.sentence == "isolation: private namespaces, read-only libraries, seccomp"


def test_landlock_is_taken_where_namespaces_are_missing(without: dict[Tier, str]) -> None:
    without[Tier.LANDLOCK] = ""
    assert choose("auto").tier is Tier.LANDLOCK


def test_no_isolation_is_never_taken_by_itself(without: dict[Tier, str]) -> None:
    with pytest.raises(Unavailable) as caught:
        choose()
    assert caught.value.code == "no-isolation"
    for part in ("no namespaces here", "no Landlock here", "docker run", "--isolation none"):
        assert part in caught.value.sentence


def test_a_tier_named_but_missing_is_refused(without: dict[Tier, str]) -> None:
    without[Tier.NAMESPACES] = ""
    with pytest.raises(Unavailable) as caught:
        choose("landlock")
    assert caught.value.code == "isolation-unavailable"
    assert "no Landlock here" in caught.value.sentence
    assert choose("namespaces").tier is Tier.NAMESPACES


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(Unavailable, match="namespaces, landlock, none") as caught:
        choose("docker")
    assert caught.value.code == "isolation-unavailable"


def test_none_says_that_it_hides_no_files_and_what_it_still_does() -> None:
    choice = choose("none")
    assert choice.tier is Tier.NONE
    assert "NOT hidden" in choice.sentence
    assert "seccomp and limits" in choice.sentence
    assert "\n" not in choice.sentence


def test_none_without_seccomp_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp.system, "MACHINE", "riscv64")
    sentence = choose("none").sentence
    assert "limits only" in sentence
    assert "riscv64" in sentence


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Makes this look like another system."""
    tiers.lack.cache_clear()
    yield lambda platform: monkeypatch.setattr(sys, "platform", platform)
    tiers.lack.cache_clear()


@pytest.mark.parametrize(
    "platform, wanted", [("darwin", "auto"), ("win32", "auto"), ("win32", "none")]
)
def test_another_system_is_told_of_the_container(
    platform: str, wanted: str, on: Callable[[str], None]
) -> None:
    on(platform)
    with pytest.raises(Unavailable) as caught:
        choose(wanted)
    assert caught.value.code == "not-linux"
    assert "docker build -t convolution -f Containerfile ." in caught.value.sentence
    assert 'docker run --rm -v "$PWD:/course" convolution grade' in caught.value.sentence
    assert ("--isolation none" in caught.value.sentence) == (platform == "darwin")


def test_a_mac_grades_without_isolation_if_told_to(on: Callable[[str], None]) -> None:
    on("darwin")
    choice = choose("none")
    assert choice.tier is Tier.NONE
    assert "limits only" in choice.sentence


@pytest.mark.parametrize(
    "file, value, undo",
    [
        ("kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        (
            "kernel/apparmor_restrict_unprivileged_userns",
            "1",
            "kernel.apparmor_restrict_unprivileged_userns=0",
        ),
        ("user/max_user_namespaces", "0", "user.max_user_namespaces="),
    ],
)
def test_the_switch_that_is_off_is_named(
    file: str, value: str, undo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "_sysctl", lambda name: value if name == file else "")
    sentence = tiers._explain(Tier.NAMESPACES, "unshare: Operation not permitted")
    assert undo in sentence
    assert "Operation not permitted" in sentence


def test_a_missing_landlock_names_the_kernel_and_its_command_line() -> None:
    sentence = tiers._explain(Tier.LANDLOCK, "landlock_create_ruleset: Function not implemented")
    assert "5.13" in sentence
    assert "lsm=landlock" in sentence


def test_a_probe_that_dies_is_an_unavailable_tier(monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], -9, stdout="", stderr="")

    monkeypatch.setattr(subprocess, "run", dead)
    assert "probe failed" in tiers._tried(Tier.NAMESPACES)
    assert "probe failed" in tiers._tried(Tier.LANDLOCK)


def test_a_machine_that_refuses_namespaces_is_told_how_to_get_them() -> None:
    # For real: the number of user namespaces is turned down to none in a namespace of its own.
    code = f"""
import os, signal, sys
sys.path.append({str(Path(tiers.__file__).parents[1])!r})
from sandbox import namespaces, system, tiers
from pathlib import Path
namespaces.own_user_namespace()
first = os.fork()  # as the namespace's first process it has to outlive the others
if first == 0:
    signal.pause()
Path("/proc/sys/user/max_user_namespaces").write_text("0")
Path("/proc/sys/user/max_pid_namespaces").write_text("0")
print(tiers.lack(tiers.Tier.NAMESPACES))
print(tiers.choose().tier.value, flush=True)
os.kill(first, signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert done.stderr == ""
    sentence, taken = done.stdout.splitlines()
    assert "user.max_user_namespaces" in sentence
    assert taken == "landlock"
