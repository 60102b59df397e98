"""A course in which almost everybody attacks: built, graded in a process of its own, looked at.

`Attack` reads a file of `tests/attacks/`; `build` makes the course folder, with honest neighbours
between the attackers and canaries (secret words) wherever a student must not look; `grade` runs the
real engine on it, in another process with a home, a working folder and a temporary folder of its
own, and reports what came of it and what it left behind.

A file ``attacks/VERDICT/NAME.py`` is the source of the cell `corr2d` in an otherwise right
notebook. Comments at its top may say otherwise:

``# verdict: a, b``
    either will do, where isolations refuse in different ways.
``# points: N``
    what is earned for the function all the same (in ``pass``: everything, unless said).
``# cell: NAME``, ``first``, ``last``
    the code is a cell of its own: before the cell NAME, or at an end of the notebook.
``# aims: NAME``
    the check whose verdict counts (default: the cell's, else `corr2d`).
``# costs: NAME …``
    functions whose points are lost as well.
``# kind: tamper``
    the file defines ``tamper(nb, folder)``, which changes an honest notebook (plain JSON) or puts
    things into the folder; if it returns bytes, these are handed in as they are.
``# total: N``
    the points of a tampered notebook (default: all if it is graded, else none).
``# student: NAME``
    who hands it in; with ``# odd bytes``, the folder's name is in Latin-1.
``# files``
    needs an isolation that hides files.
``# paths``
    the student's own error may name paths.
``# alone``
    graded in a course of its own, with one neighbour: it would take the class down with it.

A file ``attacks/VERDICT/NAME.ipynb`` is handed in byte by byte; its metadata, ``attack``, hold such
comments.

``@COURSE@`` and ``@AUTOGRADER@`` stand for the course folder and the package.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import time
import traceback
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import autograder

FOLDER = Path(__file__).resolve().parent / "attacks"
NAME = "02_cross_correlation"
POINTS = {"corr1d": 4, "corr2d": 4, "convolve1d": 5, "convolve2d": 4, "kernel_gradient": 4}
POINTS |= {"find_the_bug": 3, "predict": 3}
# What becomes of a whole submission; all other folders are verdicts on one function.
OF_A_SUBMISSION = (
    "graded", "repaired", "inert", "malformed-notebook", "missing-notebook", "refused-file",
)  # fmt: skip
NEIGHBOURS = ("aaa-neighbour", "m-neighbour", "zzz-neighbour")
# Small, so that what never ends ends soon.
SETTINGS = """
c.Engine.cell_seconds = 2
c.Engine.call_seconds = 2
c.Engine.notebook_seconds = 20
c.Engine.memory_mb = 300
c.Engine.workers = 2
"""


@dataclass(frozen=True)
class Attack:
    """One file."""

    path: Path

    @property
    def id(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def source(self) -> str:
        text = self.path.read_text("utf-8")
        return text if self.path.suffix == ".py" else json.loads(text)["metadata"]["attack"]

    def said(self, word: str) -> str | None:
        found = re.search(rf"^# {word}: (.+)$", self.source, re.MULTILINE)
        return found[1].strip() if found else None

    def says(self, word: str) -> bool:
        return re.search(rf"^# {word}$", self.source, re.MULTILINE) is not None

    @property
    def verdicts(self) -> list[str]:
        return (self.said("verdict") or self.path.parent.name).split(", ")

    @property
    def whole(self) -> bool:
        """Whether the folder names what becomes of the submission, not of a function."""
        return self.path.parent.name in OF_A_SUBMISSION

    @property
    def student(self) -> str:
        return self.said("student") or self.id.replace("/", ".")

    @property
    def folder(self) -> str:
        """The student's name as the file system gives it."""
        return os.fsdecode(self.student.encode("latin-1" if self.says("odd bytes") else "utf-8"))

    @property
    def aim(self) -> str:
        cell = self.said("cell")
        return self.said("aims") or (cell if cell in POINTS else None) or "corr2d"

    @property
    def alone(self) -> bool:
        return self.says("alone")

    @property
    def total(self) -> int:
        """The points that the whole notebook deserves."""
        everything = sum(POINTS.values())
        if self.said("total"):
            return int(self.said("total") or 0)
        if self.whole:
            return everything if self.verdicts[0] in ("graded", "repaired", "inert") else 0
        lost = {self.aim, *(self.said("costs") or "").split()}
        default = POINTS[self.aim] if self.verdicts[0] == "pass" else 0
        earned = int(self.said("points") or default)
        return everything - sum(POINTS[name] for name in lost) + earned

    def text(self, course: Path) -> str:
        """The source with the paths that an attacker would have to guess."""
        package = str(Path(autograder.__file__).parent)
        return self.source.replace("@COURSE@", str(course)).replace("@AUTOGRADER@", package)


def attacks(*, alone: bool, files: bool = True) -> list[Attack]:
    """The attacks for a class, or those that get a course of their own."""
    found = [Attack(p) for p in sorted(FOLDER.glob("*/*")) if p.suffix in (".py", ".ipynb")]
    return [a for a in found if a.alone == alone and (files or not a.says("files"))]


# --- the course ----------------------------------------------------------------------------------


@dataclass
class Place:
    """A course folder and what surrounds it: everything is below `root`."""

    root: Path
    canaries: dict[str, str] = field(default_factory=dict)
    seeds: dict[str, int] = field(default_factory=dict)

    course = property(lambda self: self.root / "course")
    home = property(lambda self: self.root / "home")
    here = property(lambda self: self.root / "here")
    temporary = property(lambda self: self.root / "tmp")

    def secrets(self, student: str) -> dict[str, str]:
        """What must be read nowhere in what comes of a student's work."""
        return self.canaries | {"seed": str(self.seeds[student])}


def build(released: Path, root: Path, todo: Iterable[Attack]) -> Place:
    """Make the course in which these attacks are handed in.

    Parameters
    ----------
    released
        A course folder with the exercise released, to be copied.
    root
        Where everything goes; it exists and is empty.
    """
    import nbformat

    from autograder.course import Course
    from autograder.demo.make import Student as Honest
    from autograder.demo.make import fill_in
    from autograder.seeds import course_secret, grading_seed

    place = Place(root)
    shutil.copytree(released, place.course)
    for other in (*place.course.glob("solutions/*"), *place.course.glob("exercises/*")):
        if other.name != NAME:
            shutil.rmtree(other)
    with (place.course / "nbgrader_config.py").open("a") as config:
        config.write(SETTINGS)
    course = Course(place.course)
    blank = nbformat.read(course.released(NAME), as_version=4)
    right = json.dumps(fill_in(blank, Honest("honest", "Everything right.", {}, style=1)))

    for name in ("environment", "answers", "neighbour", "temporary", "gradebook", "home"):
        place.canaries[name] = f"canary{hashlib.sha256(f'{root}{name}'.encode()).hexdigest()[:12]}"
    place.canaries["secret"] = course_secret(course.secret).decode()
    place.canaries["model answer"] = "BEGIN " + "SOLUTION"
    for folder in (place.home / ".ssh", place.home / ".ipython", place.here, place.temporary):
        folder.mkdir(parents=True)
    (place.home / ".ssh" / "id_rsa").write_text(place.canaries["home"])
    (place.here / "notes.txt").write_text(place.canaries["home"])
    (place.course / "answers.txt").write_text(place.canaries["answers"])
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student(NEIGHBOURS[0], email=place.canaries["gradebook"])

    for neighbour in NEIGHBOURS:
        nb = json.loads(right)
        nb["cells"].append(_code(f"# {place.canaries['neighbour']}"))
        _put(course.submitted / neighbour / NAME / f"{NAME}.ipynb", json.dumps(nb))
    for attack in todo:
        if not attack.says("odd bytes"):  # such a student never gets as far as a seed
            place.seeds[attack.student] = grading_seed(course.secret, attack.student, NAME)
        folder = course.submitted / attack.folder / NAME
        folder.mkdir(parents=True)
        _hand_in(attack, json.loads(right), folder)
    return place


def _hand_in(attack: Attack, nb: dict[str, Any], folder: Path) -> None:
    notebook = folder / f"{NAME}.ipynb"
    course = folder.parents[2]
    if attack.path.suffix == ".ipynb":
        notebook.write_bytes(attack.path.read_bytes())
        return
    text = attack.text(course)
    if attack.said("kind") == "tamper":
        names: dict[str, Any] = {"__name__": "attack"}
        exec(compile(text, str(attack.path), "exec"), names)
        made = names["tamper"](nb, folder)
        if isinstance(made, bytes):
            notebook.write_bytes(made)
        elif made is None and folder.is_dir() and not folder.is_symlink():
            _put(notebook, json.dumps(nb))
        return
    cell = attack.said("cell")
    places = {_grade_id(c): n for n, c in enumerate(nb["cells"])}
    if cell is None:
        nb["cells"][places["corr2d"]]["source"] = text
    else:
        at = {"first": 0, "last": len(nb["cells"])}.get(cell)
        nb["cells"].insert(places[cell] if at is None else at, _code(text))
    _put(notebook, json.dumps(nb))


def _code(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }


def _grade_id(cell: dict[str, Any]) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() and not path.is_symlink():
        path.write_text(text, "utf-8")


def snapshot(place: Place) -> dict[str, str]:
    """A digest of every file that grading has no business to change."""
    written = ("autograded/", "feedback/", "gradebook.db", "marks.csv", ".grading/journal",
               ".grading/lock", ".grading/feedback")  # fmt: skip
    found = {}
    for top in (place.course, place.home, place.here):
        for folder, _, names in os.walk(top):
            for name in names:
                path = Path(folder, name)
                told = path.relative_to(top).as_posix()
                if top == place.course and (told.startswith(written) or "__pycache__" in told):
                    continue
                if told == ".ipython/profile_default/startup/README":
                    continue  # IPython's own, in any home where it has not been yet
                seen = path.lstat()
                content = path.read_bytes() if stat.S_ISREG(seen.st_mode) else b""
                digest = hashlib.sha256(content).hexdigest()
                found[f"{top.name}/{told}"] = f"{stat.filemode(seen.st_mode)} {digest}"
    return found


# --- grading it ----------------------------------------------------------------------------------


def grade(place: Place, tier: str, *, user: int | None = None, seconds: float = 600) -> dict:
    """Grade, write feedback and export, in a process of its own.

    Returns a report: ``graded`` (by student), ``error`` (what stopped grading), ``feedback error``,
    ``seconds``, ``hung``, ``processes`` and ``temporary`` (what was left).
    """
    report = place.root / "report.json"
    command = [sys.executable, "-P", __file__, str(place.root), tier]
    environment = {
        "PATH": os.environ["PATH"],
        "STUCK": os.environ.get("STUCK", "500"),
        "LANG": "C.UTF-8",
        "HOME": str(place.home),
        "TMPDIR": str(place.temporary),
        "GRADER_TOKEN": place.canaries["environment"],
    }
    if user is not None:
        subprocess.run(["chown", "-hR", f"{user}:{user}", place.root], check=True)
    canary = Path(place.temporary, "notes.txt")
    canary.write_text(place.canaries["temporary"])
    started = time.monotonic()
    run = subprocess.Popen(
        command,
        env=environment,
        cwd=place.here,
        user=user,
        group=user,
        extra_groups=[] if user is not None else None,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said, _ = run.communicate(timeout=seconds)
        hung = False
    except subprocess.TimeoutExpired:
        for pid in _below(run.pid):
            os.kill(pid, 9)
        said, _ = run.communicate()
        hung = True
    canary.unlink(missing_ok=True)
    result = json.loads(report.read_text()) if report.exists() else {"graded": {}, "error": said}
    return result | {
        "seconds": time.monotonic() - started,
        "hung": hung,
        "temporary": sorted(p.name for p in place.temporary.iterdir()),
        "said": said,
    }


def _below(pid: int) -> list[int]:
    """A process and all its descendants, as /proc tells."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended in the meantime
            continue
        parents[int(entry.name)] = int(fields[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _run(root: Path, tier: str) -> None:
    """The process that grades; its own parent collects whatever it leaves behind."""
    import faulthandler

    faulthandler.dump_traceback_later(float(os.environ.get("STUCK", 500)))
    from autograder import pipeline
    from autograder.course import Course
    from autograder.export import export
    from autograder.feedback import stale, write

    place = Place(root)
    course = Course(place.course)
    report: dict[str, Any] = {"graded": {}, "error": "", "feedback error": ""}
    spent: dict[str, float] = {}
    last = time.monotonic()

    def note(state: pipeline.State) -> None:
        nonlocal last
        spent[state.last], last = time.monotonic() - last, time.monotonic()

    try:
        done = pipeline.grade(course, isolation=tier, progress=note)
        report["graded"] = {g.student: asdict(g) for g in done}
    except Exception:  # noqa: BLE001  whatever stopped the class is what the test wants to know
        report["error"] = traceback.format_exc()
    try:
        write(course, stale(course))
    except Exception:  # noqa: BLE001  likewise
        report["feedback error"] = traceback.format_exc()
    try:
        export(course)
    except Exception:  # noqa: BLE001  likewise
        report["feedback error"] += traceback.format_exc()
    report["spent"] = spent
    (root / "report.json").write_text(json.dumps(report))


def main() -> None:
    """Grade in a child; report which of its processes outlive it."""
    root, tier = Path(sys.argv[1]), sys.argv[2]
    become_the_parent_of_orphans = 36
    ctypes.CDLL(None).prctl(become_the_parent_of_orphans, 1, 0, 0, 0)
    pid = os.fork()
    if pid == 0:
        _run(root, tier)
        return
    os.waitpid(pid, 0)
    end = time.monotonic() + 10
    while len(left := _below(os.getpid())) > 1 and time.monotonic() < end:
        time.sleep(0.1)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                continue
        except ChildProcessError:
            break
    names = []
    for one in left[1:]:
        told = Path(f"/proc/{one}/cmdline")
        names.append(told.read_bytes().decode("utf-8", "replace") if told.exists() else "")
    report = json.loads((root / "report.json").read_text())
    left = _below(os.getpid())[1:]
    report |= {"tier": tier, "processes": names if left else []}
    (root / "report.json").write_text(json.dumps(report))


if __name__ == "__main__":
    main()
