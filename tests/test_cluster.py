"""On a Dask cluster a class gets the marks that it gets here, whatever becomes of the workers."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import dask
import nbformat
import psutil
import pytest
import yaml

from autograder import pipeline
from autograder.bench import parity
from autograder.cluster import client as client_side
from autograder.course import Course
from autograder.errors import CourseError
from autograder.journal import Journal
from autograder.reading import read
from autograder.submission import Ready
from tests.attack_course import NEIGHBOURS, POINTS, Attack, attacks, build, snapshot
from tests.conftest import ROOT
from tests.dask_cluster import Cluster, cluster
from tests.sandbox.started import alive, below, until
from tests.small_class import slow_class, small_class
from tests.test_pipeline import endless, hand_in, lines, running, solved, told_by

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster")]

NAME = "02_cross_correlation"
# Ways to other people's work, to the grader's process and out of the sandbox.
ATTACKS = {
    "deletes_the_neighbours", "files_of_the_course", "odd_paths", "folder_is_a_link",
    "link_to_a_neighbour", "writes_the_gradebook", "reads_another_process", "kills_the_parent",
    "kills_everybody", "connects", "exits_the_hard_way", "ten_million_nothings",
}  # fmt: skip


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers, for tests that leave them alive."""
    with cluster(tmp_path_factory.mktemp("dask")) as made:
        yield made


@pytest.fixture(scope="module")
def two_courses(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Course]:
    """A part of the demo class, twice."""
    course = small_class(tmp_path_factory.mktemp("here"))
    there = tmp_path_factory.mktemp("there") / "course"
    return course, Course(shutil.copytree(course.root, there))


def files(folder: Path) -> dict[str, bytes]:
    found = [p for p in folder.rglob("*") if p.is_file()]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def test_marks_and_notebooks_are_those_of_this_machine(
    two_courses: tuple[Course, Course], two_workers: Cluster
) -> None:
    here, there = two_courses
    told: list[pipeline.State] = []
    ours = pipeline.grade(here, workers=2)
    theirs = pipeline.grade(there, scheduler=two_workers.address, progress=told.append)
    by_key = {(g.assignment, g.student): g for g in ours}
    assert {(g.assignment, g.student): g for g in theirs} == by_key
    assert {g.code for g in ours} == {"graded", "malformed-notebook"}
    found = parity.compare(*(parity.rows(c.root / "gradebook.db") for c in two_courses))
    assert found.differences == [] and found.cells > 100
    assert files(there.autograded) == files(here.autograded)
    assert [s.done for s in told] == list(range(len(ours) + 1))
    first, second = told[0].isolation.split("\n  ")
    assert first == f"cluster: 2 workers at {two_workers.address}, 2 submissions at once"
    assert second.startswith("isolation: ")
    assert pipeline.grade(there, scheduler=two_workers.address) == []


def test_workers_stay_warm_for_the_next_run(
    two_courses: tuple[Course, Course], two_workers: Cluster
) -> None:
    def sandboxes() -> set[int]:
        processes = alive(below(two_workers.workers.pid))
        return {p.pid for p in processes if "sandbox.zygote" in " ".join(p.cmdline())}

    def once_more() -> None:
        (graded,) = pipeline.grade(
            two_courses[1],
            [NAME],
            students=["student-01"],
            force=True,
            scheduler=two_workers.address,
        )
        assert graded.passed

    once_more()
    before = sandboxes()
    assert len(before) >= 2
    once_more()
    assert sandboxes() == before


class TestAttacks:
    @pytest.fixture
    def chosen(self) -> list[Attack]:
        found = [a for a in attacks(alone=False) if a.path.stem in ATTACKS]
        assert {a.path.stem for a in found} == ATTACKS
        return found

    def test_attackers_get_their_verdicts_and_see_nobodys_work(
        self, released: Course, chosen: list[Attack], tmp_path: Path
    ) -> None:
        place = build(released.root, tmp_path, chosen)
        (place.temporary / "notes.txt").write_text(place.canaries["temporary"])
        around = {
            "HOME": str(place.home),
            "TMPDIR": str(place.temporary),
            "GRADER_TOKEN": place.canaries["environment"],
        }
        before = snapshot(place)
        log = tmp_path / "dask"
        log.mkdir()
        with cluster(log, env=around) as made:
            done = pipeline.grade(Course(place.course), scheduler=made.address)
        graded = {g.student: g for g in done}
        assert graded.keys() == {a.student for a in chosen} | set(NEIGHBOURS)
        for attack in chosen:
            assert (graded[attack.student].score or 0) == attack.total, attack.id
        for neighbour in NEIGHBOURS:
            assert graded[neighbour].score == sum(POINTS.values())
        for attack in chosen:
            written = files(place.course / "autograded" / attack.student)
            said = [str(graded[attack.student]).encode(), *written.values()]
            for name, secret in place.secrets(attack.student).items():
                assert not [text for text in said if secret.encode() in text], (attack.id, name)
        assert snapshot(place) == before
        logs = b"".join(path.read_bytes() for path in log.glob("*.log"))
        assert place.canaries["secret"].encode() not in logs


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Eight who take their time; to be copied."""
    return slow_class(tmp_path_factory.mktemp("crowd") / "course", 8)


@pytest.fixture(scope="module")
def undisturbed(crowd: Course, tmp_path_factory: pytest.TempPathFactory) -> parity.Rows:
    """The gradebook of a run on this machine that nothing stops."""
    folder = tmp_path_factory.mktemp("undisturbed") / "course"
    course = Course(shutil.copytree(crowd.root, folder))
    assert len(pipeline.grade(course)) == 8
    return rows(course)


def rows(course: Course) -> parity.Rows:
    """All that the gradebook says; an error if it says something twice."""
    return parity.rows(course.root / "gradebook.db")


@pytest.fixture
def course(crowd: Course, tmp_path: Path) -> Course:
    return Course(shutil.copytree(crowd.root, tmp_path / "course"))


@pytest.fixture
def fragile(tmp_path: Path) -> Iterator[Cluster]:
    """Two workers, for tests that do them harm."""
    folder = tmp_path / "dask"
    folder.mkdir()
    with cluster(folder) as made:
        yield made


class TestLosses:
    def test_a_worker_killed_in_the_middle_costs_nothing_but_time(
        self, course: Course, undisturbed: parity.Rows, fragile: Cluster
    ) -> None:
        with running(course, "--scheduler", fragile.address) as grader:
            assert until(lambda: len(lines(course)) >= 2, 180)
            worker, pid = next(iter(fragile.busy().items()))
            processes = below(pid)
            os.kill(pid, signal.SIGKILL)
            said, errors = grader.communicate(timeout=240)
        assert grader.returncode == 0, errors
        assert "8 submissions graded anew, 0 of them could not be" in said
        assert sorted(entry["student"] for entry in lines(course)) == [f"s{n}" for n in range(8)]
        assert rows(course) == undisturbed
        assert until(lambda: not alive(processes), 10), processes
        assert worker not in fragile.pids()

    def test_who_takes_one_worker_after_another_along_is_given_up_and_tried_again_next_time(
        self, course: Course, fragile: Cluster
    ) -> None:
        hand_in(course, "s0", endless)
        with running(course, "--scheduler", fragile.address) as grader:
            assert until(lambda: len(lines(course)) == 7, 180)
            for _ in range(2):
                ((worker, pid),) = fragile.busy().items()
                os.kill(pid, signal.SIGKILL)
                assert until(lambda worker=worker: worker not in fragile.busy(), 90)
                assert until(lambda: fragile.busy() or len(lines(course)) == 8, 90)
            said, _ = grader.communicate(timeout=240)
        assert grader.returncode == 0
        assert "8 submissions graded anew, 1 of them could not be" in said
        codes = {g.student: (g.code, g.detail) for g in Journal(course.journal).verdicts()}
        code, detail = codes.pop("s0")
        assert code == "failed" and detail.startswith("2 workers of the cluster died")
        assert {code for code, _ in codes.values()} == {"graded"}
        hand_in(course, "s0", solved)
        (again,) = pipeline.grade(course)
        assert (again.student, again.code, again.score) == ("s0", "graded", 4)

    def test_a_sandbox_that_dies_is_started_again_on_its_worker(
        self, course: Course, undisturbed: parity.Rows, fragile: Cluster
    ) -> None:
        def sandboxes() -> list[psutil.Process]:
            processes = alive(below(fragile.workers.pid))
            return [p for p in processes if "sandbox.zygote" in " ".join(p.cmdline())]

        with running(course, "--scheduler", fragile.address) as grader:
            assert until(lambda: len(lines(course)) >= 1, 180)
            killed = sandboxes()
            for process in killed:
                process.kill()
            said, errors = grader.communicate(timeout=240)
        assert len(killed) >= 2
        assert grader.returncode == 0, errors
        assert "8 submissions graded anew" in said
        # Whose sandbox dies twice, with both of its starts, is given up, and tried again next time.
        left = pipeline.grade(course, scheduler=fragile.address)
        assert len(left) <= 2 and {graded.code for graded in left} <= {"graded"}
        assert rows(course) == undisturbed

    def test_ctrl_c_keeps_what_is_graded_and_the_next_run_does_the_rest(
        self, course: Course, undisturbed: parity.Rows, two_workers: Cluster
    ) -> None:
        with running(course, "--scheduler", two_workers.address) as grader:
            assert until(lambda: len(lines(course)) >= 2, 180)
            grader.send_signal(signal.SIGINT)
            _, said = grader.communicate(timeout=240)
        assert grader.returncode == 130
        assert said.splitlines()[0].startswith("error stopped: "), said
        assert "Traceback" not in said
        kept = [entry["student"] for entry in lines(course)]
        assert 2 <= len(kept) < 8
        rest = [g.student for g in pipeline.grade(course, scheduler=two_workers.address)]
        assert sorted(kept + rest) == [f"s{n}" for n in range(8)]
        assert rows(course) == undisturbed

    def test_a_scheduler_that_goes_away_is_told_and_this_machine_does_the_rest(
        self, course: Course, undisturbed: parity.Rows, fragile: Cluster
    ) -> None:
        with running(course, "--scheduler", fragile.address) as grader:
            assert until(lambda: len(lines(course)) >= 2, 180)
            fragile.scheduler.kill()
            _, said = grader.communicate(timeout=240)
        assert grader.returncode == 1
        assert "error scheduler-lost: " in said, said
        kept = len(lines(course))
        assert len(pipeline.grade(course)) == 8 - kept > 0
        assert rows(course) == undisturbed


class TestRefusals:
    def refused(self, course: Course, scheduler: str) -> CourseError:
        with pytest.raises(CourseError) as caught:
            pipeline.grade(course, scheduler=scheduler)
        assert lines(course) == []
        return caught.value

    def test_no_scheduler(self, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(client_side, "ANSWER", 1.0)
        error = self.refused(course, "tcp://127.0.0.1:9")
        assert error.code == "no-scheduler" and "tcp://127.0.0.1:9" in error.sentence

    def test_no_worker(
        self, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(client_side, "WORKERS", 1.0)
        with cluster(tmp_path, workers=0) as made:
            assert self.refused(course, made.address).code == "no-workers"

    def test_an_isolation_that_no_worker_has(self, course: Course, two_workers: Cluster) -> None:
        with pytest.raises(CourseError) as caught:
            pipeline.grade(course, scheduler=two_workers.address, isolation="hope")
        assert caught.value.code == "isolation-unavailable"
        assert "On the worker tcp://127.0.0.1:" in caught.value.sentence

    @pytest.mark.parametrize("other", ["another", "none"])
    def test_a_worker_with_another_autograder(
        self, course: Course, tmp_path: Path, other: str
    ) -> None:
        folder = tmp_path / "path" / "autograder"
        if other == "another":
            shutil.copytree(ROOT / "autograder", folder)
            with (folder / "judge.py").open("a") as file:
                file.write("\n# kinder\n")
        else:
            folder.mkdir(parents=True)
            (folder / "__init__.py").write_text("raise ImportError('not installed here')")
        with cluster(tmp_path, workers=1, env={"PYTHONPATH": str(folder.parent)}) as made:
            error = self.refused(course, made.address)
        assert error.code == "other-version"
        assert error.sentence.startswith("tcp://127.0.0.1:")

    def test_words_for_this_machine_are_refused(self, course: Course) -> None:
        done = told_by(course, "--scheduler", "tcp://127.0.0.1:9", "--workers", "2")
        assert done.returncode == 1
        assert done.stderr.startswith("error workers-there: ")


def test_encrypted_with_the_certificates_of_the_readme(course: Course, tmp_path: Path) -> None:
    told = (ROOT / "deploy" / "dask" / "README.md").read_text("utf-8")
    (openssl,) = re.findall(r"^    (openssl .+)$", told, re.MULTILINE)
    subprocess.run(shlex.split(openssl), cwd=tmp_path, check=True, capture_output=True)
    (settings,) = re.findall(r"```yaml\n(.+?)```", told, re.DOTALL)
    file = tmp_path / "tls.yaml"
    file.write_text(settings.replace("/home/me/grading", str(tmp_path)), "utf-8")
    there = dask.config.merge(dask.config.config, yaml.safe_load(file.read_text("utf-8")))
    with (
        dask.config.set(there),
        cluster(tmp_path, 1, {"DASK_CONFIG": str(file)}, "tls") as made,
    ):
        done = pipeline.grade(course, students=["s0", "s1"], scheduler=made.address)
        without = {f"distributed.comm.tls.client.{what}": None for what in ("cert", "key")}
        with dask.config.set(without), pytest.raises(CourseError) as caught:
            pipeline.grade(course, scheduler=made.address)
    assert made.address.startswith("tls://127.0.0.1:")
    assert [(g.code, g.score) for g in done] == [("graded", 4)] * 2
    assert caught.value.code == "no-certificates"


def test_workers_that_differ_are_told_apart() -> None:
    same = {"tcp://a:1": "isolation: x", "tcp://b:1": "isolation: x"}
    assert client_side._isolations(same) == ["isolation: x"]
    told = client_side._isolations(same | {"tcp://c:1": "isolation: y"})
    assert told == ["isolation: x (tcp://a:1, tcp://b:1)", "isolation: y (tcp://c:1)"]


def test_what_is_sent_needs_no_file_and_no_secret(
    new_course: Callable[[], Course],
) -> None:
    """What a worker gets of a submission: its cells, its data files and one number."""
    course = new_course()
    hand_in(course, "ada", solved)
    folder = course.submitted / "ada" / NAME
    (folder / "data.csv").write_text("1,2\n")
    (folder / "numpy.py").write_text("stolen = True\n")
    ready = read(folder, nbformat.read(course.released(NAME), as_version=4))
    assert isinstance(ready, Ready)
    assert ready.files == {"data.csv": b"1,2\n"}
    assert any("numpy.py" in note for note in ready.notes)
    assert json.loads(json.dumps(ready.notebook)) == ready.notebook
