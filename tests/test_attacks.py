"""Every attack of `tests/attacks/` gets the verdict that its folder is named after, and no point
that it did not earn; the class goes on, and neither neighbours nor grader are touched.

All of them are graded by the real engine, in each isolation that this machine offers, as whoever
runs the tests and, where that is root, as an ordinary user as well. `attack_course` says what the
files may say.
"""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from autograder.course import Course
from autograder.refused import Refused, check_name
from autograder.sandbox import tiers
from autograder.verdict import MIME
from tests import attack_course
from tests.attack_course import NAME, NEIGHBOURS, POINTS, Attack, Place, attacks, build, snapshot

pytestmark = pytest.mark.slow

NOBODY = 65534
EVERYTHING = sum(POINTS.values())


def ordinary_user_can_run() -> bool:
    """Whether there is another user to become, and Python and this package are theirs to read."""
    if os.geteuid() != 0:
        return False
    command = [sys.executable, "-P", "-c", "import autograder.pipeline"]
    try:
        ran = subprocess.run(command, user=NOBODY, group=NOBODY, extra_groups=[], cwd="/")
    except OSError:
        return False
    return ran.returncode == 0


def ways() -> list[tuple[str, int | None]]:
    """Each isolation that works here, and as whom."""
    offered = [tier.value for tier, lack in tiers.examine().items() if not lack]
    found: list[tuple[str, int | None]] = [(tier, None) for tier in offered]
    if "namespaces" in offered and ordinary_user_can_run():
        found.append(("namespaces", NOBODY))
    return found


WAYS = ways()


def fit(student: str) -> bool:
    """Whether a folder's name may become a student's id."""
    try:
        check_name(student)
    except Refused:
        return False
    return True


def way_id(way: tuple[str, int | None]) -> str:
    return way[0] if way[1] is None else f"{way[0]}-as-nobody"


def within(way: tuple[str, int | None]) -> pytest.MarkDecorator:
    """Keeps the tests of one class in one process, for it is graded once."""
    return pytest.mark.xdist_group(f"attacks-{way_id(way)}")


@dataclass
class Class:
    """A graded course: what is on disk, and what grading reported."""

    place: Place
    before: dict[str, str]
    report: dict[str, Any]

    @cached_property
    def course(self) -> Course:
        return Course(self.place.course)

    @cached_property
    def scores(self) -> dict[str, float]:
        """The automatic points of each student, straight from the gradebook's tables."""
        query = (
            "select submitted_assignment.student_id, sum(coalesce(grade.auto_score, 0)) "
            "from grade join submitted_notebook on grade.notebook_id = submitted_notebook.id "
            "join submitted_assignment on submitted_notebook.assignment_id = "
            "submitted_assignment.id group by submitted_assignment.student_id"
        )
        with sqlite3.connect(self.place.course / "gradebook.db") as connection:
            return dict(connection.execute(query))

    def notebook(self, student: str) -> dict[str, Any]:
        path = self.place.course / "autograded" / student / NAME / f"{NAME}.ipynb"
        return json.loads(path.read_bytes())

    def page(self, student: str) -> Path:
        return self.place.course / "feedback" / student / NAME / f"{NAME}.html"

    def verdict(self, student: str, function: str) -> tuple[dict[str, Any], str]:
        """What the check answered, as data and as all the text of its cell."""
        (cell,) = (
            c
            for c in self.notebook(student)["cells"]
            if c["metadata"].get("nbgrader", {}).get("grade_id") == f"{function}-check"
        )
        found = [o["data"][MIME] for o in cell["outputs"] if MIME in o.get("data", {})]
        assert len(found) == 1, f"{len(found)} verdicts"
        return found[0], json.dumps(cell["outputs"], ensure_ascii=False)

    def written_about(self, student: str) -> Iterator[str]:
        """All that the student, or the instructor, is shown of the submission."""
        yield json.dumps(self.report["graded"].get(student, ""), ensure_ascii=False)
        for folder in ("autograded", "feedback"):
            for path in (self.place.course / folder / student).rglob("*"):
                if path.is_file() and not path.is_symlink():
                    yield path.read_bytes().decode("utf-8", "replace")


def held(released: Course, todo: list[Attack], way: tuple[str, int | None], seconds: int) -> Class:
    """Grade a course with these attacks; its folder is where another user can reach it."""
    root = Path(tempfile.mkdtemp(prefix="attacks-"))
    root.chmod(0o755)
    place = build(released.root, root, todo)
    before = snapshot(place)
    report = attack_course.grade(place, way[0], user=way[1], seconds=seconds)
    return Class(place, before, report)


def remove(folder: Path) -> None:
    """Also what is too deep for Python, or not to be read."""
    subprocess.run(["rm", "-rf", "--", folder], check=True)


CLASSES = [pytest.param(way, marks=within(way), id=way_id(way)) for way in WAYS]


@pytest.fixture(scope="module")
def graded(released: Course, request: pytest.FixtureRequest) -> Iterator[Class]:
    """The whole class, graded once in one way."""
    way = request.param
    made = held(released, attacks(alone=False, files=way[0] != "none"), way, 550)
    yield made
    remove(made.place.root)


CASES = [
    pytest.param(way, attack, marks=within(way), id=f"{way_id(way)}-{attack.id}")
    for way in WAYS
    for attack in attacks(alone=False, files=way[0] != "none")
]
each_attack = pytest.mark.parametrize(("graded", "attack"), CASES, indirect=["graded"])
each_class = pytest.mark.parametrize("graded", CLASSES, indirect=True)


def test_there_are_attacks_under_every_verdict_that_they_can_get() -> None:
    folders = {p.name for p in attack_course.FOLDER.iterdir() if p.is_dir()}
    assert folders >= {
        "timed-out", "killed", "out-of-memory", "forbidden", "raised", "unreadable", "wrong-value",
        "wrong-shape", "wrong-signature", "not-a-number", "not-a-function", "not-defined",
        "changed-input", "returned-nothing", "pass", "graded", "repaired", "inert",
        "malformed-notebook", "missing-notebook", "refused-file",
    }  # fmt: skip
    every = attacks(alone=False) + attacks(alone=True)
    assert len(every) >= 200
    assert len({a.student for a in every}) == len(every)


@each_class
def test_grading_feedback_and_export_come_to_their_end(graded: Class) -> None:
    report = graded.report
    assert not report["hung"], report["said"]
    assert not report["error"], report["error"]
    assert not report["feedback error"], report["feedback error"]


@each_attack
def test_the_folder_is_the_verdict(graded: Class, attack: Attack) -> None:
    whole = graded.report["graded"][attack.student]
    if not attack.whole:
        assert whole["code"] == "graded", whole
        verdict, _ = graded.verdict(attack.student, attack.aim)
        assert verdict["code"] in attack.verdicts, verdict["sentence"]
        return
    assert whole["code"] == ("graded" if whole["notes"] and attack.verdicts == ["repaired"] else
                             attack.verdicts[0].replace("inert", "graded")), whole  # fmt: skip


@each_attack
def test_no_point_is_earned_that_was_not_worked_for(graded: Class, attack: Attack) -> None:
    # Who is refused for the name alone is not in the gradebook, and has no score.
    assert graded.scores.get(attack.student, 0) == attack.total
    assert (graded.report["graded"][attack.student]["score"] or 0) == attack.total


@each_attack
def test_what_is_said_is_fit_for_a_student(graded: Class, attack: Attack) -> None:
    whole = graded.report["graded"][attack.student]
    said = [whole["sentence"], *whole["notes"]]
    if whole["code"] == "graded":
        for function in POINTS:
            verdict, text = graded.verdict(attack.student, function)
            said += [verdict["sentence"], text]
    else:
        assert whole["sentence"].endswith(".")
    paths = [] if attack.says("paths") else ["autograder/", "site-packages", str(graded.place.root)]
    for words in said:
        assert len(words) < 100_000
        for ours in ("Traceback", *paths):
            assert ours not in words


@each_attack
def test_nothing_secret_is_seen(graded: Class, attack: Attack) -> None:
    secrets = graded.place.secrets(attack.student)
    for written in graded.written_about(attack.folder):
        assert not [name for name, word in secrets.items() if word in written]


@each_attack
def test_what_is_kept_has_a_size_that_can_be_kept(graded: Class, attack: Attack) -> None:
    for folder in ("autograded", "feedback"):
        for path in (graded.place.course / folder / attack.folder).rglob("*"):
            assert path.stat().st_size < 40 << 20, path


@each_class
@pytest.mark.parametrize("neighbour", NEIGHBOURS)
def test_neighbours_keep_their_marks(graded: Class, neighbour: str) -> None:
    assert graded.scores[neighbour] == EVERYTHING
    whole = graded.report["graded"][neighbour]
    assert (whole["code"], whole["notes"]) == ("graded", [])
    for function in POINTS:
        assert graded.verdict(neighbour, function)[0]["code"] == "pass"


@each_class
def test_every_submission_has_a_verdict_and_all_who_are_graded_a_page(graded: Class) -> None:
    handed_in = {a.student for a in attacks(alone=False, files=graded.report["tier"] != "none")}
    assert set(graded.report["graded"]) == handed_in | set(NEIGHBOURS)
    for student, whole in graded.report["graded"].items():
        assert graded.page(student).exists() == (whole["code"] == "graded"), student


@each_class
def test_files_of_the_grader_and_of_everybody_else_are_untouched(graded: Class) -> None:
    assert snapshot(graded.place) == graded.before


@each_class
def test_nothing_is_left_behind(graded: Class) -> None:
    assert graded.report["processes"] == []
    assert graded.report["temporary"] == []


@each_class
def test_the_gradebook_is_whole(graded: Class) -> None:
    with sqlite3.connect(graded.place.course / "gradebook.db") as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert connection.execute("pragma foreign_key_check").fetchall() == []
    with graded.course.gradebook() as gradebook:
        known = {s.student_id for s in gradebook.assignment_submissions(NAME)}
        nameless = {s for s in graded.report["graded"] if not fit(s)}
        assert known == set(graded.report["graded"]) - nameless
        assert len(nameless) >= 4
        (first,) = [s for s in gradebook.students if s.id == NEIGHBOURS[0]]
        assert first.email == graded.place.canaries["gradebook"]


@each_class
def test_a_spreadsheet_computes_nothing(graded: Class) -> None:
    with (graded.place.course / "marks.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    students = {a.student for a in attacks(alone=False) if a.student[0] in "=+-@"}
    assert len(students) >= 3
    assert {f"'{student}" for student in students} <= {cell for row in rows for cell in row}
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "@", "+", "\t", "\r")), row


def as_formgrader_shows_it(graded: Class, student: str) -> Path:
    """The page on which an instructor marks by hand, made the way formgrader makes it."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader import handlers

    exporter = HTMLExporter(
        template_name="formgrade", extra_template_basedirs=[handlers.template_path]
    )
    resources = {
        "assignment_id": NAME,
        "notebook_id": NAME,
        "submission_id": "0",
        "index": 0,
        "total": 1,
        "base_url": "",
        "student": student,
        "last_name": student,
        "first_name": student,
        "notebook_path": f"{student}/{NAME}.ipynb",
    }
    notebook = graded.place.course / "autograded" / student / NAME / f"{NAME}.ipynb"
    page = graded.place.root / "formgrader.html"
    page.write_text(exporter.from_filename(str(notebook), resources=resources)[0], "utf-8")
    return page


@pytest.mark.parametrize("graded", CLASSES[:1], indirect=True)
@pytest.mark.parametrize("door", ["feedback", "formgrader"])
def test_pages_run_no_script_and_ask_nobody(graded: Class, door: str, chromium: Browser) -> None:
    ran: dict[str, str] = {}
    for attack in attacks(alone=False):
        if attack.verdicts != ["inert"]:
            continue
        page = graded.page(attack.student)
        if door == "formgrader":
            page = as_formgrader_shows_it(graded, attack.student)
        if found := what_runs(chromium, page):
            ran[attack.id] = found
    assert not ran


def what_runs(chromium: Browser, file: Path) -> str:
    """What a page does that it should not, in words; empty if nothing."""
    tab = chromium.new_page()
    asked: list[str] = []
    tab.on("dialog", lambda dialog: dialog.dismiss())
    tab.on("request", lambda request: asked.append(request.url))
    tab.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
    tab.goto(file.as_uri())
    assert "corr2d" in tab.inner_text("body")
    # Scripts of the template have no such attributes: whoever has one came with the student.
    found = tab.evaluate(
        """() => [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a =>
            /pwned|evil/.test(a.value) && (/^(on.*|srcdoc|action)$/i.test(a.name)
            || /^\\s*(javascript|vbscript|data:(?!image))/i.test(a.value)))).map(e =>
            e.outerHTML)"""
    )
    tab.evaluate(
        """() => document.querySelectorAll('a, button, summary, details').forEach(e => {
            e.removeAttribute('target'); if (!/^(http|file)/.test(e.href || '')) e.click()
        })"""
    )
    tab.wait_for_timeout(200)
    told = [f"an attribute: {found[0][:300]}"] if found else []
    told += ["a script has run"] * tab.evaluate("window.pwned !== undefined")
    abroad = [url for url in asked if not url.startswith("file:")]
    told += [f"it asks for {url}" for url in abroad if "evil" in url]
    tab.close()
    return "; ".join(told)


@pytest.mark.parametrize("attack", attacks(alone=True), ids=lambda a: a.id)
@pytest.mark.parametrize(
    "user", sorted({user for _, user in WAYS}, key=str, reverse=True), ids=lambda u: f"user-{u}"
)
def test_what_could_take_the_class_down_does_not(
    released: Course, attack: Attack, user: int | None
) -> None:
    made = held(released, [attack], (WAYS[0][0], user), 40)
    try:
        report = made.report
        assert not report["hung"], report["said"]
        assert not report["error"], report["error"]
        assert not report["feedback error"], report["feedback error"]
        assert made.scores[NEIGHBOURS[0]] == EVERYTHING
        whole = report["graded"][attack.folder]
        expected = attack.verdicts[0]
        assert whole["code"] == ("graded" if expected == "repaired" else expected)
        assert (whole["score"] or 0) == attack.total
    finally:
        remove(made.place.root)
