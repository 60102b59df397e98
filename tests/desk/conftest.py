"""A small class that has been graded: twelve who work alone, one with odd ideas, one who copies."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import numpy as np
import pytest

from autograder import pipeline
from autograder.checks import find
from autograder.course import CONFIG, Course
from autograder.demo.make import Student, fill_in
from autograder.demo.write import as_cell
from autograder.export import export
from autograder.release import release

ASSIGNMENT = "02_cross_correlation"
UNUSUAL = {
    "corr1d": '''def corr1d(x, w):
    """Slide the kernel by rolling the signal along."""
    signal, weights = list(map(float, x)), list(map(float, w))
    answers = []
    while len(signal) >= len(weights):
        total = 0.0
        for position, weight in enumerate(weights):
            total += weight * signal[position]
        answers.append(total)
        signal.pop(0)
    return np.array(answers)
''',
    "corr2d": """def corr2d(x, w):
    # one row of the kernel at a time, added up from below
    tall, wide = x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1
    canvas = np.zeros((tall, wide))
    for across in range(w.shape[1] - 1, -1, -1):
        for down in range(w.shape[0] - 1, -1, -1):
            patch = x[down : down + tall, across : across + wide]
            canvas = canvas + patch * w[down, across]
    return canvas
""",
}
# The same with other names, other layout, the remarks gone: what a copier does.
COPIED = {
    "corr1d": """def corr1d(a, k):
    sig, ker = list(map(float, a)), list(map(float, k))
    out = []
    while len(sig) >= len(ker):
        s = 0.0
        for i, c in enumerate(ker): s += c*sig[i]
        out.append(s)
        sig.pop(0)
    return np.array(out)
""",
    "corr2d": """def corr2d(img, ker):
    H, W = img.shape[0]-ker.shape[0]+1, img.shape[1]-ker.shape[1]+1
    res = np.zeros((H, W))
    for j in range(ker.shape[1]-1, -1, -1):
        for i in range(ker.shape[0]-1, -1, -1):
            win = img[i:i+H, j:j+W]
            res = res + win*ker[i, j]
    return res
""",
}


OTHERS = ("corr1d", "convolve1d", "convolve2d", "kernel_gradient")


def style(name: str, draw: np.random.Generator) -> str:
    """One of the right ways to write a function."""
    styles = find(f"cross_correlation.{name}").styles
    return as_cell(styles[int(draw.integers(len(styles)))], name)


def hand_in(course: Course, student: Student, cells: dict[str, str]) -> Path:
    """What a student of the demo class would hand in, with some cells replaced."""
    nb = fill_in(nbformat.read(course.released(ASSIGNMENT), as_version=4), student)
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = cells.get(name, cell.source)
    folder = course.submitted / student.id / ASSIGNMENT
    folder.mkdir(parents=True)
    path = folder / f"{ASSIGNMENT}.ipynb"
    path.write_text(json.dumps(nb), "utf-8")
    (folder / "timestamp.txt").write_text("2026-09-30 12:00:00 UTC", "utf-8")
    return path


@pytest.fixture(scope="session")
def graded(repository: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """To be read only."""
    folder = tmp_path_factory.mktemp("graded") / "course"
    source = folder / "solutions" / ASSIGNMENT
    source.mkdir(parents=True)
    shutil.copy(repository.source(ASSIGNMENT), source)
    shutil.copy(repository.settings, folder / CONFIG)
    course = Course(folder)
    release(course)
    draw = np.random.default_rng(5)
    for number in range(12):
        # Everybody has an own mixture of ideas; every second one has a mistake in it.
        answers = {"cross_correlation.corr2d": "rotated"} if number % 2 else {}
        student = Student(f"student-{number:02}", "", {}, answers=answers)
        cells = {} if number % 2 else {"corr2d": style("corr2d", draw)}
        cells |= {name: style(name, draw) for name in OTHERS}
        hand_in(course, student, cells)
    hand_in(course, Student("kim", "", {}), UNUSUAL)
    hand_in(course, Student("lee", "", {}), COPIED)
    assert {g.code for g in pipeline.grade(course)} == {"graded"}
    export(course)
    return course


@pytest.fixture
def course(graded: Course, tmp_path: Path) -> Course:
    """A copy of the graded class, to be changed."""
    return Course(shutil.copytree(graded.root, tmp_path / "course"))


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What was printed since, on one line: a terminal is narrow."""
    return lambda: " ".join(capsys.readouterr().out.split())
