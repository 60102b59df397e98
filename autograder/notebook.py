"""The bytes of a notebook that someone handed in, read without trusting them.

1. decode: UTF-8, or UTF-16 that says so with a byte-order mark, as Windows editors write it;
2. count: a file of brackets alone would grow to forty times its size in memory;
3. parse: whatever JSON cannot be read is ``malformed-notebook``, whichever way it fails;
4. reduce: of each cell its type, id, source, attachments and nbgrader metadata. Outputs go first,
   so that 30 MB of them cost nothing further on.

nbformat is not asked: its validation takes longer than all of this, it raises many types, and
`autograder.sanitise` builds a valid notebook from whatever comes.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

from nbformat import NotebookNode

from autograder.refused import Refused

MAX_VALUES = 4_000_000  # in one file: some 300 MB once they are Python objects
WHAT_TO_DO = "Please open it in Jupyter, save it and hand it in again."

# A string that never closes goes to the end: looking for a shorter one would take forever.
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def parse_notebook(data: bytes) -> NotebookNode:
    """The cells of a notebook of any version, as nbformat 4 has them, outputs left out.

    Nothing is repaired: sources and metadata may still be of any type.

    Raises
    ------
    Refused
        ``malformed-notebook``, with what was wrong as its detail.
    """
    parsed = _parse(_decode(data))
    if not isinstance(parsed, dict):
        raise malformed(f"a JSON {type(parsed).__name__}, no object")
    cells = _cells(parsed)
    if cells is None:
        raise malformed(f"no list of cells; nbformat {str(parsed.get('nbformat'))[:20]}")
    nb = NotebookNode(metadata=NotebookNode(), nbformat=4, nbformat_minor=5)
    nb["cells"] = [_reduced(cell) for cell in cells]
    return nb


def grade_ids(nb: NotebookNode) -> set[str]:
    """Which graded cells a notebook has or claims to have."""
    found = set()
    for cell in nb.cells:
        meta = cell["metadata"].get("nbgrader") if isinstance(cell, NotebookNode) else None
        name = meta.get("grade_id") if isinstance(meta, dict) else None
        if isinstance(name, str):
            found.add(name)
    return found


def malformed(detail: str) -> Refused:
    return Refused(
        "malformed-notebook", f"This is no notebook that Jupyter can open. {WHAT_TO_DO}", detail
    )


def _decode(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        # Not repr: UnicodeDecodeError carries the whole file in it.
        raise malformed(f"UnicodeDecodeError: {error}") from None


def _parse(text: str) -> Any:
    # Most brackets and commas of an honest notebook stand inside strings. Only where there are
    # very many is it worth taking the strings out to know.
    if _values(text) > MAX_VALUES and _values(_STRING.sub('""', text)) > MAX_VALUES:
        raise malformed(f"more than {MAX_VALUES} values in {len(text)} characters")
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError, MemoryError) as error:
        raise malformed(repr(error)[:500]) from None


def _values(text: str) -> int:
    return text.count(",") + text.count("[") + text.count("{")


def _no_number(name: str) -> None:
    """NaN and Infinity are no JSON, yet Python writes them, into outputs above all."""
    return None


def _cells(parsed: dict[str, Any]) -> list[Any] | None:
    cells = parsed.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = parsed.get("worksheets")  # nbformat 2 and 3
    if not isinstance(sheets, list):
        return None
    lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def _reduced(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return None
    node = NotebookNode(cell_type=cell.get("cell_type"), metadata=NotebookNode())
    # Code was "input" in nbformat 2 and 3, and "code" or "text" in the first.
    texts = (cell[key] for key in ("source", "input", "code", "text") if key in cell)
    dict.__setitem__(node, "source", next(texts, ""))
    if node.cell_type == "heading":
        node["cell_type"] = "markdown"
        level = cell.get("level")
        hashes = "#" * level if isinstance(level, int) and 1 <= level <= 6 else "#"
        dict.__setitem__(node, "source", [f"{hashes} ", *_lines(node["source"])])
    if isinstance(cell.get("id"), str):
        node["id"] = cell["id"]
    metadata = cell.get("metadata")
    if isinstance(metadata, dict) and "nbgrader" in metadata:
        node["metadata"]["nbgrader"] = _flat(metadata["nbgrader"])
    attachments = cell.get("attachments")
    if isinstance(attachments, dict):
        node["attachments"] = NotebookNode(
            {name: _flat(bundle) for name, bundle in attachments.items()}
        )
    return node


def _lines(source: Any) -> list[Any]:
    return source if isinstance(source, list) else [source]


def _flat(value: Any) -> Any:
    """A dict without what is nested in it, save for lists of lines; anything else is None."""
    if not isinstance(value, dict):
        return None
    return NotebookNode(
        {
            key: "".join(item) if _is_lines(item) else item
            for key, item in value.items()
            if not isinstance(item, (dict, list)) or _is_lines(item)
        }
    )


def _is_lines(item: Any) -> bool:
    return isinstance(item, list) and all(isinstance(line, str) for line in item)
