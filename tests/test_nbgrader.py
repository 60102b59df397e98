"""nbgrader stays nbgrader: its own commands and formgrader work on this course, unchanged."""

from __future__ import annotations

import copy
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell
from playwright.sync_api import Browser

from autograder.course import Course
from autograder.demo import read_class
from tests.conftest import ROOT, copy_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("nbgrader")]

ASSIGNMENTS = Course(ROOT).assignments()
POINTS = read_class()[0].marks  # of one who has everything right, counted by hand
ENVIRONMENT = os.environ | {
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
}


def nbgrader(course: Course, *words: str) -> str:
    """Run one of nbgrader's commands in the course folder; returns what it said."""
    ran = subprocess.run(
        ["nbgrader", *words],
        cwd=course.root,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def course(repository: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Released, handed in by two students, graded, fed back and exported by nbgrader alone."""
    course = copy_of(repository, tmp_path_factory.mktemp("stock"))
    for assignment in ASSIGNMENTS:
        nbgrader(course, "generate_assignment", assignment)
        hand_in(course, assignment, "model", course.source(assignment).with_suffix(".ipynb"))
        hand_in(course, assignment, "stub", course.released(assignment))
        nbgrader(course, "autograde", assignment)
        nbgrader(course, "generate_feedback", assignment)
    nbgrader(course, "export")
    return course


def hand_in(course: Course, assignment: str, student: str, notebook: Path) -> None:
    folder = course.submitted / student / assignment
    folder.mkdir(parents=True)
    shutil.copy2(notebook, folder / f"{assignment}.ipynb")


@pytest.fixture(scope="module")
def marks(course: Course) -> pd.DataFrame:
    frame = pd.read_csv(course.root / "grades.csv")
    return frame.set_index(["student_id", "assignment"])


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_generate_assignment_gives_the_committed_notebook(
    assignment: str, course: Course, repository: Course
) -> None:
    assert nbformat.read(course.released(assignment), 4) == nbformat.read(
        repository.released(assignment), 4
    )


def test_nothing_but_the_notebook_is_released(course: Course) -> None:
    files = [p.relative_to(course.exercises) for p in course.exercises.rglob("*") if p.is_file()]
    assert sorted(map(str, files)) == [f"{a}/{a}.ipynb" for a in ASSIGNMENTS]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_solution_scores_everything(assignment: str, marks: pd.DataFrame) -> None:
    assert marks.loc[("model", assignment), "score"] == POINTS[assignment]
    # What is missing to the maximum is the written reflection alone.
    assert marks.loc[("model", assignment), "max_score"] == POINTS[assignment] + 3


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_stub_scores_nothing(assignment: str, marks: pd.DataFrame) -> None:
    assert marks.loc[("stub", assignment), "score"] == 0


def test_autograde_runs_students_code_in_the_sandbox(course: Course) -> None:
    name = "02_cross_correlation"
    nb = nbformat.read(course.released(name), as_version=4)
    nb.cells.append(new_code_cell("import os\nprint(os.environ.get('CONVOLUTION_SEED'))"))
    nb.cells.append(new_code_cell(f"open({str(course.root / 'gradebook.db')!r})"))
    folder = course.submitted / "curious" / name
    folder.mkdir(parents=True)
    nbformat.write(nb, folder / f"{name}.ipynb")
    nbgrader(course, "autograde", name, "--student", "curious")
    graded = nbformat.read(course.autograded / "curious" / name / f"{name}.ipynb", as_version=4)
    seed, gradebook = graded.cells[-2:]
    assert seed.outputs[0].text.strip() == "None"
    assert gradebook.outputs[0].ename in ("FileNotFoundError", "PermissionError")


def test_links_and_pages_do_not_get_past_autograde(course: Course) -> None:
    name = "03_padding_and_stride"
    model = course.submitted / "model" / name / f"{name}.ipynb"
    stolen, secret = course.submitted / "thief" / name, course.root / ".grading" / "secret"
    stolen.mkdir(parents=True)
    (stolen / f"{name}.ipynb").symlink_to(model)
    (stolen / "secret.txt").symlink_to(secret)
    honest = course.submitted / "with-data" / name
    honest.mkdir(parents=True)
    nb = nbformat.read(model, as_version=4)
    nb.cells.append(new_code_cell("print(open('numbers.csv').read())"))
    nbformat.write(nb, honest / f"{name}.ipynb")
    (honest / "numbers.csv").write_text("1,2,3")
    (honest / "page.html").write_text("<script>alert(1)</script>")
    try:
        said = subprocess.run(
            ["nbgrader", "autograde", name, "--student", "*"],
            cwd=course.root,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert said.returncode != 0
        assert "is a link" in said.stderr
        assert not (course.autograded / "thief" / name).exists()
        files = sorted(p.name for p in (course.autograded / "with-data" / name).iterdir())
        assert files == [f"{name}.ipynb", "numbers.csv"]
        graded = nbformat.read(course.autograded / "with-data" / name / f"{name}.ipynb", 4)
        assert graded.cells[-1].outputs[0].text == "1,2,3\n"
        with course.gradebook() as gradebook:
            assert gradebook.find_submission(name, "with-data").score == POINTS[name]
    finally:
        shutil.rmtree(stolen)  # so that the other tests can grade everybody


def test_several_students_are_graded_in_one_call(course: Course) -> None:
    name = "07_transposed_convolution"
    for student in ("one", "two"):
        hand_in(course, name, student, course.source(name).with_suffix(".ipynb"))
    nbgrader(course, "autograde", name)
    with course.gradebook() as gradebook:
        scores = [gradebook.find_submission(name, s).score for s in ("one", "two")]
    assert scores == [POINTS[name]] * 2


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_validate_is_content_with_the_solution_and_not_with_the_stub(
    assignment: str, course: Course
) -> None:
    model = course.submitted / "model" / assignment / f"{assignment}.ipynb"
    stub = course.submitted / "stub" / assignment / f"{assignment}.ipynb"
    assert "Success! Your notebook passes all the tests." in nbgrader(
        course, "validate", str(model)
    )
    nb = nbformat.read(stub, as_version=4)
    graded = sum(c.metadata.get("nbgrader", {}).get("grade", False) for c in nb.cells)
    assert f"VALIDATION FAILED ON {graded} CELL(S)" in nbgrader(course, "validate", str(stub))


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_feedback_shows_the_verdicts(assignment: str, course: Course) -> None:
    page = (course.feedback / "stub" / assignment / f"{assignment}.html").read_text("utf-8")
    assert page.count('data-code="not-written"') >= 4
    page = (course.feedback / "model" / assignment / f"{assignment}.html").read_text("utf-8")
    assert page.count('data-code="pass"') >= 4


def test_autograde_repairs_what_stops_stock_nbgrader(course: Course) -> None:
    name = "02_cross_correlation"
    nb = nbformat.read(course.submitted / "model" / name / f"{name}.ipynb", as_version=4)
    check = next(c for c in nb.cells if c.source.startswith("check("))
    nb.cells.append(copy.deepcopy(check))
    nb.cells.remove(next(c for c in nb.cells if "kernel_gradient-check" in str(c.metadata)))
    folder = course.submitted / "pasted" / name
    folder.mkdir(parents=True)
    nbformat.write(nb, folder / f"{name}.ipynb")
    nbgrader(course, "autograde", name, "--student", "pasted")
    with course.gradebook() as gradebook:
        assert gradebook.find_submission(name, "pasted").score == POINTS[name]


@pytest.fixture(scope="module")
def formgrader(course: Course) -> Iterator[str]:
    """Address of formgrader on this course, in a real Jupyter server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyter", "server", "--no-browser", f"--port={port}"]
    command += ["--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=", "--allow-root"]
    log = course.root / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            command, cwd=course.root, env=ENVIRONMENT, stdout=out, stderr=subprocess.STDOUT
        )
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(120):
                try:
                    urllib.request.urlopen(f"{address}/api", timeout=2).close()
                    break
                except (urllib.error.URLError, OSError):
                    assert server.poll() is None, log.read_text("utf-8")
                    time.sleep(0.5)
            yield f"{address}/formgrader"
        finally:
            server.terminate()
            server.wait(timeout=30)


def test_formgrader_lists_grades_and_shows_the_verdict(formgrader: str, chromium: Browser) -> None:
    with closing(chromium.new_page()) as page:
        page.goto(formgrader)
        page.wait_for_selector("td.name >> text=02_cross_correlation")
        listed = page.locator("td.name").all_inner_texts()
        assert [name.strip() for name in listed] == ASSIGNMENTS

        page.goto(f"{formgrader}/gradebook/02_cross_correlation/02_cross_correlation")
        page.wait_for_selector("table tbody tr td a")
        link = (
            page.locator("table tbody tr", has_text=re.compile("Submission"))
            .first.locator("a")
            .first
        )
        link.click()
        page.wait_for_selector(".verdict")
        assert page.locator(".verdict").count() >= 5  # a pasted check shows its verdict as well
        scores = page.locator("input.score")
        assert scores.count() == 8  # five functions, two quizzes, the reflection


def test_formgrader_lists_the_students(formgrader: str, chromium: Browser) -> None:
    with closing(chromium.new_page()) as page:
        page.goto(f"{formgrader}/manage_students")
        page.wait_for_selector("td >> text=model")
        cells = {text.strip() for text in page.locator("table td").all_inner_texts()}
        assert {"model", "stub"} <= cells
