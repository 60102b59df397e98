"""What is handed in is read without following, running or believing any of it."""

from __future__ import annotations

import json
import os
import shutil
import threading
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder import intake
from autograder.course import Course
from autograder.intake import Refused, read_submission, timestamp
from autograder.sanitise import sanitise

NAME = "02_cross_correlation"
NOTEBOOK = f"{NAME}.ipynb"


@pytest.fixture
def released(repository: Course) -> NotebookNode:
    return nbformat.read(repository.released(NAME), as_version=4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where ada's submission lies."""
    folder = tmp_path / "submitted" / "ada" / NAME
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def put(folder: Path, repository: Course) -> Callable[..., Path]:
    """Hands in the released notebook under some name."""

    def put(name: str = NOTEBOOK) -> Path:
        return Path(shutil.copy(repository.released(NAME), folder / name))

    return put


def refusal(folder: Path, released: NotebookNode, code: str) -> str:
    with pytest.raises(Refused) as caught:
        read_submission(folder, released, NAME)
    assert caught.value.code == code
    assert str(folder.parent.parent) not in caught.value.sentence
    return caught.value.sentence


def sources(nb: NotebookNode) -> list[str]:
    return [cell["source"] for cell in nb.cells]


# --- the notebook ------------------------------------------------------------------------------


def test_an_ordinary_submission(
    folder: Path, released: NotebookNode, put: Callable[..., Path]
) -> None:
    put()
    (folder / "kernel.csv").write_text("1,2")
    submission = read_submission(folder, released, NAME)
    nb, notes = sanitise(submission.notebook, released)
    assert sources(nb) == sources(released)
    assert submission.files == {"kernel.csv": b"1,2"}
    assert (submission.notes, notes) == ((), [])


def test_nothing_handed_in_names_what_is_there(folder: Path, released: NotebookNode) -> None:
    assert refusal(folder, released, "missing-notebook") == f"No notebook of {NAME} was handed in."
    (folder / "<b>.pdf").write_text("")
    (folder / "timestamp.txt").write_text("2030-01-01 00:00:00")
    assert refusal(folder, released, "missing-notebook").endswith("There is: '?b?.pdf'.")


def test_a_folder_that_is_not_there_is_a_missing_notebook(
    folder: Path, released: NotebookNode
) -> None:
    refusal(folder.parent / "other", released, "missing-notebook")
    refusal(folder.parent.parent / "bob" / NAME, released, "missing-notebook")


@pytest.mark.parametrize("name", ["homework (3).ipynb", f"{NOTEBOOK}.txt", "X.IPYNB", "a\nb.ipynb"])
def test_a_renamed_notebook_is_known_by_its_cells(
    folder: Path, released: NotebookNode, put: Callable[..., Path], name: str
) -> None:
    put(name)
    (folder / "notes.ipynb").write_text("{}", "utf-8")
    submission = read_submission(folder, released, NAME)
    assert len(submission.notebook.cells) == len(released.cells)
    shown = name.replace("\n", "?")
    assert submission.notes == (f"The notebook was handed in as {shown!r}.",)


def test_two_candidates_are_both_named(
    folder: Path, released: NotebookNode, put: Callable[..., Path]
) -> None:
    put("a.ipynb")
    put("b.ipynb")
    sentence = refusal(folder, released, "missing-notebook")
    assert "'a.ipynb' and 'b.ipynb'" in sentence
    put()
    assert read_submission(folder, released, NAME).notes == ()


def test_a_notebook_of_another_exercise_is_not_this_one(
    folder: Path, released: NotebookNode, repository: Course
) -> None:
    shutil.copy(repository.released("03_padding_and_stride"), folder / "mine.ipynb")
    refusal(folder, released, "missing-notebook")


MALFORMED = {
    "empty": b"",
    "blank": b" \n",
    "no JSON": b"{ not json",
    "cut off": b'{"cells": [{"cell_type": "code", "sou',
    "a list": b"[]",
    "a string": b'"notebook"',
    "a number": b"1",
    "NaN": b"NaN",
    "no cells": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "cells that are none": b'{"cells": 5}',
    "Latin-1": b'{"cells": [], "x": "\xe9"}',
    "UTF-16 cut in half": "{}".encode("utf-16")[:-1],
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0",
    "deep lists": b"[" * 200_000,
    "deep objects": b'{"a":' * 200_000,
    "deep in a cell": b'{"cells": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
    "a huge integer": b'{"cells": [], "nbformat": ' + b"9" * 100_000 + b"}",
    "two documents": b'{"cells": []}{"cells": []}',
    "too many values": b'{"cells": [' + b"[]," * 4_100_000 + b"[]]}",
    "a page": b"<!DOCTYPE html><html><body>Sign in to continue</body></html>",
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_no_notebook_is_said_with_what_to_do(
    folder: Path, released: NotebookNode, case: str
) -> None:
    (folder / NOTEBOOK).write_bytes(MALFORMED[case])
    with pytest.raises(Refused) as caught:
        read_submission(folder, released, NAME)
    assert caught.value.code == "malformed-notebook"
    assert caught.value.sentence.endswith("save it and hand it in again.")
    assert 0 < len(caught.value.detail) < 600


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: (
            text.replace('"metadata": {', '"metadata": {"x": NaN, "y": -Infinity,', 1)
            .replace(",}", "}")
            .replace(",\n   }", "}")
            .encode()
        ),
        lambda text: b'{"cells": 1, ' + text.encode()[1:],
        lambda text: text.replace('"nbformat_minor": 5', '"nbformat_minor": 99').encode(),
        lambda text: text.replace('"nbformat": 4', '"nbformat": 5').encode(),
    ],
    ids=["BOM", "Windows", "UTF-16", "UTF-16-BE", "NaN", "key twice", "newer minor", "newer"],
)
def test_what_editors_do_to_a_file_is_forgiven(
    folder: Path,
    released: NotebookNode,
    put: Callable[..., Path],
    change: Callable[[str], bytes],
) -> None:
    path = put()
    path.write_bytes(change(path.read_text("utf-8")))
    nb, notes = sanitise(read_submission(folder, released, NAME).notebook, released)
    assert sources(nb) == sources(released)
    assert notes == []


@pytest.mark.parametrize("version", [2, 3])
def test_an_old_notebook_is_read(folder: Path, released: NotebookNode, version: int) -> None:
    code = next(c for c in released.cells if c.id == "corr1d")
    cells: list[dict[str, Any]] = [
        {"cell_type": "heading", "level": 2, "source": "Title", "metadata": {}},
        {
            "cell_type": "code",
            "input": ["def corr1d(x, w):\n", "    return 1"],
            "language": "python",
            "outputs": [],
            "metadata": json.loads(json.dumps(code.metadata)),
        },
    ]
    old = {
        "nbformat": version,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [{"cells": cells}],
    }
    (folder / NOTEBOOK).write_text(json.dumps(old), "utf-8")
    nb, _ = sanitise(read_submission(folder, released, NAME).notebook, released)
    assert {"## Title", "def corr1d(x, w):\n    return 1"} <= set(sources(nb))


def test_thirty_megabytes_of_output_are_left_behind(folder: Path, released: NotebookNode) -> None:
    line = {"output_type": "stream", "name": "stdout", "text": ["[0, 1, 2]\n"] * 1_000_000}
    picture = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/png": "A" * 20_000_000},
    }
    big = json.loads(json.dumps(released))
    big["cells"][3]["outputs"] = [line, picture]
    (folder / NOTEBOOK).write_text(json.dumps(big), "utf-8")
    assert (folder / NOTEBOOK).stat().st_size > 30_000_000
    nb, notes = sanitise(read_submission(folder, released, NAME).notebook, released)
    assert len(json.dumps(nb)) < 100_000
    assert notes == []


def test_a_notebook_beyond_all_measure_is_refused(folder: Path, released: NotebookNode) -> None:
    with (folder / NOTEBOOK).open("wb") as file:
        file.truncate(2**40)  # sparse: it takes no room
    assert "larger than 64 MB" in refusal(folder, released, "refused-file")


# --- links, pipes, devices, names --------------------------------------------------------------


@pytest.mark.parametrize("step", ["notebook", "assignment", "student"])
def test_no_link_is_followed_at_any_step(
    folder: Path, released: NotebookNode, put: Callable[..., Path], step: str
) -> None:
    put()
    other = folder.parent.parent / "bob" / NAME
    other.parent.mkdir()
    if step == "notebook":
        other.mkdir()
        (other / NOTEBOOK).symlink_to(folder / NOTEBOOK)
    elif step == "assignment":
        other.symlink_to(folder)
    else:
        other.parent.rmdir()
        other.parent.symlink_to(folder.parent)
    refusal(other, released, "refused-file")


def test_links_among_the_data_are_left_out(
    folder: Path, released: NotebookNode, put: Callable[..., Path], tmp_path: Path
) -> None:
    put()
    (tmp_path / "gradebook.db").write_text("secret")
    (folder / "data.csv").symlink_to(tmp_path / "gradebook.db")
    (folder / "nowhere.csv").symlink_to("missing")
    (folder / "loop.csv").symlink_to("loop.csv")
    submission = read_submission(folder, released, NAME)
    assert submission.files == {}
    assert submission.notes[0] == "'data.csv' was left out: only ordinary files are taken along."


def test_the_course_itself_may_lie_behind_a_link(
    folder: Path, released: NotebookNode, put: Callable[..., Path], tmp_path: Path
) -> None:
    put()
    (tmp_path / "link").symlink_to(folder.parent.parent)
    read_submission(tmp_path / "link" / "ada" / NAME, released, NAME)


@pytest.mark.parametrize("name", [NOTEBOOK, "other.ipynb", "hw.zip"])
def test_a_pipe_does_not_make_the_grader_wait(
    folder: Path, released: NotebookNode, name: str
) -> None:
    os.mkfifo(folder / name)
    os.mkfifo(folder / "timestamp.txt")
    done = threading.Thread(target=refusal, args=(folder, released, "refused-file"), daemon=True)
    done.start()
    done.join(20)
    assert not done.is_alive()
    assert timestamp(folder) is None


def test_a_folder_in_place_of_the_notebook_is_refused(folder: Path, released: NotebookNode) -> None:
    (folder / NOTEBOOK).mkdir()
    refusal(folder, released, "refused-file")


def test_a_second_name_of_ones_own_file_is_innocent(
    folder: Path, released: NotebookNode, put: Callable[..., Path], tmp_path: Path
) -> None:
    os.link(put(), tmp_path / "backup.ipynb")
    read_submission(folder, released, NAME)


def test_a_second_name_of_another_persons_file_is_not(folder: Path) -> None:
    own = list(os.stat(folder))
    own[3], own[4] = 2, 1000  # names, owner
    others = [*own[:4], 1001, *own[5:]]
    single = [*others[:3], 1, *others[4:]]
    home, *files = (os.stat_result(s) for s in (own, own, others, single))
    assert [intake.foreign(file, home) for file in files] == [False, True, False]


ODD = [
    "-rf",
    "a\nb.csv",
    "a\x1b[2J.csv",
    "x" * 240,
    b"\xff\xfe.csv".decode(errors="surrogateescape"),
]


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_left_out_and_never_crash(
    folder: Path, released: NotebookNode, put: Callable[..., Path], name: str
) -> None:
    put()
    (folder / name).write_text("")
    (folder / "naïve données.csv").write_text("")
    submission = read_submission(folder, released, NAME)
    assert list(submission.files) == ["naïve données.csv"]
    (note,) = submission.notes
    assert "odd name" in note
    assert note.isprintable()


# --- data files --------------------------------------------------------------------------------


def test_code_and_hidden_files_are_no_data(
    folder: Path, released: NotebookNode, put: Callable[..., Path]
) -> None:
    put()
    (folder / "torch").mkdir()
    for name in (
        "numpy.py",
        "numpy.PY",
        "numpy.pyc",
        "numpy.cpython-311-x86_64-linux-gnu.so",
        "a.pth",
        ".ipython",
        "timestamp.txt",
        "second.ipynb",
    ):
        (folder / name).write_text("")
    (folder / "timestamp.txt").write_text("2030-01-01 00:00:00")
    (folder / "data.npy").write_bytes(b"\x93NUMPY")
    submission = read_submission(folder, released, NAME)
    assert submission.files == {"data.npy": b"\x93NUMPY"}
    assert "'numpy.py' was left out: only the notebook's own code is run." in submission.notes
    assert submission.notes[-1] == "2 more files were left out."


def test_large_and_many_files_are_left_out_with_a_note(
    folder: Path, released: NotebookNode, put: Callable[..., Path]
) -> None:
    put()
    (folder / "a-large.dat").write_bytes(b"x" * (2**20 + 1))
    for number in range(9):
        (folder / f"b{number}.dat").write_bytes(b"x" * (2**20 - 10))
    for number in range(60):
        (folder / f"c{number:02}.txt").write_text("1")
    submission = read_submission(folder, released, NAME)
    assert len(submission.files) == 50
    assert sum(map(len, submission.files.values())) <= 8 * 2**20
    assert submission.notes[0] == "'a-large.dat' was left out: it is too large."
    assert submission.notes[-1].endswith("more files were left out.")
    assert len(submission.notes) == 5


def test_a_folder_of_thousands_is_refused(
    folder: Path, released: NotebookNode, put: Callable[..., Path]
) -> None:
    put()
    for number in range(2001):
        (folder / f"{number}").touch()
    refusal(folder, released, "refused-file")


# --- archives ----------------------------------------------------------------------------------


def zipped(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


@pytest.mark.parametrize("inside", [NOTEBOOK, f"week 2/{NOTEBOOK}", "week 2/mine.ipynb"])
def test_a_zip_is_looked_into(
    folder: Path, released: NotebookNode, repository: Course, inside: str
) -> None:
    beside = f"{inside.rpartition('/')[0]}/data.csv".lstrip("/")
    data = repository.released(NAME).read_bytes()
    files = {inside: data, beside: b"1", "elsewhere/data.csv": b"2", "numpy.py": b""}
    zipped(folder / "hw.zip", files)
    before = sorted(folder.rglob("*"))
    submission = read_submission(folder, released, NAME)
    assert len(submission.notebook.cells) == len(released.cells)
    assert submission.files == {"data.csv": b"1"}
    assert submission.notes[0] == "The notebook was handed in as 'hw.zip'."
    assert sorted(folder.rglob("*")) == before, "something was unpacked"


def test_a_zip_beside_the_notebook_is_not_opened(
    folder: Path, released: NotebookNode, put: Callable[..., Path]
) -> None:
    put()
    (folder / "hw.zip").write_bytes(b"PK, but no zip")
    submission = read_submission(folder, released, NAME)
    assert (submission.notes, submission.files) == ((), {})


def test_a_zip_without_or_with_two_notebooks_is_none(
    folder: Path, released: NotebookNode, repository: Course
) -> None:
    zipped(folder / "hw.zip", {"a.txt": b""})
    assert "There is: 'hw.zip'." in refusal(folder, released, "missing-notebook")
    data = repository.released(NAME).read_bytes()
    zipped(folder / "hw.zip", {f"a/{NOTEBOOK}": data, f"b/{NOTEBOOK}": data})
    assert " and " in refusal(folder, released, "missing-notebook")
    shutil.copy(folder / "hw.zip", folder / "hw2.zip")
    assert "'hw.zip' and 'hw2.zip'" in refusal(folder, released, "missing-notebook")


def test_a_bomb_is_a_refused_file(folder: Path, released: NotebookNode) -> None:
    zipped(folder / "hw.zip", {NOTEBOOK: b"\0" * 80 * 2**20})
    refusal(folder, released, "refused-file")


# --- the time ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2030-05-01 12:00:00", datetime(2030, 5, 1, 12)),
        ("2030-05-01 12:00:00.5 UTC\n", datetime(2030, 5, 1, 12, 0, 0, 500_000)),
        ("2030-05-01 12:00:00 +0200", None),
        ("2030-05-01T12:00:00+02:00", datetime(2030, 5, 1, 10)),
        ("2030-05-01 12:00:00 Europe/Berlin", datetime(2030, 5, 1, 10)),
        ("", None),
        ("yesterday", None),
        ("2030-13-45 99:00:00", None),
        ("9" * 900, None),
        ("2030-05-01 12:00:00 99999999999999999999", None),
        ("2030-05-01 12:00:00 /etc/passwd", None),
        ("2030-05-01 12:00:00 ../../../etc/passwd", None),
        ("\0", None),
        ("2030-05-01 12:00:00" + " " * 5000, None),
    ],
)
def test_the_time_is_read_as_nbgrader_reads_it_or_not_at_all(
    folder: Path,
    released: NotebookNode,
    put: Callable[..., Path],
    text: str,
    expected: datetime | None,
) -> None:
    put()
    (folder / "timestamp.txt").write_text(text)
    if "+0200" in text:  # nbgrader takes it for 200 seconds
        expected = datetime(2030, 5, 1, 11, 56, 40)
    assert timestamp(folder) == expected
    assert read_submission(folder, released, NAME).notes == ()


def test_a_time_zone_names_no_file_to_open(folder: Path, tmp_path: Path) -> None:
    """dateutil would open it, and wait for a pipe."""
    os.mkfifo(tmp_path / "pipe")
    (folder / "timestamp.txt").write_text(f"2030-05-01 12:00:00 {tmp_path / 'pipe'}")
    assert timestamp(folder) is None


def test_no_time_at_all_is_none(folder: Path, tmp_path: Path) -> None:
    assert timestamp(folder) is None
    assert timestamp(tmp_path / "submitted" / "nobody" / NAME) is None
    (folder / "timestamp.txt").symlink_to(tmp_path / "elsewhere.txt")
    (tmp_path / "elsewhere.txt").write_text("2030-05-01 12:00:00")
    assert timestamp(folder) is None
