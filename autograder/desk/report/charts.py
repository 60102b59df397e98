"""Pictures of a class, as SVG in the page: a dot for each student, bars where they are too many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

from markupsafe import Markup

from autograder.desk.report.gather import Work
from autograder.desk.report.summary import BINS, EARLIEST, LATEST, STEP, share_bin, time_bin

WIDE, TALL = 10, 40  # of a column, in units of the picture
ABREAST = (2, 3, 4)  # dots that stand side by side in a column; the more of them, the smaller
BOX, PITCH = 9, 12  # of a strip
SHADES = 5


@dataclass(frozen=True)
class Column:
    """What stands over one part of the axis: whom each dot is, or only how many."""

    who: tuple[str, ...]
    kind: str = ""  # a class of the style sheet


def marks(works: Sequence[Work]) -> Markup:
    """How many works reached how much of the points; a tick below the axis is the median."""
    counted = [work for work in works if work.counted]
    columns = _columns(
        [(share_bin(w.share), f"{_who(w)}: {100 * w.share:.0f} %") for w in counted], BINS
    )
    middle = median(work.share for work in counted) if counted else None
    words = "Works by twentieths of the points, from none to all: "
    tick = Markup("")
    if middle is not None:
        tick = Markup('<path class="median" d="M{:.1f} 41l4 6h-8z"></path>').format(
            middle * BINS * WIDE
        )
    return _picture(columns, words + _counts(columns), tick)


def times(works: Sequence[Work]) -> Markup:
    """When works came, by the deadline, which is a line across."""
    placed = [
        (number, f"{_who(work)}: {said(work)}")
        for work in works
        if work.handed_in and (number := time_bin(work)) is not None
    ]
    deadline = -EARLIEST // STEP
    columns = _columns(placed, (LATEST - EARLIEST) // STEP)
    columns = [
        Column(column.who, "late" if number >= deadline else "")
        for number, column in enumerate(columns)
    ]
    line = Markup('<path class="deadline" d="M{0} 0V47"></path>').format(deadline * WIDE)
    words = (
        f"Works by when they came, in steps of {STEP} hours: before the deadline "
        f"{_counts(columns[:deadline])}; after it {_counts(columns[deadline:])}"
    )
    return _picture(columns, words, line)


def strip(works: Sequence[Work]) -> Markup:
    """One student's exercises in order: the fuller a box, the more points; a dash is none."""
    boxes = Markup("").join(_box(PITCH * number, work) for number, work in enumerate(works))
    words = ", ".join(f"{100 * w.share:.0f} %" if w.handed_in else "–" for w in works)
    return Markup(
        '<svg class="strip" viewBox="0 0 {0} 20" width="{0}" height="20" role="img" '
        'aria-label="Points, exercise by exercise: {1}">{2}</svg>'
    ).format(PITCH * len(works), words, boxes)


def shade(work: Work) -> int:
    """How full a box of the table is, in steps: 0 is nothing."""
    return min(SHADES, ceil(work.share * SHADES)) if work.counted else 0


def said(work: Work) -> str:
    """When it came, in words.

    >>> from datetime import timedelta
    >>> from autograder.marks import Mark, Person
    >>> mark = Mark(Person("ada"), "a", None, None, 0.0, 0.0, 0.0, 0, 0.0)
    >>> [said(Work(mark, late=timedelta(hours=hours))) for hours in (-30, -2.4, 1.2, 50)]
    ['1 d 6 h before', '2 h before', '1 h late', '2 d 2 h late']
    """
    if work.late is None:
        return "no time known"
    hours = abs(work.late.total_seconds()) / 3600
    days = f"{hours // 24:.0f} d " if hours >= 24 else ""
    return f"{days}{hours % 24 // 1:.0f} h {'late' if work.is_late else 'before'}"


def _box(left: int, work: Work) -> Markup:
    if not work.handed_in:
        return Markup('<rect class="none" x="{}" y="18" width="{}" height="1"></rect>').format(
            left + 1, BOX
        )
    tall = 18 * min(1.0, work.share)
    return Markup(
        '<rect class="frame" x="{0}" y="1" width="{1}" height="18"></rect>'
        '<rect x="{0}" y="{2:.1f}" width="{1}" height="{3:.1f}"></rect>'
    ).format(left + 1, BOX, 19 - tall, tall)


def _who(work: Work) -> str:
    return work.mark.person.id


def _columns(placed: list[tuple[int, str]], count: int) -> list[Column]:
    who: list[list[str]] = [[] for _ in range(count)]
    for number, name in placed:
        who[number].append(name)
    return [Column(tuple(names)) for names in who]


def _counts(columns: Sequence[Column]) -> str:
    return ", ".join(str(len(column.who)) for column in columns)


def _picture(columns: Sequence[Column], words: str, over: Markup) -> Markup:
    most = max((len(column.who) for column in columns), default=0)
    abreast = next((n for n in ABREAST if n * int(TALL / _size(n)) >= most), 0)
    drawn = Markup("").join(
        _dots(number * WIDE, column, abreast) if abreast else _bar(number * WIDE, column, most)
        for number, column in enumerate(columns)
    )
    return Markup(
        '<svg class="chart" viewBox="0 -2 {0} 50" role="img" aria-label="{1}">{2}'
        '<path class="axis" d="M0 40.5H{0}"></path>{3}</svg>'
    ).format(len(columns) * WIDE, words, drawn, over)


def _size(abreast: int) -> float:
    """Of a dot and the gap around it."""
    return WIDE / (abreast + 0.5)


def _dots(left: int, column: Column, abreast: int) -> Markup:
    """A dot each, from the axis up; its tip names whose it is."""
    size = _size(abreast)
    return Markup("").join(
        Markup(
            '<circle class="{}" cx="{:.4g}" cy="{:.4g}" r="{:.2g}"><title>{}</title></circle>'
        ).format(
            column.kind,
            left + WIDE / 2 + (n % abreast - (abreast - 1) / 2) * size,
            TALL - size / 2 - n // abreast * size,
            0.45 * size,
            name,
        )
        for n, name in enumerate(column.who)
    )


def _bar(left: int, column: Column, most: int) -> Markup:
    if not column.who:
        return Markup("")
    tall = max(0.6, TALL * len(column.who) / most)
    return Markup(
        '<rect class="{}" x="{}" y="{:.1f}" width="{}" height="{:.1f}"><title>{}</title></rect>'
    ).format(column.kind, left + 1, TALL - tall, WIDE - 2, tall, len(column.who))
