"""Shared real parts: course folders made from this repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from playwright.sync_api import Browser

from autograder.course import CONFIG, Course
from autograder.release import release
from tests.browser import browser
from tests.server import served

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if no test before had made a shell in this process, which would show what is printed."""
    monkeypatch.setattr(InteractiveShell, "initialized", classmethod(lambda cls: False))


@pytest.fixture(scope="session")
def repository() -> Course:
    """This repository as a course."""
    return Course(ROOT)


def copy_of(repository: Course, folder: Path) -> Course:
    """A fresh course folder with the sources and settings of this one, nothing released."""
    shutil.copytree(
        repository.solutions, folder / "solutions", ignore=shutil.ignore_patterns("*.ipynb", ".*")
    )
    shutil.copy2(repository.root / CONFIG, folder / CONFIG)
    return Course(folder)


@pytest.fixture(scope="session")
def released(repository: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course folder with all exercises released, to be read only."""
    course = copy_of(repository, tmp_path_factory.mktemp("released"))
    release(course)
    return course


@pytest.fixture
def new_course(released: Course, tmp_path: Path) -> Callable[[], Course]:
    """Makes a course folder of its own, released, with an empty gradebook of students."""

    def make() -> Course:
        folder = tmp_path / "course"
        shutil.copytree(released.root, folder)
        return Course(folder)

    return make


def jupyter_book(out: Path, *options: str) -> None:
    """Build the book below a folder; any warning fails."""
    command = [Path(sys.executable).with_name("jupyter-book"), "build", "."]
    command += ["-W", "--keep-going", "--path-output", out, *options]
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    }
    built = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900
    )
    assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-3000:]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from nothing, cells executed."""
    out = tmp_path_factory.mktemp("site")
    jupyter_book(out)
    return out / "_build" / "html"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the built book is served, below a path of its own as on GitHub Pages."""
    with served(site, "/convolution/") as url:
        yield url
