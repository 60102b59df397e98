"""Workers may die: what they worked on is tried again, and the others never notice."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell

from autograder.course import Course
from autograder.crew import TRIES, Crew, Order
from autograder.engine import Engine
from autograder.journal import Job
from autograder.submission import Examined, Task
from autograder.terms import Terms
from tests.conftest import ROOT
from tests.sandbox.started import alive, below, until

NAME = "02_cross_correlation"
SLEEP = "import time; time.sleep(1.2)"
pytestmark = pytest.mark.xdist_group("crew")


@pytest.fixture(scope="module")
def engine(repository: Course) -> Iterator[Engine]:
    with Engine() as made:
        made.start(Terms.of(nbformat.read(repository.released(NAME), 4), {}))
        made.settle("none")
        yield made


@pytest.fixture
def tasks(repository: Course, engine: Engine) -> dict[str, Task]:
    model = nbformat.read(repository.released(NAME), as_version=4)
    terms = Terms.of(model, {})
    return {NAME: Task(model, terms, engine.start(terms))}


@pytest.fixture
def order(repository: Course, tmp_path: Path) -> Callable[..., Order]:
    """Hands in a notebook with these cells at its end."""

    def hand_in(student: str, *cells: str) -> Order:
        nb = nbformat.read(repository.released(NAME), as_version=4)
        nb.cells += [new_code_cell(cell) for cell in cells]
        folder = tmp_path / "submitted" / student / NAME
        folder.mkdir(parents=True)
        nbformat.write(nb, folder / f"{NAME}.ipynb")
        return Order(Job(NAME, student, "f"), folder, 1)

    return hand_in


def workers(crew: Crew) -> list[psutil.Process]:
    return alive(below(crew.server.pid))


def kill_while_working(crew: Crew, engine: Engine, times: int) -> threading.Thread:
    """Kills the only worker as soon as its student's process has begun, so many times."""
    (sandbox,) = engine._sandboxes.values()

    assert until(lambda: not alive(below(sandbox.process.pid)), 5)  # of the test before

    def kill() -> None:
        for _ in range(times):
            assert until(lambda: alive(below(sandbox.process.pid)), 20)
            (worker,) = workers(crew)
            worker.kill()
            gone = [worker, *below(sandbox.process.pid)]
            assert until(lambda gone=gone: not alive(gone), 5)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


def test_all_orders_come_back_examined(tasks: dict[str, Task], order: Callable[..., Order]) -> None:
    orders = [order(f"s{n}") for n in range(5)]
    with Crew() as crew:
        done = dict(crew.examine(orders, tasks, 2))
    assert {job.student: e.code for job, e in done.items()} == {f"s{n}": "graded" for n in range(5)}


def test_more_workers_than_orders_are_never_hired(
    tasks: dict[str, Task], order: Callable[..., Order]
) -> None:
    with Crew() as crew:
        examined = crew.examine([order("ada", SLEEP)], tasks, 8)
        threading.Timer(0, lambda: next(examined)).start()
        assert until(lambda: workers(crew), 10)
        time.sleep(0.2)
        assert len(workers(crew)) == 1


def examined_by_one(crew: Crew, tasks: dict[str, Task], orders: list[Order]) -> dict[str, Examined]:
    return {job.student: examined for job, examined in crew.examine(orders, tasks, 1)}


def test_a_worker_that_dies_costs_one_more_try(
    engine: Engine, tasks: dict[str, Task], order: Callable[..., Order]
) -> None:
    orders = [order("ada", SLEEP), order("bob"), order("cyd")]
    with Crew() as crew:
        killer = kill_while_working(crew, engine, 1)
        done = examined_by_one(crew, tasks, orders)
        killer.join()
    assert [(student, e.code, e.detail) for student, e in sorted(done.items())] == [
        (student, "graded", "") for student in ("ada", "bob", "cyd")
    ]


def test_who_kills_two_workers_is_given_up_and_the_others_are_graded(
    engine: Engine, tasks: dict[str, Task], order: Callable[..., Order]
) -> None:
    orders = [order("ada", SLEEP), order("bob"), order("cyd")]
    with Crew() as crew:
        killer = kill_while_working(crew, engine, TRIES)
        done = examined_by_one(crew, tasks, orders)
        killer.join()
    codes = {student: e.code for student, e in done.items()}
    assert codes == {"ada": "failed", "bob": "graded", "cyd": "graded"}
    assert f"died {TRIES} times" in done["ada"].detail


def test_a_crew_that_is_closed_in_the_middle_leaves_no_process(
    tasks: dict[str, Task], order: Callable[..., Order]
) -> None:
    with Crew() as crew:
        orders = [order("ada"), order("bob", SLEEP), order("cyd", SLEEP)]
        next(crew.examine(orders, tasks, 2))
        processes = [psutil.Process(crew.server.pid), *workers(crew)]
        assert len(processes) >= 2
    assert until(lambda: not alive(processes), 3), processes


def test_a_crew_that_was_never_asked_ends_at_once() -> None:
    with Crew() as crew:
        server = psutil.Process(crew.server.pid)
    assert not alive([server])


def test_a_killed_pipeline_leaves_no_worker(order: Callable[..., Order]) -> None:
    busy = order("ada", SLEEP)
    code = f"""
        import nbformat, pathlib
        from autograder.crew import Crew, Order
        from autograder.engine import Engine
        from autograder.terms import Terms
        from autograder.journal import Job
        from autograder.submission import Task
        folder = pathlib.Path({str(busy.folder)!r})
        model = nbformat.read({str(ROOT / "exercises" / NAME / f"{NAME}.ipynb")!r}, 4)
        terms = Terms.of(model, {{}})
        with Crew() as crew, Engine() as engine:
            address = engine.start(terms)
            engine.settle("none")
            print("ready", flush=True)
            order = Order(Job({NAME!r}, "ada", "f"), folder, 1)
            list(crew.examine([order], {{{NAME!r}: Task(model, terms, address)}}, 1))
    """
    grader = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert grader.stdout is not None
    assert grader.stdout.readline()
    # grader, its two servers, a worker and a student's process
    assert until(lambda: len(alive(below(grader.pid))) >= 4, 20)
    processes = below(grader.pid)
    grader.kill()
    grader.communicate()
    assert until(lambda: not alive(processes)), processes
