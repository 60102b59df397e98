"""A course of one's own: made whole, works from release to report, and its file may be used."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder.__main__ import main
from autograder.course import CONFIG, Course
from autograder.desk import init
from autograder.errors import CourseError
from autograder.marks import marks
from autograder.policy import FILE, Policy
from tests.conftest import ROOT

pytestmark = [pytest.mark.slow]

NAMES = ["02_cross_correlation", "07_transposed_convolution"]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of two exercises, with a class that is nobody else's business."""
    folder = tmp_path_factory.mktemp("source")
    for name in NAMES:
        (folder / "solutions" / name).mkdir(parents=True)
        shutil.copy2(ROOT / "solutions" / name / f"{name}.py", folder / "solutions" / name)
    shutil.copy2(ROOT / CONFIG, folder / CONFIG)
    (folder / "submitted" / "ada" / NAMES[0]).mkdir(parents=True)
    (folder / "marks.csv").write_text("secret", "utf-8")
    (folder / ".grading").mkdir()
    (folder / ".grading" / "secret").write_text("secret", "utf-8")
    return Course(folder)


@pytest.fixture(scope="module")
def made(source: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    folder = tmp_path_factory.mktemp("made") / "spring"
    return init.make(source, folder, 'Convolutions, "spring"', "conv-spring")


def test_a_course_has_its_own_everything_and_nobodys_work(made: Course) -> None:
    assert sorted(p.name for p in made.root.iterdir()) == [
        ".gitignore",
        "README.md",
        FILE,
        "exercises",
        "gradebook.db",
        CONFIG,
        "solutions",
    ]
    assert made.assignments() == NAMES
    assert all(made.released(name).exists() for name in NAMES)
    assert len((made.root / "README.md").read_text("utf-8").splitlines()) == 3
    assert [p for p in made.root.parent.iterdir() if p != made.root] == []


def test_its_file_says_what_it_is_and_nothing_else_yet(made: Course) -> None:
    policy = Policy.of(made.root)
    assert (policy.title, policy.id) == ('Convolutions, "spring"', "conv-spring")
    assert (policy.due, policy.points, policy.extensions) == ({}, {}, ())


def test_every_line_of_its_file_can_be_used_as_it_stands(made: Course, tmp_path: Path) -> None:
    """An instructor takes the # away; what follows it in the line must be right."""
    text = (made.root / FILE).read_text("utf-8")
    used = re.sub(r"^# (?=\[\[|[\w]+ += )", "", text, flags=re.MULTILINE)
    (tmp_path / FILE).write_text(used, "utf-8")
    policy = Policy.of(tmp_path)
    assert sorted(policy.due) == sorted(policy.points) == sorted(policy.titles) == NAMES
    assert policy.late.cut_off_days == 7 and policy.database.startswith("postgresql+psycopg://")
    assert [e.assignment for e in policy.extensions] == [NAMES[0]]
    assert policy.extensions[0].until > policy.due[NAMES[0]]
    most = {m.assignment: m.of for m in marks(made)} or _most(made)
    assert policy.points == most
    assert len(tomllib.loads(used)) > len(tomllib.loads(text))


def _most(course: Course) -> dict[str, float]:
    with course.gradebook() as gradebook:
        return {a.name: a.max_score for a in gradebook.assignments}


def test_it_works_from_release_to_report_where_nothing_else_is(
    source: Course, tmp_path: Path, said: Callable[[], str]
) -> None:
    """As an instructor does it, with the package and no clone at hand."""
    folder = tmp_path / "spring"

    def run(*words: str, cwd: Path = folder) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "autograder", *words]
        ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)
        assert ran.returncode == 0, ran.stderr
        return ran

    run("init", "spring", "--title", "Spring", "--course", str(source.root), cwd=tmp_path)
    course = Course(folder)
    assert Policy.of(folder).id == "spring"
    assert "unchanged" in run("release").stdout
    place = course.submitted / "ada" / NAMES[0]
    place.mkdir(parents=True)
    nb = nbformat.read(course.source(NAMES[0]).with_suffix(".ipynb"), as_version=4)
    nbformat.write(nb, place / f"{NAMES[0]}.ipynb")
    (place / "timestamp.txt").write_text("2027-01-02 00:00:00 UTC", "utf-8")
    with (folder / FILE).open("a", encoding="utf-8") as file:
        file.write(f'[[extension]]\nstudent = "ada"\nassignment = "{NAMES[0]}"\n')
        file.write("until = 2027-01-01T00:00:00Z\n")
    text = (folder / FILE).read_text("utf-8")
    line = f"[due]\n{NAMES[0]} = 2026-12-24T00:00:00Z\n"
    (folder / FILE).write_text(text.replace("[due]\n", line), "utf-8")
    run("grade")
    (mark,) = [m for m in marks(course) if m.person.id == "ada" and m.assignment == NAMES[0]]
    assert (mark.raw, mark.penalty) == pytest.approx((27.0, 2.7))
    assert "ada" in run("report").stdout
    standing = json.loads(run("status", "--json").stdout)["assignments"]
    assert [s["graded"] for s in standing] == [1, 0]


def test_a_folder_in_use_is_left_alone(
    source: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("precious", "utf-8")
    assert main(["init", str(tmp_path), "--course", str(source.root)]) == 1
    assert "error folder-in-use" in capsys.readouterr().err
    assert main(["init", str(tmp_path / "thesis.txt"), "--course", str(source.root)]) == 1
    assert [p.read_text("utf-8") for p in tmp_path.iterdir()] == ["precious"]


@pytest.mark.parametrize("id_", ["two words", "../up", "", "-x"])
def test_an_id_must_be_fit_for_a_folder(source: Course, tmp_path: Path, id_: str) -> None:
    with pytest.raises(CourseError, match="bad-id"):
        init.make(source, tmp_path / "new", "New", id_)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_released_leaves_nothing(source: Course, tmp_path: Path) -> None:
    broken = Course(shutil.copytree(source.root, tmp_path / "broken"))
    path = broken.source(NAMES[1])
    path.write_text(path.read_text("utf-8").replace("### END SOLUTION", "", 1), "utf-8")
    with pytest.raises(CourseError):
        init.make(broken, tmp_path / "new", "New", "new")
    assert [p.name for p in tmp_path.iterdir()] == ["broken"]


def test_without_a_course_here_the_clone_is_taken(tmp_path: Path) -> None:
    assert init.origin(tmp_path).root == ROOT
