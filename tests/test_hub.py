"""A semester on JupyterHub: real hub, real proxy, real browser, one exercise, three people."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Locator, Page, expect

from autograder.course import CONFIG, Course
from autograder.release import release
from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hub")]

START = ROOT / "deploy" / "jupyterhub" / "start.py"
NAME = "02_cross_correlation"
COURSE = "convolution-by-hand"
SECONDS = 90_000  # ms that a person would wait on a busy machine

RIGHT = """\
def corr1d(x, w):
    return np.array([(x[i : i + len(w)] * w).sum() for i in range(len(x) - len(w) + 1)])
"""
FLIPPED = RIGHT.replace("* w)", "* w[::-1])")
PROBE = "check('cross_correlation.corr1d', corr1d)"


@dataclass
class Hub:
    """A hub that runs."""

    url: str
    folder: Path
    process: subprocess.Popen[str]

    @property
    def course(self) -> Course:
        return Course(self.folder / "course")

    def password(self, role: str) -> str:
        return (self.folder / "private" / f"{role}_password").read_text("ascii")


def free_ports(count: int) -> int:
    """The first of so many free ports in a row."""
    for first in range(18600, 30000, count):
        try:
            for port in range(first, first + count):
                with socket.socket() as free:
                    free.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise AssertionError("no free ports")


@contextmanager
def running(folder: Path) -> Iterator[Hub]:
    """What `make hub` does, in a folder of its own."""
    command = [sys.executable, START, "--folder", folder, "--port", str(free_ports(4))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            said = ""
            while "Ctrl-C" not in said:
                line = process.stdout.readline()
                assert line, said
                said += line
            found = re.search(r"JupyterHub +(\S+)", said)
            assert found, said
            yield Hub(found[1], folder, process)
        finally:
            process.send_signal(signal.SIGINT)
            process.stdout.read()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """With one exercise, so that nobody waits for fifteen others."""
    folder = tmp_path_factory.mktemp("hub")
    course = folder / "course"
    shutil.copytree(ROOT / "solutions" / NAME, course / "solutions" / NAME)
    shutil.copy2(ROOT / CONFIG, course / CONFIG)
    release(Course(course))
    with running(folder) as started:
        yield started


class Person:
    """Somebody at a browser, logged in."""

    def __init__(self, browser: Browser, hub: Hub, name: str, role: str) -> None:
        self.hub, self.name = hub, name
        self.page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        self.page.set_default_timeout(SECONDS)
        self.page.goto(hub.url)
        self.page.get_by_label("Username").fill(name)
        self.page.get_by_label("Password").fill(hub.password(role))
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(f"**/user/{name}/lab**")
        self.page.get_by_role("menuitem", name="Nbgrader").wait_for()

    def menu(self, *words: str) -> None:
        """Choose in Lab's menus."""
        for word in words:
            self.page.get_by_role("menuitem", name=word, exact=True).click()
