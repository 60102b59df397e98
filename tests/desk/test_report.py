"""The report of a class: numbers that were counted another way, and a page for everybody."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import fmean, median

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from autograder import pipeline
from autograder.__main__ import main
from autograder.checks import find
from autograder.course import Course
from autograder.demo import read_class
from autograder.desk.report import Class, Work, gather, write_page, write_table
from autograder.desk.report.page import COLUMNS
from autograder.desk.report.students import look_after, troubles
from autograder.desk.report.summary import BINS, EARLIEST, LATEST, STEP, exercises, mistakes
from autograder.findings import Finding
from autograder.marks import Mark, Person
from autograder.submission import Graded
from autograder.verdict import MIME
from tests.small_class import CHAPTERS, STUDENTS, small_class

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("desk")]

NAME = CHAPTERS[0]
DESCRIBED = {s.id: s for s in read_class() if s.id.removeprefix("student-") in STUDENTS}
WIDE = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A part of the demo class with every accident, graded; to be read only."""
    course = small_class(tmp_path_factory.mktemp("report"))
    pipeline.grade(course)
    return course


@pytest.fixture
def own(demo: Course, tmp_path: Path) -> Course:
    """A copy of it, to be changed."""
    return Course(shutil.copytree(demo.root, tmp_path / "course"))


def notebooks(course: Course, assignment: str) -> Iterator[list[dict]]:
    """The verdicts in each graded notebook, as nbformat reads them."""
    for path in sorted(course.autograded.glob(f"*/{assignment}/*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        graded = [c for c in cells if c.metadata.get("nbgrader", {}).get("grade")]
        outputs = [o for c in graded if c.cell_type == "code" for o in c.outputs]
        yield [o.data[MIME] for o in outputs if MIME in o.get("data", {})]


def invented(count: int, shares: dict[str, list[float | None]], **of_all: object) -> Class:
    """A class that never was: of each student the part of ten points in each exercise, or None."""
    names = tuple(f"{number + 1:02d}_exercise" for number in range(count))
    works = {}
    for student, reached in shares.items():
        for name, share in zip(names, reached, strict=True):
            points = 0.0 if share is None else 10 * share
            mark = Mark(Person(student), name, None, None, points, 0.0, 10.0, 0, 10.0)
            graded = None if share is None else Graded(name, student, "graded")
            works[student, name] = Work(mark, graded, **({} if share is None else of_all))
    people = tuple(map(Person, shares))
    return Class("Invented", datetime.now(UTC), people, names, works)


class TestNumbers:
    def test_mistakes_are_those_that_were_made_and_by_whom(self, demo: Course) -> None:
        made = Counter(
            (name, check, mistake, student.id)
            for student in DESCRIBED.values()
            for name in CHAPTERS
            for check, mistake in student.answers.items()
            if name.endswith(f"_{check.partition('.')[0]}")
            and mistake not in ("stub", "raises", "syntax-error")
            and student.accidents.get(name, "") not in ("never", "empty", "cut-off")
        )
        found = mistakes(gather(demo))
        told = [(m.assignment, m.check, m.mistake, s) for m in found for s in m.students]
        assert Counter(told) == made and len(made) >= 3
        assert [len(m.students) for m in found] == sorted(
            (len(m.students) for m in found), reverse=True
        )
        for one in found:
            listed = {m.name: m for m in find(one.check).mistakes}[one.mistake]
            assert (one.when, one.hint) == (listed.when, listed.hint)
            assert one.of == len(list(notebooks(demo, one.assignment)))

    def test_marks_are_those_of_nbgraders_gradebook(self, demo: Course) -> None:
        with demo.gradebook() as gradebook:
            for one in exercises(gather(demo)):
                shares = [
                    Fraction(str(s.score)) / Fraction(str(s.max_score))
                    for s in gradebook.assignment_submissions(one.assignment)
                    if (demo.autograded / s.student.id / one.assignment).is_dir()
                ]
                bins = Counter(min(int(share * BINS), BINS - 1) for share in shares)
                assert one.bins == tuple(bins[n] for n in range(BINS))
                assert one.counted == len(shares) == sum(one.bins) > 5
                assert one.mean == pytest.approx(fmean(map(float, shares)))
                assert one.median == pytest.approx(float(median(shares)))
                assert one.people == len(gradebook.students)
                assert one.of == gradebook.find_assignment(one.assignment).max_score

    def test_properties_are_those_that_the_notebooks_say(self, demo: Course) -> None:
        for one in exercises(gather(demo)):
            reached, codes, of = Counter(), Counter(), Counter()
            for verdicts in notebooks(demo, one.assignment):
                for verdict in verdicts:
                    name = verdict["check"]
                    of[name] += 1
                    codes[name, "named" if verdict["mistake"] else verdict["code"]] += 1
                    reached.update((name, p["says"]) for p in verdict["properties"] if p["passed"])
            assert {f.name for f in one.functions} == set(of) and len(of) >= 5
            for function in one.functions:
                assert function.of == of[function.name]
                assert function.right == codes[function.name, "pass"]
                assert function.named == codes[function.name, "named"]
                absent = ("not-written", "not-defined")
                assert function.missing == sum(codes[function.name, code] for code in absent)
                for share in function.properties:
                    assert share.reached == reached[function.name, share.says]
        assert any(f.missing for one in exercises(gather(demo)) for f in one.functions)

    def test_times_are_those_of_the_class(self, demo: Course) -> None:
        for one in exercises(gather(demo)):
            hours = [
                student.hours_late.get(one.assignment, -20)
                for student in DESCRIBED.values()
                if student.accidents.get(one.assignment) != "never"
            ]
            assert one.handed_in == len(hours)
            assert one.late == sum(hour > 0 for hour in hours)
            ends = range(EARLIEST + STEP, LATEST + 1, STEP)
            where = Counter(next(end for end in ends if hour <= end) for hour in hours)
            assert one.times == tuple(where[end] for end in ends)
        assert sum(one.late for one in exercises(gather(demo))) == 1

    def test_what_could_not_be_graded_comes_before_what_was_repaired(self, demo: Course) -> None:
        found = [(t.student, t.assignment, t.code) for t in troubles(gather(demo))]
        assert found == [
            ("student-23", CHAPTERS[1], "malformed-notebook"),
            ("student-20", NAME, "graded"),
            ("student-21", NAME, "graded"),
            ("student-22", NAME, "graded"),
            ("student-21", CHAPTERS[1], "graded"),
        ]

    def test_more_time_given_in_formgrader_counts(self, own: Course) -> None:
        late = {key for key, work in gather(own).works.items() if work.is_late}
        assert late == {("student-05", NAME)}
        with own.gradebook() as gradebook:
            gradebook.find_submission(NAME, "student-05").extension = timedelta(days=2)
            gradebook.db.commit()
        assert gather(own).works["student-05", NAME].late == timedelta(hours=12)
        with own.gradebook() as gradebook:
            gradebook.find_submission(NAME, "student-05").extension = timedelta(days=3)
            gradebook.db.commit()
        assert not any(work.is_late for work in gather(own).works.values())


class TestWhereVerdictsComeFrom:
    def test_what_nbgrader_graded_since_is_read_from_the_notebook(self, own: Course) -> None:
        right, wrong = (
            own.submitted / student / NAME / f"{NAME}.ipynb"
            for student in ("student-01", "student-06")
        )
        before = gather(own).works["student-06", NAME].findings
        assert {f.mistake for f in before} >= {"kernel-flipped", "rotated"}
        wrong.write_bytes(right.read_bytes())
        journal = own.journal.read_bytes()
        done = own.nbgrader().autograde(NAME, "student-06", force=True)
        assert done["success"], done["log"]
        assert own.journal.read_bytes() == journal
        path = own.autograded / "student-06" / NAME / f"{NAME}.ipynb"
        os.utime(path, (path.stat().st_mtime + 60,) * 2)  # as if some time had passed meanwhile
        after = gather(own).works["student-06", NAME]
        assert {f.code for f in after.findings} == {"pass"} and after.counted
        assert len(after.findings) == len(before)

    def test_without_a_journal_all_of_it_is_in_notebooks_and_gradebook(self, own: Course) -> None:
        before = gather(own)
        own.journal.unlink()
        after = gather(own)
        assert mistakes(after) == mistakes(before) and len(mistakes(after)) >= 3
        assert [one.functions for one in exercises(after)] == [
            one.functions for one in exercises(before)
        ]

    def test_without_notebooks_all_of_it_is_in_the_journal(self, own: Course) -> None:
        before = gather(own)
        shutil.rmtree(own.autograded)
        assert mistakes(gather(own)) == mistakes(before)

    def test_a_notebook_that_cannot_be_read_says_nothing(self, own: Course) -> None:
        own.journal.unlink()
        path = own.autograded / "student-06" / NAME / f"{NAME}.ipynb"
        path.chmod(0o644)
        path.write_text('{"cells": [{"metadata": 3}]}', "utf-8")
        assert gather(own).works["student-06", NAME].findings == ()


class TestWhoMayNeedSomebody:
    def reasons(self, *reached: float | None, **of_all: object) -> tuple[str, ...]:
        """What is said of this student, in a class where the others do well."""
        others = {f"other-{n}": [0.9] * len(reached) for n in range(3)}
        class_ = invented(len(reached), others | {"ada": list(reached)})
        for name in class_.assignments:
            work = class_.works["ada", name]
            if work.handed_in:
                class_.works["ada", name] = Work(work.mark, work.graded, **of_all)
        found = {one.person.id: one.reasons for one in look_after(class_)}
        assert set(found) <= {"ada"}
        return found.get("ada", ())

    def test_who_does_well_is_left_alone(self) -> None:
        assert self.reasons(0.9, 0.8, 0.2, 0.9) == ()
        assert self.reasons(0.9, None, 0.9, None) == ()

    def test_nothing_handed_in(self) -> None:
        assert self.reasons(None, None, None) == ("has handed in nothing",)
        assert self.reasons(0.9, None, None) == ("has handed in nothing of the last 2 exercises",)

    def test_low_twice_running(self) -> None:
        assert self.reasons(0.5, 0.3, 0.1) == ("reached 30 % and 10 % in the last two",)

    def test_much_lower_than_before(self) -> None:
        assert self.reasons(0.9, 0.8, 0.5, 0.4) == (
            "reached 85 % on average, and then 50 % and 40 %",
        )

    def test_always_late(self) -> None:
        late = {"late": timedelta(hours=1)}
        assert self.reasons(0.9, 0.9, 0.9, **late) == ("was late the last three times",)
        assert self.reasons(0.9, 0.9, **late) == ()

    def test_a_work_that_could_not_be_graded(self) -> None:
        class_ = invented(1, {"ada": [0.0], "bo": [0.9]})
        work = class_.works["ada", "01_exercise"]
        refused = Graded("01_exercise", "ada", "refused-file", "It is a link.")
        class_.works["ada", "01_exercise"] = Work(work.mark, refused)
        ((one),) = look_after(class_)
        assert one.reasons == ("handed in something that could not be graded, and may not know",)

    def test_an_exercise_that_is_hardly_begun_is_not_missed(self) -> None:
        done = {f"s{n}": [0.9, None, 0.9 if n == 0 else None] for n in range(5)}
        assert look_after(invented(3, done)) == []


class TestTheTable:
    def test_a_line_for_each_work(self, demo: Course, tmp_path: Path) -> None:
        path = write_table(demo, gather(demo))
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        assert list(rows[0]) == COLUMNS
        by = {(r["student_id"], r["exercise"]): r for r in rows}
        assert len(by) == len(rows) == 24 * len(CHAPTERS)
        late = by["student-05", NAME]
        assert (late["hours_late"], late["raw_score"]) == ("60.0", "27.0")
        assert float(late["late_submission_penalty"]) == pytest.approx(8.1)
        flipped = "cross_correlation.corr1d: kernel-flipped"
        assert flipped in by["student-06", NAME]["mistakes"].split("; ")
        assert by["student-23", CHAPTERS[1]]["verdict"] == "malformed-notebook"
        assert by["student-02", NAME]["verdict"] == "not handed in"

    def test_no_name_is_a_formula(self, own: Course) -> None:
        with own.gradebook() as gradebook:
            gradebook.update_or_create_student("student-01", last_name='=HYPERLINK("http://x")')
        text = write_table(own, gather(own)).read_text("utf-8")
        assert "\"'=HYPERLINK" in text and ',"=HYPER' not in text


class TestTheCommand:
    def test_it_says_where_page_and_table_are(
        self, own: Course, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["report", "--course", str(own.root)]) == 0
        said = capsys.readouterr().out
        for name in ("class.html", "class.csv"):
            assert str(own.reports / name) in said and (own.reports / name).is_file()
        assert "the kernel is flipped" in " ".join(said.split())

    def test_for_programs_it_is_one_object(
        self, own: Course, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["report", "--json", "--course", str(own.root)]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["students"] == 24 and Path(told["page"]).is_file()
        assert [one["assignment"] for one in told["exercises"]] == list(CHAPTERS)
        assert {m["mistake"] for m in told["mistakes"]} >= {"kernel-flipped", "rotated"}
        assert told["troubles"][0]["code"] == "malformed-notebook"

    def test_the_deadline_of_course_toml_counts_before_anything_is_graded_again(
        self, own: Course, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (own.root / "course.toml").write_text(f"[due]\n{NAME} = 2026-09-28T00:00:00Z\n", "utf-8")
        assert main(["report", "--json", "--course", str(own.root)]) == 0
        first, second = json.loads(capsys.readouterr().out)["exercises"]
        assert (first["late"], second["late"]) == (first["handed_in"], 0)

    def test_before_grading_it_says_what_to_do(
        self, released: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        course = Course(shutil.copytree(released.root, tmp_path / "course"))
        assert main(["report", "--course", str(course.root)]) == 1
        assert "error no-marks" in capsys.readouterr().err
        assert not course.reports.exists()


def crowd(count: int) -> Class:
    """Sixteen exercises of a large class, with a mistake that every third makes."""
    shares: dict[str, list[float | None]] = {
        f"student-{n:05d}": [(n * (k + 3)) % 11 / 10 for k in range(16)] for n in range(count)
    }
    class_ = invented(16, shares, late=timedelta(hours=-30))
    for number, (key, work) in enumerate(class_.works.items()):
        name = "kernel-flipped" if number % 3 else ""
        slip = Finding("cross_correlation.corr1d", "wrong-value", name, "1010")
        class_.works[key] = Work(work.mark, work.graded, (slip,), work.late)
    return class_


class TestThePage:
    def test_a_class_of_two_thousand_fits_on_it(self, demo: Course, tmp_path: Path) -> None:
        course = Course(shutil.copytree(demo.solutions.parent, tmp_path / "course"))
        class_ = crowd(2000)
        path = write_page(course, class_)
        assert path.stat().st_size < 3_000_000
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        assert len(soup.select("#everybody tbody tr")) == 2000
        named = mistakes(class_)[0].students
        fold = soup.select_one(".mistake details")
        assert f"and {len(named) - 40} more" in fold.get_text()
        assert soup.select_one("#marks svg circle") is None  # bars, as there are too many
        assert "screen" in soup.select_one("#table")["class"]  # and no paper for a table of them
        assert len(write_table(course, class_).read_text("utf-8").splitlines()) == 32_001

    def test_a_dot_is_a_student(self, demo: Course) -> None:
        class_ = gather(demo)
        soup = BeautifulSoup(write_page(demo, class_).read_text("utf-8"), "html.parser")
        first = soup.select_one("#marks .glance li:not(.head)")
        one = exercises(class_)[0]
        marks, times = first.select("svg")
        assert len(marks.select("circle")) == one.counted
        assert len(times.select("circle.late")) == 1
        tips = [dot.title.get_text() for dot in times.select("circle.late")]
        assert tips == ["student-05: 2 d 12 h late"]
        assert ", ".join(map(str, one.bins)) in marks["aria-label"]

    def test_names_are_no_markup(self, own: Course, chromium: Browser) -> None:
        evil = (
            "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
        )
        with own.gradebook() as gradebook:
            gradebook.update_or_create_student("student-01", first_name=evil, last_name="</td>")
            gradebook.update_or_create_student("<b>ada", last_name="<u>L")
        path = write_page(own, gather(own))
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        assert soup.select("#everybody b, #everybody u, #everybody img") == []
        assert len(soup.select("script")) == 1
        view = chromium.new_page()
        view.goto(path.as_uri())
        cell = view.locator("#everybody tbody th", has_text="student-01")
        expect(cell).to_contain_text(evil)
        assert view.title() == "Convolution by Hand: the class"
        view.close()


@pytest.fixture
def view(demo: Course, chromium: Browser) -> Iterator[Page]:
    """The page of the small class in a browser, which may say nothing and ask for nothing."""
    path = write_page(demo, gather(demo))
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url))
    page.goto(path.as_uri())
    yield page
    page.close()
    assert said == [path.as_uri()]


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#everybody tbody tr > :nth-child({number})").all_inner_texts()


class TestInTheBrowser:
    def test_columns_are_sorted_by_what_they_hold(self, view: Page) -> None:
        head = view.locator("#everybody thead th").nth(1)
        head.get_by_role("button").click()
        sums = [float(text) for text in column(view, 2)]
        assert sums == sorted(sums, reverse=True) and len(set(sums)) > 5
        expect(head).to_have_attribute("aria-sort", "descending")
        head.get_by_role("button").press("Enter")
        assert [float(text) for text in column(view, 2)] == sums[::-1]
        view.locator("#everybody thead th").nth(3).get_by_role("button").click()
        points = [-1.0 if text == "–" else float(text) for text in column(view, 4)]
        assert points == sorted(points, reverse=True) and points[-1] == -1.0
        names = view.locator("#everybody thead th").nth(0)
        names.get_by_role("button").click()
        first, *_, last = column(view, 1)
        assert first.startswith("student-01") and last.startswith("student-24")

    def test_a_part_of_a_name_finds_them(self, view: Page) -> None:
        view.get_by_label("Show only").fill("DENT-2")
        rows = view.locator("#everybody tbody tr:visible")
        expect(rows).to_have_count(5)
        expect(view.locator("#found")).to_have_text("5 of 24")
        view.get_by_label("Show only").fill("")
        expect(rows).to_have_count(24)

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [1280, 390])
    def test_everybody_can_use_it(self, view: Page, scheme: str, width: int) -> None:
        view.set_viewport_size({"width": width, "height": 844})
        view.emulate_media(color_scheme=scheme)
        view.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
        assert view.evaluate(WIDE) == width
        found = Axe().run(view, options={"resultTypes": ["violations"]}).response["violations"]
        faults = {fault["id"]: [n["html"][:160] for n in fault["nodes"]] for fault in found}
        assert faults == {}, json.dumps(faults, indent=1)

    def test_it_is_complete_without_scripts(self, demo: Course, chromium: Browser) -> None:
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(write_page(demo, gather(demo)).as_uri())
        assert page.locator("#everybody tbody tr:visible").count() == 24
        assert page.locator("#everybody button, #filter:visible").count() == 0
        page.locator("#hard details summary").first.click()
        expect(page.locator("#hard details table").first).to_be_visible()
        context.close()

    def test_on_paper_nothing_hides_in_a_box(self, view: Page) -> None:
        view.emulate_media(media="print")
        box = view.locator("#everybody")
        assert box.evaluate("(e) => e.scrollHeight === e.clientHeight")
        assert view.locator("nav, #filter").evaluate_all(
            "(all) => all.every((e) => !e.offsetWidth)"
        )
