"""The warm parent: imports once, tells ends, gives slots, and has nothing to hide."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict

import psutil
import pytest

from autograder.sandbox import frames
from autograder.sandbox.host import Client
from autograder.sandbox.launch import Sandbox
from autograder.sandbox.limits import Limits
from autograder.sandbox.tiers import Tier
from autograder.sandbox.zygote import hide, threads_here
from autograder.terms import PRELOAD
from tests.sandbox.started import alive, below, until

pytestmark = pytest.mark.xdist_group("zygote")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(
        Tier.NONE, hidden=["scipy"], preload=PRELOAD, stubs={"told": "word = 'x'"}
    ) as made:
        yield made


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[Client]:
    made = Client(sandbox.address)
    yield made
    made.close()


def text(client: Client, source: str) -> str:
    student = client.start(Limits())
    ran = student.run(source, 10)
    student.close()
    assert ran.done, ran
    return str(ran.outputs[-1]["data"]["text/plain"])


def test_it_has_one_thread(sandbox: Sandbox) -> None:
    assert psutil.Process(sandbox.process.pid).num_threads() == 1


def test_threads_are_counted() -> None:
    before, stop = threads_here(), threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    assert threads_here() == before + 1
    stop.set()
    thread.join()


def test_what_was_preloaded_is_there_and_what_was_warmed_up_is_not(client: Client) -> None:
    told = text(
        client,
        "import sys; ('matplotlib.pyplot' in sys.modules, 'figure' in globals(), "
        "len(sys.modules['matplotlib.pyplot'].get_fignums()))",
    )
    assert told == "(True, False, 0)"


def test_a_stub_is_a_module_of_that_source(client: Client) -> None:
    assert text(client, "import told; told.word") == "'x'"


def test_hidden_packages_are_named_and_others_stay(client: Client) -> None:
    source = (
        "def why():\n    try: import scipy.signal\n"
        "    except ImportError as e: return e.name, str(e)\nimport json; why()"
    )
    assert text(client, source) == str(("scipy", "scipy is not part of this exercise: use NumPy"))


def test_hiding_stands_before_all_other_ways_to_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    hide(["antigravity"])
    with pytest.raises(ModuleNotFoundError, match="use NumPy"):
        __import__("antigravity")


def test_many_students_live_at_once_and_each_end_is_told_to_its_own_client(
    sandbox: Sandbox,
) -> None:
    clients = [Client(sandbox.address) for _ in range(3)]
    students = [client.start(Limits()) for client in clients for _ in range(3)]
    assert len({student.pid for student in students}) == 9
    for number, student in enumerate(students):
        student.run(f"n = {number}", 10)
    ran = students[4].run("import os; os._exit(0)", 10)
    assert ran.end is not None
    others = [s for s in students if s is not students[4]]
    assert [s.run("n", 10).outputs[0]["data"]["text/plain"] for s in others] == list("01235678")
    for student in students:
        student.close()
    for client in clients:
        client.close()


def test_a_client_that_leaves_without_a_word_takes_its_students_with_it(sandbox: Sandbox) -> None:
    client = Client(sandbox.address)
    student = client.start(Limits())
    frames.send(student.connection, {"do": "run", "source": "while True: pass", "id": 1})
    assert alive(below(sandbox.process.pid))
    client.close()  # and the student's connection stays open, as a killed worker's may elsewhere
    assert until(lambda: not alive(below(sandbox.process.pid)))
    student.connection.close()


@pytest.mark.parametrize("moment", ["connected", "asked", "forked", "running"])
def test_it_outlives_a_client_that_leaves_at_any_moment(sandbox: Sandbox, moment: str) -> None:
    client = Client(sandbox.address)
    ours, theirs = socket.socketpair()
    if moment != "connected":
        request = {"limits": asdict(Limits())}
        frames.send_with_descriptor(client.connection, request, theirs.fileno())
    theirs.close()
    if moment == "running":
        frames.send(ours, {"files": {}})
        frames.receive(ours)
    elif moment == "forked":
        frames.receive(client.connection)
    client.close()
    ours.close()
    assert until(lambda: not alive(below(sandbox.process.pid)))
    last = Client(sandbox.address)
    assert last.start(Limits()).run("1", 10).done
    last.close()


def test_thirty_students_one_after_the_other_leave_nothing(
    sandbox: Sandbox, client: Client
) -> None:
    warm = psutil.Process(sandbox.process.pid)
    client.start(Limits()).close()
    assert until(lambda: not alive(below(warm)))
    before = warm.num_fds()
    for _ in range(30):
        client.start(Limits()).close()
    assert until(lambda: not alive(below(warm)))
    assert warm.num_fds() == before


def test_a_student_cannot_signal_one_that_is_not_its_own(client: Client) -> None:
    student = client.start(Limits())
    client.signal(1, 9)  # what is no child of the warm parent is left alone
    assert student.run("1", 10).done
    student.close()
