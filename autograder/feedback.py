"""nbgrader's feedback pages, made by nbgrader's own classes but not started anew for each page.

Steps: list the pages that are due (`stale`) → render each, with one converter, one set of compiled
templates and one gradebook for each process → move it into place, whole (`write`).

Stock spends most of a page on what is the same for every page: it compiles the templates, opens
the gradebook and asks it for each cell, colours the code, and takes the finished page apart and
together again with Beautiful Soup. While a page is rendered, three names that nbgrader and
nbconvert look up stand for `_Marks`, `Soup` and a highlighter that remembers: the same answers.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from contextlib import chdir, closing, contextmanager
from functools import cache
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from autograder.errors import CourseError
from autograder.soup import Soup

if TYPE_CHECKING:
    from autograder.course import Course

Page = tuple[str, str]  # assignment, student
Written = Iterator[tuple[Page, Path | str]]  # each page with its file, or with what went wrong

# Fewer pages than this are written before other processes have read nbgrader.
FEW = 120


LONG, WIDE = 20_000, 1_000  # characters of a cell, of a line, that are still coloured


def quiet(done: int, total: int, last: str) -> None:
    """Progress that nobody watches."""


def stale(
    course: Course, assignments: list[str] | None = None, *, only_new: bool = False
) -> list[Page]:
    """The pages to write, as (assignment, student): one for each graded notebook.

    With `only_new`, only where the notebook is newer than its page. Points and comments given in
    formgrader are in the gradebook, not in the notebook: they need all pages anew.
    """
    due: dict[Page, None] = {}
    for assignment in course.assignments() if assignments is None else assignments:
        for notebook in sorted(course.autograded.glob(f"*/{assignment}/*.ipynb")):
            student = notebook.parts[-3]
            page = course.feedback / student / assignment / f"{notebook.stem}.html"
            old = not page.exists() or page.stat().st_mtime < notebook.stat().st_mtime
            if old or not only_new:
                due[assignment, student] = None
    return list(due)


def write(
    course: Course,
    todo: list[Page],
    *,
    progress: Callable[[int, int, str], None] = quiet,
    workers: int | None = None,
) -> list[Path]:
    """Write these pages; returns their files, in the order of `todo`.

    A page appears as a whole or not at all: where one cannot be written, the former one stays.

    Parameters
    ----------
    progress
        Told after each page: how many are done, of how many, and which was last.
    workers
        Processes to use; 1 is this one. If None, one for each core, this one for a few pages.

    Raises
    ------
    CourseError
        ``feedback-failed``, when all others are written; it names student and assignment.
    """
    if workers is None:
        workers = 1 if len(todo) < FEW else os.cpu_count() or 1
    course.journal.parent.mkdir(parents=True, exist_ok=True)
    results: dict[Page, Path | str] = {}
    with tempfile.TemporaryDirectory(prefix="feedback-", dir=course.journal.parent) as folder:
        pages = _here if workers == 1 else _on_cores
        for page, result in pages(course, Path(folder), todo, workers):
            results[page] = result
            progress(len(results), len(todo), f"{page[1]}/{page[0]}")
    failed = {page: why for page, why in sorted(results.items()) if isinstance(why, str)}
    if failed:
        named = [f"{student} for {assignment}" for assignment, student in failed]
        more = f" and {len(named) - 5} more" if len(named) > 5 else ""
        raise CourseError(
            "feedback-failed",
            f"The feedback of {', '.join(named[:5])}{more} could not be written. "
            f"All other pages are ({len(results) - len(failed)}).",
            "\n".join(f"{student} {name}: {why}" for (name, student), why in failed.items()),
        )
    return [Path(results[page]) for page in todo]


def _here(course: Course, stage: Path, todo: list[Page], workers: int) -> Written:
    if todo:
        with closing(_Renderer(course, stage)) as renderer:
            for page in todo:
                yield page, renderer.try_page(*page)


def _on_cores(course: Course, stage: Path, todo: list[Page], workers: int) -> Written:
    # Not fork: the caller may hold threads and an open gradebook. A fork server reads the
    # libraries once for all workers; on macOS and Windows it is spawn that is safe.
    context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
    context.set_forkserver_preload([__name__, "autograder.course", "nbconvert.exporters.html"])
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin) as pool:
        futures = {pool.submit(_in_worker, course.root, stage, *page): page for page in todo}
        try:
            for future in as_completed(futures):
                try:
                    yield futures[future], future.result()
                except BrokenExecutor as error:
                    yield futures[future], f"A process that writes pages was killed: {error}"
        finally:
            pool.shutdown(cancel_futures=True)  # if interrupted, leave what is not begun


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started us
    gc.freeze()  # libraries are no garbage: do not look through them again and again


def _in_worker(root: Path, stage: Path, assignment: str, student: str) -> Path | str:
    try:
        renderer = _renderer(root, stage / str(os.getpid()))
    except Exception:  # noqa: BLE001 - such as a gradebook that does not open: this page's error
        return traceback.format_exc()
    return renderer.try_page(assignment, student)


@cache
def _renderer(root: Path, stage: Path) -> _Renderer:
    from autograder.course import Course

    return _Renderer(Course(root), stage)


class _Renderer:
    """nbgrader's converter, kept warm; `stage` is a folder on the course's disk to work in."""

    def __init__(self, course: Course, stage: Path) -> None:
        from nbgrader.converters import GenerateFeedback
        from nbgrader.coursedir import CourseDirectory

        self.stage = str(stage)
        self.coursedir = CourseDirectory(config=course.config)
        self.final = self.coursedir.feedback_directory
        self.marks = _Marks(self.coursedir)
        self.highlighted: dict[tuple[str, str], str] = {}
        self.converter = GenerateFeedback(coursedir=self.coursedir, config=course.config)
        # Validate a notebook when all preprocessors have run, not after each of them.
        self.converter.config.Exporter.setdefault("optimistic_validation", True)
        with (  # its start makes exporter and preprocessors, then converts whatever it finds
            _in_place(self.converter, "init_notebooks", lambda: None),
            _in_place(self.converter, "convert_notebooks", lambda: None),
        ):
            self.converter.start()

    def close(self) -> None:
        self.marks.gradebook.close()

    def try_page(self, assignment: str, student: str) -> Path | str:
        """The file of one page, or a traceback."""
        try:
            with chdir(self.coursedir.root), warnings.catch_warnings(), self._sooner():
                warnings.simplefilter("ignore")  # nbformat's, which would break the progress bar
                return self._page(assignment, student)
        except Exception:  # noqa: BLE001 - whatever it is, the others shall have their pages
            return traceback.format_exc()

    def _page(self, assignment: str, student: str) -> Path:
        converter, coursedir = self.converter, self.coursedir
        coursedir.assignment_id, coursedir.student_id = assignment, student
        final = Path(coursedir.format_path(self.final, student, assignment))
        with _in_place(coursedir, "feedback_directory", self.stage):
            converter.init_notebooks()
            (converter.notebooks,) = converter.assignments.values()
            converter.run_pre_convert_hook()
            converter.init_assignment(assignment, student)  # what lies beside the notebook
            for notebook in sorted(converter.notebooks):
                converter.convert_single_notebook(notebook)
            converter.set_permissions(assignment, student)
        _move(Path(coursedir.format_path(self.stage, student, assignment)), final)
        if coursedir.groupshared:
            converter.set_permissions(assignment, student)  # of the folders
        converter.run_post_convert_hook()
        return final / f"{assignment}.html"

    @contextmanager
    def _sooner(self) -> Iterator[None]:
        from nbconvert.exporters import html
        from nbgrader.preprocessors import getgrades

        with (
            _in_place(html, "Highlight2HTML", self._highlighter),
            _in_place(html, "BeautifulSoup", Soup),
            _in_place(getgrades, "Gradebook", lambda db_url: self.marks),
        ):
            yield

    def _highlighter(self, pygments_lexer: Any = None, **traits: Any) -> Callable[..., str]:
        """A `Highlight2HTML` that knows a cell again: most are the same for everybody."""
        from nbconvert.filters.highlight import Highlight2HTML

        usual: Any = Highlight2HTML
        highlighter = usual(pygments_lexer=pygments_lexer, **traits)

        def highlight(source: str, language: Any = None, metadata: Any = None) -> str:
            # Time to colour grows with the square of what a hostile cell may hold.
            if len(source) > LONG or max(map(len, source.split("\n"))) > WIDE:
                return f'<div class="highlight"><pre>{escape(source)}</pre></div>'
            magic = (metadata or {}).get("magics_language")
            key = source, repr((highlighter.pygments_lexer, language, magic))
            if key not in self.highlighted:
                if len(self.highlighted) >= 1000:
                    self.highlighted.clear()
                self.highlighted[key] = highlighter(source, language, metadata)
            return self.highlighted[key]

        return highlight


@contextmanager
def _in_place(owner: Any, name: str, stand_in: Any) -> Iterator[None]:
    usual = getattr(owner, name)
    setattr(owner, name, stand_in)
    try:
        yield
    finally:
        setattr(owner, name, usual)


def _move(made: Path, final: Path) -> None:
    """Put the files of one page into place, each as a whole, and take away what was there else."""
    files = {path.relative_to(made) for path in made.rglob("*") if path.is_file()}
    for name in sorted(files, key=lambda name: name.suffix == ".html"):  # the page itself last
        os.makedirs((final / name).parent, mode=0o755, exist_ok=True)  # nbconvert's mode
        os.replace(made / name, final / name)
    for path in final.rglob("*"):
        if not path.is_dir() and path.relative_to(final) not in files:
            path.unlink()
    shutil.rmtree(made)


class _Marks:
    """What nbgrader's `GetGrades` asks of a gradebook: a few queries, not one or two for a cell.

    By cell *and* notebook, for which the tables have an index, as `record` does: by the notebook
    alone, each page would read the grades of the whole class.
    """

    def __init__(self, coursedir: Any) -> None:
        from nbgrader.api import Gradebook

        self.gradebook = Gradebook(coursedir.db_url, coursedir.course_id)
        self.where: tuple[str, ...] = ()
        self.notebook: Any = None
        self.grades: dict[str, Any] = {}
        self.comments: dict[str, Any] = {}

    def __enter__(self) -> _Marks:
        return self

    def __exit__(self, *error: object) -> None:
        self.where = ()
        self.gradebook.db.remove()  # keeps the connection, forgets what was read

    def find_submission_notebook(self, *where: str) -> Any:
        self._read(where)
        return SimpleNamespace(
            late_submission_penalty=self.notebook.late_submission_penalty,
            score=sum(grade.score for grade in self.grades.values()),
            max_score=self.notebook.max_score,
        )

    def find_grade(self, cell: str, *where: str) -> Any:
        self._read(where)
        return self.grades.get(cell) or self.gradebook.find_grade(cell, *where)

    def find_comment(self, cell: str, *where: str) -> Any:
        self._read(where)
        return self.comments.get(cell) or self.gradebook.find_comment(cell, *where)

    def _read(self, where: tuple[str, ...]) -> None:
        from nbgrader.api import BaseCell, Comment, Grade

        if self.where != where:
            db, notebook = self.gradebook.db, self.gradebook.find_submission_notebook(*where)
            cells = db.query(BaseCell.id, BaseCell.name)
            names = dict(map(tuple, cells.filter(BaseCell.notebook_id == notebook.notebook_id)))

            def of(table: Any, *columns: Any) -> dict[str, Any]:
                found = db.query(table.cell_id, *columns).filter(
                    table.notebook_id == notebook.id, table.cell_id.in_(names)
                )
                return {names[row.cell_id]: row for row in found}

            self.grades = of(Grade, Grade.score, Grade.max_score)
            self.comments = of(Comment, Comment.comment)
            self.notebook, self.where = notebook, where
