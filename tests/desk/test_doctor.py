"""What is missing is named, with the way to get it; what is there was really tried."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import pytest

from autograder.__main__ import main
from autograder.course import Course
from autograder.desk import doctor
from autograder.desk.doctor import Finding, examine
from autograder.sandbox import tiers


def by_what(course: Course | None = None) -> dict[str, Finding]:
    return {finding.what: finding for finding in examine(course)}


def test_this_machine_can_grade() -> None:
    found = by_what()
    assert found["Python"].state == "ok"
    assert found["packages for grading"].state == "ok"
    assert found["isolation"].state == "ok"


def test_a_released_course_is_fine(released: Course) -> None:
    found = by_what(released)
    assert [f for f in found.values() if f.state == "missing"] == []
    assert found["exercises"].found == "16 released"


def test_a_missing_package_is_named_with_the_way_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = importlib.util.find_spec
    hidden = {"nbgrader", "copydetect"}
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name in hidden else real(name)
    )
    found = by_what()
    grading = found["packages for grading"]
    assert (grading.state, grading.found) == ("missing", "without nbgrader")
    assert "make env" in grading.remedy
    assert found["packages for likeness"].state == "note"


def test_no_isolation_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "lack", lambda tier: f"no {tier} in this kernel")
    found = by_what()
    assert found["isolation"].state == "missing"
    assert "--isolation none" in found["isolation"].remedy
    assert "no landlock in this kernel" in found["isolation: landlock"].found


def test_a_full_disk_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    few = shutil.disk_usage("/")._replace(free=1 << 30)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: few)
    assert by_what()["disk"].state == "note"


def test_a_course_that_is_not_released_and_a_wrong_policy(
    released: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(released.solutions, tmp_path / "solutions")
    shutil.copy(released.settings, tmp_path)
    course = Course(tmp_path)
    assert by_what(course)["exercises"].state == "missing"
    (tmp_path / "course.toml").write_text("[due]\n99_nothing = 2027-03-01T18:00:00\n", "utf-8")
    assert "99_nothing" in by_what(course)["course.toml"].remedy
    (tmp_path / "course.toml").write_text("[late]\nper_day = 'much'\n", "utf-8")
    assert main(["doctor", "--course", str(tmp_path)]) == 1
    assert "late.per_day is 'much'" in " ".join(capsys.readouterr().out.split())


def test_looking_changes_nothing(released: Course, tmp_path: Path) -> None:
    shutil.copytree(released.exercises, tmp_path / "exercises")
    shutil.copytree(released.solutions, tmp_path / "solutions")
    shutil.copy(released.settings, tmp_path)
    by_what(Course(tmp_path))
    assert not (tmp_path / "gradebook.db").exists()


def test_for_programs(released: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json", "--course", str(released.root)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"what", "state", "found", "remedy"} == found[0].keys()
