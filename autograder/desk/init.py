"""A course of one's own, made from this one: its solutions and settings, nobody's marks."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import nbformat

from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.policy import FILE, ID
from autograder.release import release

README = """\
*{title}*: students get `exercises/`; deadlines, points and rules are in `course.toml`.
`solutions/` holds the answers, and other folders people's work and marks: keep all of it private.
`python -m autograder status` says where the class stands and what is next.
"""
# For an instructor who keeps the course in git: the sources belong there, the class does not.
IGNORED = """\
/submitted/
/attempts/
/autograded/
/feedback/
/reports/
/gradebook.db
/*.csv
/.grading/
/solutions/**/*.ipynb
__pycache__/
.ipynb_checkpoints/
"""
POLICY = """\
# The course: what you decide, in one place. Every command reads this file anew, nbgrader's too.
# A line that begins with # says nothing; take the # away to use it. A changed deadline or rule
# counts from the next command on: penalties are worked out again, and each changed mark is noted
# with its reason (python -m autograder changes).

title = {title}
# What nbgrader's exchange and a hub call the course; keep it once students have handed in there.
id = {id}
# Of every time below that names none; "Europe/Zurich" is one.
time_zone = "UTC"

# Students may hand in again. Which counts: the "last", or the one with the "best" mark.
attempts = "last"

# Where the gradebook is, if not in gradebook.db; the password comes from PGPASSWORD or ~/.pgpass.
# database = "postgresql+psycopg://grader@localhost/convolution"

[late]
per_day = 0.1             # part of the score lost for each day begun; 0: lateness costs nothing
at_most = 0.5             # the most that can be lost in this way
grace_minutes = 15        # what comes within so many minutes is in time
# cut_off_days = 7        # what comes later than this earns nothing; left out: never too late

[due]
# One line for each assignment. Without one there is no deadline, or that from formgrader.
{due}

[points]
# What full marks count in the end. Without a line: the points of the notebook, as given here.
{points}

[titles]
# What Canvas or Moodle calls an assignment. Without a line: its own name.
{titles}

# More time for one student; as many of these as you need.
# [[extension]]
# student = "ada"
# assignment = "{first}"
# until = {extended}
# why = "ill"
"""


def origin(root: Path) -> Course:
    """The course to start from: this folder, else the clone that the package runs from.

    Raises
    ------
    CourseError
        ``no-origin``.
    """
    for folder in (root, Path(__file__).resolve().parents[2]):
        if (folder / CONFIG).is_file():
            return Course(folder)
    raise CourseError(
        "no-origin",
        "A course is made from another one, and there is none here. Run this in a clone of the "
        "repository, or name one with --course.",
    )


def make(source: Course, folder: Path, title: str, id_: str) -> Course:
    """Make the course, exercises released, nothing handed in; as a whole or not at all.

    Raises
    ------
    CourseError
        ``folder-in-use``; ``bad-id`` if a folder could not be called so; what `release` says.
    """
    folder = folder.absolute()
    if not ID.fullmatch(id_):
        raise CourseError(
            "bad-id",
            f"{id_!r} cannot be a course's id: letters, digits and . _ - are fine. "
            "Name another one with --id.",
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError("folder-in-use", f"{folder} holds something already. Name an empty one.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as stage:
        course = source.copy_to(Path(stage) / "course")
        release(course)
        texts = {
            FILE: policy(course, title, id_),
            "README.md": README.format(title=title),
            ".gitignore": IGNORED,
        }
        for name, text in texts.items():
            (course.root / name).write_text(text, "utf-8")
        if folder.exists():
            folder.rmdir()
        shutil.move(course.root, folder)
    return Course(folder)


def policy(course: Course, title: str, id_: str) -> str:
    """`course.toml` with every assignment of the course, as comments to be used.

    Deadlines are proposed a week apart, beginning in two weeks.
    """
    names = course.assignments()
    wide = max(map(len, names))
    monday = datetime.now() + timedelta(days=14)
    monday = (monday - timedelta(days=monday.weekday())).replace(hour=18, minute=0, second=0)
    due = [monday + timedelta(weeks=n) for n in range(len(names))]

    def table(values: list[str]) -> str:
        rows = zip(names, values, strict=True)
        return "\n".join(f"# {name.ljust(wide)} = {value}" for name, value in rows)

    return POLICY.format(
        title=json.dumps(title, ensure_ascii=False),
        id=json.dumps(id_),
        due=table([f"{time:%Y-%m-%dT%H:%M:%S}" for time in due]),
        points=table([f"{_points(course, name):g}" for name in names]),
        titles=table([json.dumps(_words(name)) for name in names]),
        first=names[0],
        extended=f"{due[0] + timedelta(weeks=1):%Y-%m-%dT%H:%M:%S}",
    )


def _points(course: Course, name: str) -> float:
    cells = nbformat.read(course.released(name), as_version=4).cells
    return float(sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in cells))


def _words(name: str) -> str:
    """
    >>> _words("02_cross_correlation")
    '2 Cross correlation'
    """
    number, _, words = name.partition("_")
    return f"{number.lstrip('0')} {words.replace('_', ' ').capitalize()}"
