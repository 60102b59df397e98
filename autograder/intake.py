"""What one student handed in for one assignment, read safely: nothing of it is run or believed.

1. Walk to the folder one step at a time and follow no link on the way.
2. Read the notebook: by its name, else the only one that holds cells of the exercise, else the
   one in an archive that was handed in alone.
3. Read the small data files beside it, which the student's code may want to open.
4. Read ``timestamp.txt``, as nbgrader does.

Only regular files are opened, so no pipe or device can make the grader wait, and every read has
an upper bound. This needs a POSIX system (``openat``, ``O_NOFOLLOW``), as grading does anyway.
"""

from __future__ import annotations

import itertools
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from nbformat import NotebookNode

from autograder import unpack
from autograder.notebook import grade_ids, parse_notebook
from autograder.refused import Refused, shown
from autograder.submission import Submission

__all__ = ["Refused", "read_submission", "timestamp"]

MAX_NOTEBOOK = 64 * 2**20  # innocent output comes to 30 MB
MAX_ARCHIVE = 64 * 2**20
MAX_FILE, MAX_FILES_TOTAL, MAX_FILES = 2**20, 8 * 2**20, 50
MAX_ENTRIES = 2000  # in the folder
MAX_CANDIDATES = 10  # notebooks that are looked into when none has the right name
TIMESTAMP = "timestamp.txt"
NO_TIME = f"No time can be read from {TIMESTAMP}, so it counts as handed in on time."

# Safari and Windows like to put a second suffix behind one that they do not know.
_NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)
# What a notebook may want to read. A page or a drawing would run scripts in the instructor's
# browser: formgrader serves what lies beside a notebook.
_DATA = re.compile(r"\.(csv|tsv|txt|dat|json|npy|npz|png|jpe?g|gif|bmp|wav)$", re.IGNORECASE)
# Code beside the notebook would be imported in place of a library: a student's own numpy.py.
_CODE = re.compile(r"\.(py\w?|so(\.\d+)*|pth|egg|whl|dll|dylib)$", re.IGNORECASE)
_TIME = re.compile(r"[\w:.,+ -]{1,64}|[\w:.,+ -]{1,40} \w{1,20}(/[\w+-]{1,20}){1,2}", re.ASCII)

Read = Callable[[int], bytes]  # at most so many bytes, and one more if there are more


def read_submission(folder: Path, released: NotebookNode, name: str) -> Submission:
    """Read what lies in `folder`, which is ``submitted/STUDENT/ASSIGNMENT``.

    Parameters
    ----------
    released
        The notebook that the students were given: a renamed one is known by its cells.
    name
        Of the assignment; the notebook is ``NAME.ipynb``.

    Raises
    ------
    Refused
        ``missing-notebook``, ``malformed-notebook`` or ``refused-file``; nothing else.
    """
    notes: list[str] = []
    with _opened(folder) as here:
        offered = _offered(here)
        nb, chosen, beside = _notebook(offered, released, name, notes)
        files = _data_files(beside, notes)
        if chosen != f"{name}.ipynb":
            notes.insert(0, f"The notebook was handed in as {shown(chosen)}.")
    return Submission(nb, files, tuple(notes))


def timestamp(folder: Path) -> datetime | None:
    """When the submission was handed in, in UTC without a zone, or None if nothing tells."""
    try:
        with _opened(folder) as here:
            offered = _offered(here)
            return _time(offered[TIMESTAMP]) if TIMESTAMP in offered else None
    except Refused:
        return None  # `read_submission` says why, to the one who must know


def only_files(folder: Path) -> None:
    """Raise `Refused` unless `folder` holds nothing but files and folders of its own, and a time.

    For nbgrader's own `autograde`, which copies everything in it before it looks at the notebook.
    """
    with _opened(folder):
        pass
    for above, folders, files in os.walk(folder):
        for name in (*folders, *files):
            kind = os.lstat(os.path.join(above, name))
            if not stat.S_ISREG(kind.st_mode) and not stat.S_ISDIR(kind.st_mode):
                raise _refused(f"{shown(name)} is a link, or no file", stat.filemode(kind.st_mode))
            if foreign(kind, os.lstat(above)):
                raise _refused(f"{shown(name)} is no file of the student's own", repr(kind))
    if timestamp(folder) is None and os.path.lexists(folder / TIMESTAMP):
        raise Refused("refused-file", NO_TIME)


def is_data(name: str) -> bool:
    """Whether a file of that name may lie beside a graded notebook."""
    return _unfit(name) is None


# --- folders and files -------------------------------------------------------------------------


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """A descriptor of the folder. Above the student's folder all is the instructor's own."""
    student, assignment = folder.parent.name, folder.name
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
    held: list[int] = []
    try:
        held.append(os.open(folder.parent.parent, flags))
        for step in (student, assignment):
            held.append(os.open(step, flags | os.O_NOFOLLOW, dir_fd=held[-1]))
    except FileNotFoundError:
        _close(held)
        raise _missing(assignment, []) from None
    except (OSError, ValueError) as error:  # a link, a file, no permission, a NUL in the name
        _close(held)
        raise _refused("The folder is a link, or cannot be opened", repr(error)) from None
    try:
        yield held[-1]
    finally:
        _close(held)


def _close(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _offered(here: int) -> dict[str, Read]:
    """A reader for each thing in the folder, in order of names; hidden ones are left out."""
    try:
        with os.scandir(here) as entries:
            names = [entry.name for entry in itertools.islice(entries, MAX_ENTRIES + 1)]
    except OSError as error:
        raise _refused("The folder cannot be read", repr(error)) from None
    if len(names) > MAX_ENTRIES:
        raise _refused(f"More than {MAX_ENTRIES} files were handed in", "")
    return {name: _file(here, name) for name in sorted(names) if not name.startswith(".")}


def _file(here: int, name: str) -> Read:
    def read(most: int) -> bytes:
        try:
            # Looked at before it is opened: opening some devices does something already.
            kind = os.stat(name, dir_fd=here, follow_symlinks=False)
            if not stat.S_ISREG(kind.st_mode):
                raise _refused(f"{shown(name)} is a link, or no file", stat.filemode(kind.st_mode))
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
            with open(os.open(name, flags, dir_fd=here), "rb") as file:
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode) or foreign(found, os.fstat(here)):
                    raise _refused(f"{shown(name)} is no file of the student's own", repr(found))
                return file.read(most + 1)
        except OSError as error:
            raise _refused(f"{shown(name)} cannot be read", repr(error)) from None

    return read


def foreign(file: os.stat_result, folder: os.stat_result) -> bool:
    """Whether a file is a hard link to something of somebody else's.

    A second name alone is innocent: backups and deduplicating tools make them. A link keeps
    its owner, though, so one to a file of another person shows in a folder of the student's own.
    """
    return file.st_nlink > 1 and file.st_uid != folder.st_uid


def _refused(what: str, detail: str) -> Refused:
    return Refused(
        "refused-file", f"{what}. Please hand in the notebook as an ordinary file.", detail
    )


def _missing(name: str, names: list[str]) -> Refused:
    there = f" There is: {', '.join(shown(n) for n in names[:3])}." if names else ""
    return Refused("missing-notebook", f"No notebook of {name} was handed in.{there}")


# --- the notebook ------------------------------------------------------------------------------


def _notebook(
    offered: dict[str, Read], released: NotebookNode, name: str, notes: list[str]
) -> tuple[NotebookNode, str, dict[str, Read]]:
    """The notebook, the name it came under, and what lies beside it."""
    candidates = [n for n in offered if _NOTEBOOK.search(n)]
    if candidates:
        chosen, nb = _choose({n: offered[n] for n in candidates}, released, name, f"{name}.ipynb")
        return nb, chosen, offered
    archives = [n for n in offered if n.lower().endswith(unpack.SUFFIXES)]
    if not archives:
        raise _missing(name, [n for n in offered if n != TIMESTAMP])
    if len(archives) > 1:
        raise _several(name, archives)
    inside = unpack.members(_whole(offered[archives[0]], MAX_ARCHIVE, archives[0]))
    within = {f"{m.folder}/{m.name}".lstrip("/"): m for m in inside}
    readers = {p: m.read for p, m in within.items() if _NOTEBOOK.search(m.name)}
    if not readers:
        raise _missing(name, archives)
    named = [p for p in readers if within[p].name == f"{name}.ipynb"]
    path, nb = _choose(readers, released, name, named[0] if len(named) == 1 else "")
    neighbours = {m.name: m.read for m in inside if m.folder == within[path].folder}
    return nb, archives[0], neighbours


def _choose(
    candidates: dict[str, Read], released: NotebookNode, name: str, exact: str
) -> tuple[str, NotebookNode]:
    """The one called `exact`, else the only one that holds cells of the exercise."""
    if exact in candidates:
        return exact, parse_notebook(_whole(candidates[exact], MAX_NOTEBOOK, exact))
    if len(candidates) > MAX_CANDIDATES:
        raise _several(name, list(candidates))
    wanted = grade_ids(released)
    alike: dict[str, NotebookNode] = {}
    trouble: list[Refused] = []
    for path, read in candidates.items():
        try:
            nb = parse_notebook(_whole(read, MAX_NOTEBOOK, path))
        except Refused as error:
            trouble.append(error)
            continue
        found = grade_ids(nb)
        if found and 4 * len(found - wanted) < len(found):  # exercises share some names
            alike[path] = nb
    if len(alike) > 1:
        raise _several(name, list(alike))
    if not alike:
        raise trouble[0] if trouble else _missing(name, list(candidates))
    return next(iter(alike.items()))


def _several(name: str, paths: list[str]) -> Refused:
    both = " and ".join(shown(path) for path in paths[:3])
    return Refused(
        "missing-notebook",
        f"It is not clear which is the notebook of {name}: {both}. "
        f"Please hand in one, as {name}.ipynb.",
    )


def _whole(read: Read, most: int, name: str) -> bytes:
    data = read(most)
    if len(data) > most:
        raise _refused(f"{shown(name)} is larger than {most // 2**20} MB", "")
    return data


# --- data files and the time -------------------------------------------------------------------


def _data_files(offered: dict[str, Read], notes: list[str]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total, left_out = 0, []
    for name, read in offered.items():
        if name == TIMESTAMP or _NOTEBOOK.search(name) or name.lower().endswith(unpack.SUFFIXES):
            continue
        reason = _unfit(name)
        if reason is None and len(files) == MAX_FILES:
            reason = f"only {MAX_FILES} files are taken along"
        if reason is None:
            try:
                data = read(MAX_FILE)
            except Refused:
                reason = "only ordinary files are taken along"
            else:
                if len(data) > MAX_FILE or total + len(data) > MAX_FILES_TOTAL:
                    reason = "it is too large"
        if reason is not None:
            left_out.append(f"{shown(name)} was left out: {reason}.")
            continue
        files[name] = data
        total += len(data)
    if len(left_out) > 5:
        left_out[4:] = [f"{len(left_out) - 4} more files were left out."]
    notes += left_out
    return files


def _unfit(name: str) -> str | None:
    if _CODE.search(name):
        return "only the notebook's own code is run"
    if (
        name.startswith("-")
        or "\\" in name
        or not name.isprintable()
        or len(os.fsencode(name)) > 200
    ):
        return "it has an odd name"
    return None if _DATA.search(name) else "only data files are taken along"


def _time(read: Read) -> datetime | None:
    try:
        data = read(1000)
        text = data.decode("utf-8").strip() if len(data) <= 1000 else ""
    except (Refused, UnicodeDecodeError):
        return None
    # dateutil opens whatever file a time zone names, so only what looks like a zone gets there.
    if not _TIME.fullmatch(text):
        return None
    from nbgrader.utils import parse_utc  # here: a worker, which needs no time, needs no nbgrader

    try:
        return parse_utc(text)  # type: ignore[no-any-return]
    except Exception:  # noqa: BLE001  dateutil raises many types; none of them makes a time
        return None
