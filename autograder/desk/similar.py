"""Submissions more alike than the class: a hint where to look, never a proof.

Steps: take the code that a student wrote, cell by cell → turn it into fingerprints that do not
change with names, comments and layout (copydetect's winnowing) → leave out the starter code →
weigh what two works share by how few others have it → name the pairs that stand out from all pairs
of the class.

That fifteen people write `np.zeros((h, w))` says nothing, and that two write the same odd loop says
much. A fingerprint that only two of N works hold weighs 1, one that all hold weighs 0, and between
them log(N/d) / log(N/2) for d works.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from autograder.desk.pages import write
from autograder.errors import CourseError

if TYPE_CHECKING:
    from copydetect import CodeFingerprint

    from autograder.course import Course

GRAM, WINDOW = 16, 4  # characters of a fingerprint, and how many of them one is chosen from
LEAST = 0.3  # of the shorter work, weighted, that has to be shared before anybody is named
FENCE = 3.0  # interquartile ranges above the upper quartile of the class: "far out" (Tukey, 1977)
FEW = 10  # pairs: fewer make no class that one could stand out from
SHORT = 8  # fingerprints: of less code than that nothing can be said
SHOWN = 50  # pairs on a page


@dataclass(frozen=True)
class Work:
    """What one student wrote."""

    student: str
    code: str


@dataclass(frozen=True)
class Pair:
    """Two works and how alike they are."""

    first: str
    second: str
    alike: float  # 0 … 1: the shared part of the shorter work, weighted by how rare it is
    shared: float  # 0 … 1: the same, unweighted
    passages: tuple[Markup, Markup]  # both codes, with what they share in <mark>

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "first": self.first,
            "second": self.second,
            "alike": round(self.alike, 3),
            "shared": round(self.shared, 3),
        }


@dataclass(frozen=True)
class Likeness:
    """The pairs of one assignment that stand out."""

    assignment: str
    works: int
    usual: float  # the median of all pairs
    fence: float  # from where on a pair is named
    pairs: tuple[Pair, ...]


def alike(course: Course, assignment: str) -> Likeness:
    """Compare everything handed in for one assignment.

    Raises
    ------
    CourseError
        ``not-graded`` if nothing of it is graded yet: the graded notebooks are compared, in which
        every cell is where it belongs.
    """
    found = list(works(course, assignment))
    if not found:
        raise CourseError(
            "not-graded",
            f"Nothing of {assignment} is graded yet. Run 'python -m autograder grade' first.",
        )
    return compare(assignment, found, starter(course, assignment))


def works(course: Course, assignment: str) -> Iterator[Work]:
    """Every student's code, from the graded notebooks."""
    for path in sorted(course.autograded.glob(f"*/{assignment}/{assignment}.ipynb")):
        yield Work(path.parts[-3], _code(path))


def starter(course: Course, assignment: str) -> str:
    """What the cells hold before anybody has written into them."""
    return _code(course.released(assignment))


def compare(assignment: str, found: Sequence[Work], given: str = "") -> Likeness:
    """The pairs of these works that are more alike than the others.

    >>> loops = "def f(x):\\n    out = []\\n    for v in x[::-1]:\\n        out.append(v * 2 + 1)"
    >>> copied = loops.replace("out", "result").replace("v", "value")
    >>> other = "def f(x):\\n    return np.flip(np.asarray(x, dtype=float) * 2.0 + 1.0, axis=0)"
    >>> third = "def f(x):\\n    y = list(x)\\n    y.reverse()\\n    return [2 * k + 1 for k in y]"
    >>> works = [Work("ada", loops), Work("bo", copied), Work("cy", other), Work("di", third)]
    >>> [(p.first, p.second) for p in compare("loops", works).pairs]
    [('ada', 'bo')]
    """
    boilerplate = _fingerprint(given).hashes
    prints = [_fingerprint(work.code, boilerplate) for work in found]
    weighted, plain = _shares([p.hashes for p in prints])
    rows, columns = np.triu_indices(len(found), 1)
    values = weighted[rows, columns]
    usual, fence = _fence(values)
    order = np.argsort(-values)[:SHOWN]
    pairs = [
        Pair(
            found[i].student,
            found[j].student,
            float(weighted[i, j]),
            float(plain[i, j]),
            _passages(prints[i], prints[j]),
        )
        for i, j in zip(rows[order], columns[order], strict=True)
        if weighted[i, j] > fence
    ]
    return Likeness(assignment, len(found), usual, fence, tuple(pairs))


def page(course: Course, likeness: Likeness) -> Path:
    """Write the pairs side by side; returns the page."""
    path = course.reports / f"similar-{likeness.assignment}.html"
    return write(
        path,
        "similar.html",
        title=f"More alike than the class: {likeness.assignment}",
        likeness=likeness,
        pairs=list(enumerate(likeness.pairs, 1)),
    )


def _code(path: Path) -> str:
    """The code cells in which a student writes, one below the other under their names."""
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError):  # not graded, or not a notebook: nothing to compare
        return ""
    written = []
    for cell in cells:
        meta = cell.get("metadata", {}).get("nbgrader", {})
        if cell.get("cell_type") == "code" and meta.get("solution"):
            source = cell["source"]
            text = source if isinstance(source, str) else "".join(source)
            written.append(f"# {meta.get('grade_id')}\n{text.strip()}\n")
    return "\n".join(written)


def _fingerprint(code: str, given: Collection[int] = ()) -> CodeFingerprint:
    """What stays of a work when names, comments, layout and the code that was given are gone."""
    from copydetect import CodeFingerprint  # imports matplotlib

    found = CodeFingerprint("", GRAM, WINDOW, language="python", fp=io.StringIO(code))
    found.hashes -= set(given)
    found.hash_idx = {h: places for h, places in found.hash_idx.items() if h in found.hashes}
    return found


def _shares(hashes: Sequence[set[int]]) -> tuple[np.ndarray, np.ndarray]:
    """For each pair, the part of the shorter work that is shared: weighted, and plain."""
    from scipy.sparse import csr_array

    number = {h: n for n, h in enumerate(sorted(set().union(*hashes)))}
    ends = np.cumsum([0, *(len(h) for h in hashes)])
    columns = np.fromiter(itertools.chain(*([number[h] for h in some] for some in hashes)), int)
    holds = csr_array((np.ones(len(columns)), columns, ends), shape=(len(hashes), len(number)))
    works = len(hashes)
    held_by = np.maximum(holds.sum(axis=0), 1)
    weight = np.clip(np.log(works / held_by) / np.log(max(works / 2, 1.0 + 1e-9)), 0.0, 1.0)
    if works == 2:  # no class to compare with: what is shared is shared
        weight = np.ones_like(weight)
    sizes = np.diff(ends).astype(float)
    sizes[sizes < SHORT] = np.inf
    shorter = np.minimum.outer(sizes, sizes)
    return (
        (holds * weight @ holds.T).toarray() / shorter,
        (holds @ holds.T).toarray() / shorter,
    )


def _fence(values: np.ndarray) -> tuple[float, float]:
    """The usual value, and from where on one is far out."""
    if values.size < FEW:
        return (float(np.median(values)) if values.size else 0.0), LEAST
    low, usual, high = np.quantile(values, [0.25, 0.5, 0.75])
    return float(usual), float(max(LEAST, high + FENCE * (high - low)))


def _passages(first: CodeFingerprint, second: CodeFingerprint) -> tuple[Markup, Markup]:
    """Both codes with what they share marked."""
    from copydetect import compare_files

    _, _, slices = compare_files(first, second)
    one, two = (_marked(p, s) for p, s in zip((first, second), slices, strict=True))
    return one, two


def _marked(work: CodeFingerprint, slices: np.ndarray) -> Markup:
    from copydetect.utils import highlight_overlap

    if slices.size == 0:
        return Markup.escape(work.raw_code)
    text, _ = highlight_overlap(work.raw_code, slices, "<mark>", "</mark>", escape_html=True)
    return Markup(text)
