"""Give a submission the shape of the released notebook, whatever happened to it.

The notebook is built anew from parts that are allowed; nothing else of the submission survives:
no tag, no metadata, no output. What an accident does to a notebook costs the student nothing:

1. *Which cells count.* A graded cell is known by its grade_id, or, if its metadata are lost, by
   its cell id, which is the same in a released notebook. Of several copies the last counts, as
   in nbgrader; the others become ordinary cells, which still run.
2. *What is in them.* Type, points and flags are the released ones. Test cells and other locked
   cells have their released text.
3. *Missing cells* come back with the released text: an answer right behind the cell that stands
   before it in the released notebook, so that what the student wrote in a cell of their own
   comes later and counts; a test behind its answer.
4. *Order.* A student's order stays, with one exception: **a test comes after the answers that it
   tests**, which are the code cells to be filled in between the test before it and itself. A
   test that is further up (dragged there, or its answer was pasted again below) moves behind the
   last of them, and behind the student's own code cells that follow there, for these may be the
   second half of a cell that was split. So a test judges the function as it stands when its
   answer is complete. A test that comes later than it had to stays: it runs what a student who
   runs the notebook from top to bottom sees.
5. *Text* of other cells is made inert (`autograder.inert`); raw cells, which nbconvert copies
   into the page, become blocks of code. Text that is as released stays as it is.

A submission in its proper shape comes out with the same sources in the same order, and no notes.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from autograder.inert import as_typed, inert, pictures, plain_text
from autograder.refused import Refused, shown

MAX_CELLS = 500
MAX_SOURCE = 300_000  # characters in all
MAX_LINE = 10_000  # characters of a line of code: to colour it takes time by their square
MAX_BLANK = 200  # blank lines in a row, likewise
MAX_PICTURES = 16 * 2**20  # characters of base64 in all


def sanitise(nb: NotebookNode, released: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """A valid notebook that holds every graded cell of `released` once, and what was repaired.

    Parameters
    ----------
    nb
        As it was handed in; its cells may be of any type and damaged in any way.
    released
        Trusted: its graded cells carry complete nbgrader metadata.

    Returns
    -------
    notebook, notes
        Neither argument is changed. The notes are sentences that a student may read.

    Raises
    ------
    Refused
        ``refused-file`` beyond 500 cells, 300,000 characters of source or 10,000 in a line of code.
    """
    model = _Model(released)
    cells = nb.get("cells")
    cells = cells if isinstance(cells, list) else []
    if len(cells) > MAX_CELLS:
        raise _too_large(f"more than {MAX_CELLS} cells", f"{len(cells)} cells")
    notes: list[str] = []
    parts = [p for n, cell in enumerate(cells, 1) if (p := _part(cell, n, notes)) is not None]
    size = sum(len(part.source) for part in parts)
    if size > MAX_SOURCE:
        raise _too_large(f"more than {MAX_SOURCE:,} characters", f"{size} characters")
    _claim(parts, model, notes)
    for part in parts:
        _shape(part, model, notes)
        if part.kind == "code":
            _shorten(part, notes)
    if edited := [repr(part.name) for part in parts if part.edited]:
        notes.append(f"The nbgrader metadata are as released again: {', '.join(edited)}.")
    shown_size = sum(_picture_size(part.attachments) for part in parts)
    if shown_size > MAX_PICTURES:
        raise _too_large("more than 16 MB of pictures", f"{shown_size} characters")
    _bring_back(parts, model, notes)
    _tests_behind_answers(parts, model, notes)
    return _assemble(parts, model), notes


_BLANKS = re.compile(rf"\n(?:[ \t\f\v]*\n){{{MAX_BLANK},}}")


@dataclass(eq=False)
class _Part:
    """One cell on its way: what was handed in, then what it becomes."""

    number: int  # its place in what was handed in, from 1; 0 if it was not
    kind: str
    source: str
    cell_id: str = ""
    claims: str = ""  # the grade_id that it says it has
    name: str = ""  # the grade_id that it is granted
    edited: bool = False  # its nbgrader metadata are not the released ones
    meta: Any = None
    attachments: Any = None


@dataclass
class _Model:
    """The released notebook, looked up in the ways that are needed here."""

    released: NotebookNode
    graded: dict[str, NotebookNode] = field(default_factory=dict)
    texts: dict[tuple[str, str], int] = field(default_factory=dict)  # ordinary cells: their place
    answers: dict[str, list[str]] = field(default_factory=dict)  # of each test

    def __post_init__(self) -> None:
        group: list[str] = []
        closed = False  # a test has followed: the next answer begins another group
        for place, cell in enumerate(self.released.cells):
            meta = cell.metadata.get("nbgrader")
            if not meta:
                self.texts[cell.cell_type, cell.source] = place
                continue
            self.graded[meta.grade_id] = cell
            if meta.solution and cell.cell_type == "code":
                group, closed = ([] if closed else group) + [meta.grade_id], False
            elif is_test(cell):
                self.answers[meta.grade_id], closed = group, True


def _picture_size(attachments: Any) -> int:
    return sum(len(d) for bundle in (attachments or {}).values() for d in bundle.values())


def is_test(cell: NotebookNode) -> bool:
    """Whether a released cell is graded by running it."""
    meta = cell.metadata.get("nbgrader", {})
    return bool(meta.get("grade")) and not meta.get("solution") and cell.cell_type == "code"


def is_locked(cell: NotebookNode) -> bool:
    """Whether a released cell's text is not the student's to change; as nbgrader has it."""
    meta = cell.metadata.get("nbgrader", {})
    return not meta.get("solution") and bool(meta.get("grade") or meta.get("locked"))


def _too_large(what: str, detail: str) -> Refused:
    return Refused(
        "refused-file",
        f"The notebook has {what}. Please remove what does not belong to the exercise.",
        detail,
    )


def _part(cell: Any, number: int, notes: list[str]) -> _Part | None:
    if not isinstance(cell, dict):
        notes.append(f"Cell {number} could not be read and is left out.")
        return None
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        notes.append(f"The text of cell {number} could not be read; it is empty now.")
        source = ""
    kind = cell.get("cell_type")
    if kind not in ("code", "markdown", "raw"):
        notes.append(f"Cell {number} was of an unknown type; it is shown as text.")
        kind = "raw"
    part = _Part(number, kind, plain_text(source), attachments=cell.get("attachments"))
    cell_id, metadata = cell.get("id"), cell.get("metadata")
    if isinstance(cell_id, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,64}", cell_id):
        part.cell_id = cell_id
    if isinstance(metadata, dict):
        part.meta = metadata.get("nbgrader")
        claims = part.meta.get("grade_id") if isinstance(part.meta, dict) else None
        part.claims = claims if isinstance(claims, str) else ""
    return part


def _claim(parts: list[_Part], model: _Model, notes: list[str]) -> None:
    """Grant each grade_id to one cell."""
    granted: dict[str, _Part] = {}
    for part in reversed(parts):
        if part.claims in model.graded and part.claims not in granted:
            granted[part.claims] = part
            part.name = part.claims
        elif part.claims in model.graded:
            notes.append(f"Cell {part.number} is a copy of {part.claims!r}: it runs, ungraded.")
        elif part.claims:
            notes.append(
                f"Cell {part.number} says that it is {shown(part.claims)}, "
                "which is no cell of this exercise; it is not graded."
            )
    ids = {cell.get("id"): name for name, cell in model.graded.items()}
    for part in reversed(parts):
        name = ids.get(part.cell_id, "")
        if name and name not in granted and not part.name and not part.claims:
            granted[name], part.name = part, name


def _shape(part: _Part, model: _Model, notes: list[str]) -> None:
    """Type and text of one cell."""
    if not part.name:
        if (part.kind, part.source) in model.texts:
            place = model.texts[part.kind, part.source]
            part.attachments = model.released.cells[place].get("attachments")
        else:
            _shape_own(part, notes)
        return
    cell = model.graded[part.name]
    if part.kind != cell.cell_type:
        notes.append(f"Cell {part.name!r} was a {part.kind} cell; it is {cell.cell_type} again.")
        part.kind = cell.cell_type
    part.edited = _but_checksum(part.meta) != _but_checksum(cell.metadata.nbgrader)
    if is_locked(cell):
        if part.source.strip() != plain_text(cell.source).strip():
            notes.append(f"Test cell {part.name!r} had been changed; it is as released again.")
        part.source, part.attachments = cell.source, cell.get("attachments")
    elif part.source == plain_text(cell.source):
        part.source, part.attachments = cell.source, cell.get("attachments")
    elif part.kind != "code":
        _shape_own(part, notes)


def _shorten(part: _Part, notes: list[str]) -> None:
    """Nothing in a cell of code may take a page minutes to colour."""
    if max(map(len, part.source.split("\n")), default=0) > MAX_LINE:
        raise _too_large(f"a line of more than {MAX_LINE} characters", f"cell {part.number}")
    shorter = _BLANKS.sub("\n" * MAX_BLANK, part.source)
    if shorter != part.source:
        notes.append(f"Cell {part.number} has fewer blank lines now.")
        part.source = shorter


def _but_checksum(meta: Any) -> Any:
    """A checksum differs as soon as the exercise was released anew; that is nobody's edit."""
    return {k: v for k, v in meta.items() if k != "checksum"} if isinstance(meta, dict) else meta


def _shape_own(part: _Part, notes: list[str]) -> None:
    if part.kind == "raw":
        part.kind, part.attachments = "markdown", None
        if part.source.strip():
            part.source = as_typed(part.source)
            notes.append(f"Cell {part.number} was a raw cell; it is shown as it was typed.")
    elif part.kind == "markdown":
        part.attachments, part.source, some_lost = pictures(part.attachments, part.source)
        part.source, reason = inert(part.source, frozenset(part.attachments))
        if some_lost:
            notes.append(f"An attachment of cell {part.number} is no picture and is left out.")
        if reason:
            notes.append(f"Cell {part.number} {reason}; it is shown as it was typed.")


def _bring_back(parts: list[_Part], model: _Model, notes: list[str]) -> None:
    """Missing graded cells, each behind the nearest cell that stands before it as released."""
    before: list[tuple[str, Any]] = []  # released cells so far, nearest last
    missing = []
    for cell in model.released.cells:
        meta = cell.metadata.get("nbgrader")
        key = ("graded", meta.grade_id) if meta else ("text", (cell.cell_type, cell.source))
        here = {_key(part): place for place, part in enumerate(parts)}
        if meta and key not in here:
            place = next((here[k] + 1 for k in reversed(before) if k in here), 0)
            if is_test(cell):
                place = _past_own_code(parts, place, model)
            parts.insert(
                place,
                _Part(
                    0,
                    cell.cell_type,
                    cell.source,
                    name=meta.grade_id,
                    attachments=cell.get("attachments"),
                ),
            )
            missing.append(repr(meta.grade_id))
        before.append(key)
    if missing:
        cells, were, are = (
            ("Cell", "was", "it is") if len(missing) == 1 else ("Cells", "were", "they are")
        )
        notes.append(f"{cells} {', '.join(missing)} {were} missing; {are} back as released.")


def _key(part: _Part) -> tuple[str, Any]:
    return ("graded", part.name) if part.name else ("text", (part.kind, part.source))


def _past_own_code(parts: list[_Part], place: int, model: _Model) -> int:
    """Go on past code that the student added: it may be the rest of the answer before it."""
    while place < len(parts) and parts[place].kind == "code" and not parts[place].name:
        if (parts[place].kind, parts[place].source) in model.texts:
            break
        place += 1
    return place


def _tests_behind_answers(parts: list[_Part], model: _Model, notes: list[str]) -> None:
    moved = []
    for name, answers in model.answers.items():
        places = {part.name: place for place, part in enumerate(parts) if part.name}
        last = max((places[answer] for answer in answers), default=-1)
        if places[name] > last:
            continue
        test = parts.pop(places[name])
        # One less for the test itself; behind tests of the same answer that moved before it.
        place = _past_own_code(parts, last, model)
        while place < len(parts) and parts[place].name in moved:
            place = _past_own_code(parts, place + 1, model)
        parts.insert(place, test)
        moved.append(name)
        notes.append(f"Test cell {name!r} stood before its answer; it comes after it now.")


def _assemble(parts: list[_Part], model: _Model) -> NotebookNode:
    """The notebook: nothing in it but what is written here."""
    taken = {cell.get("id") for cell in model.graded.values()}
    cells = []
    for number, part in enumerate(parts, 1):
        cell = NotebookNode(cell_type=part.kind, metadata=NotebookNode(), source=part.source)
        if part.name:
            graded = model.graded[part.name]
            cell["id"] = graded.get("id") or _free_id(f"graded-{number}", taken)
            cell["metadata"]["nbgrader"] = NotebookNode(graded.metadata.nbgrader)
        else:
            cell["id"] = _free_id(part.cell_id or f"cell-{number}", taken)
        taken.add(cell["id"])
        if part.kind == "code":
            cell["outputs"], cell["execution_count"] = [], None
        elif part.attachments:
            cell["attachments"] = copy.deepcopy(part.attachments)
        cells.append(cell)
    kept = ("kernelspec", "language_info")
    metadata = {k: copy.deepcopy(v) for k, v in model.released.metadata.items() if k in kept}
    nb = NotebookNode(metadata=NotebookNode(metadata), nbformat=4, nbformat_minor=5)
    nb["cells"] = cells
    return nb


def _free_id(wanted: str, taken: set[str]) -> str:
    free, number = wanted, 1
    while free in taken:
        number += 1
        free = f"{wanted[:56]}-{number}"
    return free
