"""A semester on JupyterHub: real hub, real proxy, real browser, one exercise, three people."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from autograder.course import CONFIG, Course
from autograder.release import release
from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hub")]

START = ROOT / "deploy" / "jupyterhub" / "start.py"
NAME = "02_cross_correlation"
COURSE = "convolution-by-hand"
SECRET = "of-the-database"  # not for students
SECONDS = 90_000  # ms that a person would wait on a busy machine

RIGHT = """\
def corr1d(x, w):
    return np.array([(x[i : i + len(w)] * w).sum() for i in range(len(x) - len(w) + 1)])
"""
FLIPPED = RIGHT.replace("* w)", "* w[::-1])")


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
    environment = os.environ | {"PGPASSWORD": SECRET}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
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
            labels = self.page.locator(".lm-MenuBar-itemLabel, .lm-Menu-itemLabel")
            labels.filter(has_text=re.compile(f"^{word}$")).click()


class Student(Person):
    """Works in Lab, and gets and hands in through the assignment list."""

    def __init__(self, browser: Browser, hub: Hub, name: str) -> None:
        super().__init__(browser, hub, name, "class")
        self.menu("Nbgrader", "Assignment List")

    def listed(self, status: str) -> Locator:
        """The assignments that are released, fetched or submitted."""
        return self.page.locator(f"#{status}_assignments_list")

    def fetch(self) -> None:
        self.listed("released").get_by_role("button", name="Fetch").click()
        self.listed("fetched").get_by_role("button", name=NAME).click()
        self.listed("fetched").get_by_role("link", name=NAME, exact=True).click()
        self.page.get_by_text("(ipykernel) | Idle").wait_for()

    def cell(self, text: str) -> Locator:
        return self.page.locator(".jp-CodeCell").filter(has_text=text)

    def write(self, cell: str, text: str) -> None:
        """Replace what stands in the cell that shows some text."""
        self.cell(cell).locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def run_all(self) -> str:
        """Run the notebook; returns the verdict on `corr1d`."""
        self.menu("Run", "Run All Cells")
        # The last check to be run has its verdict, so all have. Lab does not draw what is far up or
        # down the page: there it is, though not to be seen.
        last = self.cell('check("cross_correlation.predict"').locator(".verdict")
        last.wait_for(state="attached")
        check = self.cell('check("cross_correlation.corr1d"')
        return check.locator(".verdict").text_content() or ""

    def validate(self) -> str:
        """nbgrader's button in the notebook, which saves it first."""
        toolbar = self.page.locator(".jp-NotebookPanel-toolbar")
        toolbar.get_by_text("Validate").click()
        said = self.page.locator(".jp-Dialog", has_text="Validation Results")
        text = said.inner_text()
        said.get_by_role("button", name="Ok").click()
        return text

    def submit(self) -> None:
        self.page.get_by_role("tab", name="Assignments").click()
        self.listed("fetched").get_by_role("button", name="Submit").click()
        self.listed("submitted").get_by_role("button", name="Fetch Feedback").wait_for()

    def read_feedback(self) -> str:
        """The page, opened from the file browser, where the assignment list leads."""
        page, submitted = self.page, self.listed("submitted")
        submitted.get_by_role("button", name="Fetch Feedback").click()
        submitted.get_by_text("(view feedback)").click()
        files = page.locator(".jp-DirListing-content")
        files.get_by_text(f"{NAME}.html").dblclick()
        shown = page.frame_locator(".jp-HTMLViewer iframe")
        shown.locator(".verdict").first.wait_for()
        return shown.locator("body").inner_text()


class Instructor(Person):
    """Works in formgrader, and in a terminal where our own commands are quicker."""

    def __init__(self, browser: Browser, hub: Hub, name: str) -> None:
        super().__init__(browser, hub, name, "teach")
        self.menu("Nbgrader", "Formgrader")
        self.formgrader = self.page.frame_locator("iframe[src*=formgrader]")

    def assignment(self) -> Locator:
        """Its row in formgrader."""
        return self.formgrader.locator("tr", has_text=NAME)

    def press(self, button: Locator) -> str:
        """Click one of formgrader's icons; returns what its window says at the end."""
        button.click()
        window = self.formgrader.locator(".modal.in")
        said = window.inner_text()
        window.get_by_role("button", name="OK").click()
        window.wait_for(state="detached")
        return said

    def terminal(self, command: str) -> str:
        """Type a command into a terminal; returns what it said, when it is through."""
        written, whole = self.hub.folder / "said.partial", self.hub.folder / "said"
        self.menu("File", "New Launcher")
        self.page.locator(".jp-LauncherCard:visible", has_text="Terminal").click()
        self.page.locator(".xterm-helper-textarea").focus()
        self.page.keyboard.type(f"{command} > {written} 2>&1; mv {written} {whole}\n")
        deadline = time.monotonic() + SECONDS / 1000
        while not whole.exists():
            assert time.monotonic() < deadline, written.read_text("utf-8")
            self.page.wait_for_timeout(200)
        return whole.read_text("utf-8")

    def row(self, student: str) -> str:
        """What formgrader's page of the submissions says about a student."""
        return self.formgrader.locator("tr", has_text=student).inner_text()


@dataclass
class Seen:
    """What the people of the semester saw, in this order."""

    released: str
    verdicts: dict[str, str]
    validated: dict[str, str]
    collected: str
    autograded: str
    row: str
    graded: str
    marks: dict[str, float]
    feedback: dict[str, str]
    forbidden: int  # what a student gets who asks for formgrader


@pytest.fixture(scope="module")
def semester(hub: Hub, chromium: Browser) -> Seen:
    """From the release to the feedback."""
    ada = Instructor(chromium, hub, "ada")
    released = ada.press(ada.assignment().locator(".release a"))

    students = [Student(chromium, hub, "ben"), Student(chromium, hub, "chloe")]
    verdicts, validated = {}, {}
    for student, answer in zip(students, [RIGHT, FLIPPED], strict=True):
        student.fetch()
        student.write("def corr1d(x, w)", answer)
        verdicts[student.name] = student.run_all()
        validated[student.name] = student.validate()
        student.submit()
    forbidden = students[0].page.request.get(f"{hub.url}/user/ben/formgrader").status

    collected = ada.press(ada.assignment().locator(".collect a"))
    ada.assignment().locator(".num-submissions a").click()
    ben = ada.formgrader.locator("tr", has_text="ben")
    autograded = ada.press(ben.locator(".autograde a"))
    row = ben.inner_text()
    graded = ada.terminal("python -m autograder grade")
    with hub.course.gradebook() as gradebook:
        marks = {s.student.id: s.score for s in gradebook.assignment_submissions(NAME)}
    ada.menu("Nbgrader", "Formgrader")
    ada.formgrader.get_by_role("link", name="Manage Assignments").click()
    ada.press(ada.assignment().locator(".generate-feedback a"))
    ada.press(ada.assignment().locator(".release-feedback a"))
    feedback = {student.name: student.read_feedback() for student in students}
    return Seen(
        released,
        verdicts,
        validated,
        collected,
        autograded,
        row,
        graded,
        marks,
        feedback,
        forbidden,
    )


def test_formgrader_releases_to_the_exchange(semester: Seen) -> None:
    assert f"Successfully released '{NAME}'" in semester.released


def test_a_student_is_told_at_once_what_is_right_and_what_is_wrong(semester: Seen) -> None:
    assert "Right: every case passes." in semester.verdicts["ben"]
    assert "the kernel is flipped" in semester.verdicts["chloe"]


def test_validation_lists_what_is_left_to_do(semester: Seen) -> None:
    check = 'check("cross_correlation.corr1d", corr1d)'
    assert check not in semester.validated["ben"]
    assert check in semester.validated["chloe"]
    assert all("corr2d" in text for text in semester.validated.values())


def test_both_submissions_are_collected_under_the_students_names(semester: Seen) -> None:
    for name in ("ben", "chloe"):
        assert f"Collecting submission: {name} {NAME}" in semester.collected
    assert "cheating" not in semester.collected


def test_formgraders_button_grades_with_our_engine(semester: Seen) -> None:
    assert "Successfully autograded" in semester.autograded
    assert re.search(r"\b4 / \d+", semester.row), semester.row


def test_the_command_locks_in_and_grades_the_class(semester: Seen) -> None:
    assert "isolation: " in semester.graded
    assert "2 submissions graded anew, 0 of them could not be." in semester.graded


def test_the_marks_are_those_of_the_answers(semester: Seen) -> None:
    assert semester.marks == {"ben": 4.0, "chloe": 0.0}


def test_students_read_their_own_feedback(semester: Seen) -> None:
    assert "the kernel is flipped" in semester.feedback["chloe"]
    assert "the kernel is flipped" not in semester.feedback["ben"]
    assert "Right: every case passes." in semester.feedback["ben"]


def test_formgrader_is_not_for_students(semester: Seen) -> None:
    assert semester.forbidden == 404


def test_the_hub_serves_the_book_where_it_is_built(hub: Hub) -> None:
    built = (ROOT / "_build" / "html" / "index.html").is_file()
    try:
        with urllib.request.urlopen(f"{hub.url}/services/book/index.html") as answer:
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    assert status == (200 if built else 404)


def processes(needle: str) -> Iterator[tuple[str, str]]:
    """Command and environment of all processes that hold a text in either."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # gone meanwhile
            texts = [(process / name).read_bytes() for name in ("cmdline", "environ")]
            command, environment = (text.decode(errors="replace") for text in texts)
            if needle in command or needle in environment:
                yield command, environment


def test_the_password_of_the_database_reaches_no_student(hub: Hub, semester: Seen) -> None:
    for name in ("ada", "ben"):
        home = f"HOME={hub.folder / 'homes' / name}\0"
        environments = [environment for _, environment in processes(home)]
        assert environments
        assert all((SECRET in text) == (name == "ada") for text in environments)


def test_ctrl_c_stops_everything(hub: Hub, chromium: Browser, tmp_path: Path) -> None:
    for name in ("course", "proxy"):
        shutil.copytree(hub.folder / name, tmp_path / name, symlinks=True)
    with running(tmp_path) as started:
        Person(chromium, started, "ada", "teach")
        commands = [command for command, _ in processes(str(tmp_path))]
    assert any("singleuser" in command for command in commands)
    assert any("configurable-http-proxy" in command for command in commands)
    assert started.process.returncode == 0
    assert list(processes(str(tmp_path))) == []


def test_a_port_that_is_taken_is_named(hub: Hub, tmp_path: Path) -> None:
    port = hub.url.rpartition(":")[2]
    command = [sys.executable, START, "--folder", tmp_path, "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"error port-in-use: Something listens on port {port} already" in done.stderr
    assert list(tmp_path.iterdir()) == []
