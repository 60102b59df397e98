"""Arrays as pictures: small numbered grids in HTML, and the same in plain text.

HTML tables with see-through colours need no plotting library, read well on a light or a dark
page, and can be spoken by a screen reader. Colour says sign and size; the number is always there.
"""

from __future__ import annotations

import html
from typing import Any

import numpy as np
from numpy.typing import NDArray

LARGEST = 8  # rows and columns that are shown; more would not fit beside each other on a page

_CELL = (
    "min-width:2.3em;padding:.15em .35em;text-align:right;"
    "border:1px solid rgba(128,128,128,.35);font-variant-numeric:tabular-nums"
)
_WRONG = "outline:2px solid #d55e00;outline-offset:-2px;font-weight:700"


def number(value: float) -> str:
    """A number as a person would write it.

    >>> [number(v) for v in (3.0, -0.12345, 12345.678, float("nan"))]
    ['3', '-0.123', '1.23e+04', 'nan']
    """
    if not np.isfinite(value):
        return str(float(value))
    if abs(value) < 1e-12:
        return "0"
    return (
        f"{value:.3g}" if abs(value - round(value)) > 1e-9 or abs(value) >= 1e5 else f"{value:.0f}"
    )


def plane(array: NDArray[Any], at: tuple[int, ...] | None = None) -> tuple[NDArray[Any], str]:
    """The last two axes of an array at one place, and what the place is called.

    Parameters
    ----------
    array
        Any rank; a scalar or a vector becomes a single row.
    at
        An index into `array` that the plane must go through; the first plane if None.

    Returns
    -------
    The plane, without rows where there are no values at all, and ``"[1, 0]"`` or ``""``.

    >>> values, where = plane(np.arange(24).reshape(2, 3, 2, 2), (1, 0, 0, 1))
    >>> values.tolist(), where
    ([[12, 13], [14, 15]], '[1, 0]')
    """
    if array.ndim <= 2:
        return np.atleast_2d(array), ""
    if array.size == 0:
        return np.zeros((0, 0)), ""
    leading = (at or (0,) * array.ndim)[: array.ndim - 2]
    return array[leading], f"[{', '.join(map(str, leading))}]"


def _colour(value: float, scale: float) -> str:
    if not np.isfinite(value) or scale == 0:
        return ""
    strength = 0.45 * min(1.0, abs(value) / scale)
    blue, orange = "0,114,178", "230,159,0"
    return f"background:rgba({blue if value > 0 else orange},{strength:.2f});"


def grid_html(
    array: NDArray[Any],
    label: str,
    *,
    wrong: NDArray[np.bool_] | None = None,
    at: tuple[int, ...] | None = None,
) -> str:
    """A labelled grid of numbers; cells in `wrong` are outlined.

    Only the first 8 rows and columns of the plane through `at` are shown, and the label says so.
    """
    values, where = plane(np.asarray(array), at)
    marks = plane(wrong, at)[0] if wrong is not None else np.zeros(values.shape, bool)
    rows, columns = (min(n, LARGEST) for n in values.shape)
    finite = np.abs(values[np.isfinite(values)].astype(float))
    scale = float(finite.max()) if finite.size else 0.0
    body = []
    for i in range(rows):
        cells = []
        for j in range(columns):
            style = (
                _CELL + ";" + _colour(float(values[i, j]), scale) + (_WRONG if marks[i, j] else "")
            )
            cells.append(f'<td style="{style}">{number(float(values[i, j]))}</td>')
        if columns < values.shape[1]:
            cells.append(f'<td style="{_CELL}">…</td>')
        body.append("<tr style='background:none'>" + "".join(cells) + "</tr>")
    if rows < values.shape[0]:
        body.append(f'<tr style="background:none"><td style="{_CELL}">⋮</td></tr>')
    shape = "×".join(map(str, np.shape(array))) or "a number"
    caption = f"<b>{html.escape(label)}</b>{html.escape(where)} <small>{shape}</small>"
    return (
        '<table style="display:inline-table;border-collapse:collapse;margin:.3em 1.2em .3em 0;'
        'width:auto;vertical-align:top;color:inherit">'
        '<caption style="caption-side:top;text-align:left;color:inherit;'
        'padding:.1em 0;white-space:nowrap">'
        f"{caption}</caption><tbody>{''.join(body)}</tbody></table>"
    )


def grid_text(array: NDArray[Any], *, at: tuple[int, ...] | None = None) -> str:
    """The same plane in plain text, columns aligned.

    >>> print(grid_text(np.array([[1.0, -2.5], [10.0, 0.0]])))
       1 -2.5
      10    0
    """
    values, _ = plane(np.asarray(array), at)
    shown = [[number(float(v)) for v in row[:LARGEST]] for row in values[:LARGEST]]
    width = max((len(s) for row in shown for s in row), default=1)
    tail = " …" if values.shape[1] > LARGEST else ""
    lines = [" ".join(s.rjust(width) for s in row) + tail for row in shown]
    if values.shape[0] > LARGEST:
        lines.append("⋮".rjust(width))
    return "\n".join(lines)
