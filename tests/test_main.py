"""The command line: clear sentences, stable codes, exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.__main__ import main
from tests.conftest import ROOT

COMMANDS = ["init", "status", "changes", "release", "demo", "grade", "regrade", "feedback"]
COMMANDS += ["export", "report", "mutants"]
IN_A_COURSE = ["release", "grade", "feedback", "export", "report", "status", "changes"]


def run(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)


def test_help_names_every_command() -> None:
    said = run("--help")
    assert said.returncode == 0
    assert all(f"\n    {command} " in said.stdout for command in COMMANDS)


def test_no_command_is_a_wrong_call() -> None:
    assert run().returncode == 2


@pytest.mark.parametrize("command", IN_A_COURSE)
def test_outside_a_course_each_command_says_what_to_do(command: str, tmp_path: Path) -> None:
    said = run(command, cwd=tmp_path)
    assert said.returncode == 1
    assert said.stderr.startswith("error not-a-course: ")
    assert "--course" in said.stderr
    assert "Traceback" not in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_assignment_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["release", "99_nothing", "--course", str(ROOT)]) == 1
    assert "error unknown-assignment: there is no 99_nothing" in capsys.readouterr().err


def test_a_report_without_marks_says_what_to_run(
    released, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--course", str(released.root)]) == 1
    assert "python -m autograder grade" in capsys.readouterr().err


def test_a_demo_does_not_overwrite_a_folder_in_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("precious", "utf-8")
    assert main(["demo", str(tmp_path), "--course", str(ROOT)]) == 1
    assert "error folder-in-use" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text("utf-8") == "precious"


def test_make_help_lists_every_target() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    wanted = {"env", "book", "release", "grade", "feedback", "export", "serve", "lint", "test"}
    listed = {line.split()[1] for line in said.stdout.splitlines()}
    assert wanted | {"course", "bench", "clean", "help"} <= listed
