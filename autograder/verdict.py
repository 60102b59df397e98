"""What a check answers: a stable code, sentences for the student, and a picture of the failure.

A verdict renders itself as HTML (notebook, feedback, page) and as text (terminal), and gives the
same as plain data for reports. It decides nothing: `autograder.judge` fills it in.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.picture import grid_html, grid_text, number, plane

MIME = "application/vnd.convolution.verdict+json"

# One sentence for each code; {function}, {detail}, {yours}, {expected} and {inputs} are filled in.
SENTENCES = {
    "pass": "Right: every case passes.",
    "not-written": "{function} is not written yet. Replace the line with NotImplementedError.",
    "not-a-function": "{function} is no function here but {detail}. Run the cell that defines it.",
    "wrong-signature": "{function} should take its arguments as {signature}; {detail}.",
    "returned-nothing": "{function} returned None. Does it end with a return?",
    "unreadable": "{function} should return an array of numbers, but returned {detail}.",
    "not-a-number": "Some values of the result are NaN or infinite. Is something divided by zero, "
    "or an array used before it is filled?",
    "raised": "{function} stopped with an error: {detail}",
    "timed-out": "{function} gave no answer in time ({detail}). Is there a loop that never ends?",
    "not-defined": "There is no {function}: {detail}.",
    "out-of-memory": "{function} asked for more memory than a notebook gets here. Does an array "
    "grow without end, or is one much larger than it need be?",
    "killed": "{function} ended the process that it ran in ({detail}), so there is no answer.",
    "forbidden": "{function} tried something that is not allowed while your work is graded: files, "
    "the network and other programs are out of reach ({detail}).",
    "changed-input": "{function} changed its own input. Work on a copy: "
    "whoever called you still needs the original.",
    "wrong-shape": "The result has shape {yours}; this case asks for {expected}.",
    "wrong-value": "{detail}.",
}

# What a cell of the student's own says where something stopped it; {detail} and {seconds} are
# filled in.
ENDS = {
    "timed-out": (
        "TimedOut",
        "This cell had no end within {seconds} s. Is there a loop that never stops? {detail}",
    ),
    "killed": (
        "Killed",
        "The process of your notebook ended in this cell: {detail}. "
        "The other cells ran without it.",
    ),
    "out-of-memory": ("OutOfMemory", "This cell asked for more memory than a notebook gets here."),
    "forbidden": (
        "Forbidden",
        "This cell tried something that is not allowed while your work is graded: {detail}. "
        "The other cells ran without it.",
    ),
    "unreadable": (
        "Unreadable",
        "After this cell your notebook answered with {detail}. The other cells ran without it.",
    ),
}

# What to do next if no listed mistake behaves the same.
HINTS = {
    "wrong-value": "Work out one wrong value by hand from the case below, step by step. "
    "Where does your code do something else?",
    "wrong-shape": "Count by hand, for the case below, how many values there are along each axis.",
    "raised": "Call your function yourself with the case below, and print the shapes of what "
    "meets in that line.",
}


@dataclass(frozen=True)
class Shown:
    """The smallest failing case, with everything a picture needs."""

    inputs: dict[str, Any]
    expected: NDArray[np.float64]
    yours: NDArray[np.float64] | None
    wrong: NDArray[np.bool_] | None  # which values differ; None where shapes do
    printed: str = ""  # what the function printed in this case


@dataclass(frozen=True)
class Verdict:
    """The answer to one check of one function."""

    check: str
    signature: str
    code: str
    points: int
    of: int
    properties: tuple[tuple[str, int, bool], ...] = ()  # what it says, its points, passed?
    detail: str = ""
    case: Shown | None = None
    mistake: str | None = None  # stable name
    when: str = ""  # end of "this is what you get when …"
    hint: str = ""

    @property
    def passed(self) -> bool:
        return self.code == "pass"

    @property
    def sentence(self) -> str:
        """What happened, in one sentence that a student may read."""
        case = self.case
        return SENTENCES[self.code].format(
            function=self.signature.partition("(")[0],
            signature=self.signature,
            detail=self.detail,
            yours=_shape(case.yours) if case and case.yours is not None else "",
            expected=_shape(case.expected) if case else "",
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain data for reports: no array, nothing of a student's own class."""
        return {
            "check": self.check,
            "code": self.code,
            "points": self.points,
            "of": self.of,
            "mistake": self.mistake,
            "sentence": self.sentence,
            "properties": [
                {"says": says, "points": points, "passed": passed}
                for says, points, passed in self.properties
            ],
        }

    def text(self) -> str:
        """For a terminal."""
        lines = [
            f"{'✓' if self.passed else '✗'} {self.signature}   {self.points} of {self.of} points"
        ]
        if self.properties and not self.passed:
            lines += [f"  {'✓' if ok else '✗'} {says} ({p})" for says, p, ok in self.properties]
        lines.append(self.sentence)
        if self.mistake:
            lines.append(f"This is what you get when {self.when}.")
        if self.hint:
            lines.append(f"Next: {self.hint}")
        if self.case:
            lines += ["", "The smallest case that fails:"]
            for label, array, at in self._grids():
                where = plane(array, at)[1]
                lines += [f"{label}{where} {_shape(array)}", grid_text(array, at=at)]
            lines += [f"{name} = {value!r}" for name, value in self._scalars()]
            if self.case.printed:
                lines += ["Your function printed:", self.case.printed.rstrip()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = "#009e73" if self.passed else "#d55e00"
        mark = "✓" if self.passed else "✗"
        parts = [
            f'<div class="verdict" data-code="{self.code}" style="border-left:4px solid {head};'
            'padding:.4em 0 .4em .9em;margin:.4em 0;line-height:1.5">'
            f"<div><b>{mark} <code>{html.escape(self.signature)}</code></b>"
            f" &nbsp; {self.points} of {self.of} points</div>"
        ]
        if self.properties and not self.passed:
            items = "".join(
                f"<li>{'✓' if ok else '✗'} {html.escape(says)} <small>({p})</small></li>"
                for says, p, ok in self.properties
            )
            parts.append(
                f'<ul style="list-style:none;padding-left:.2em;margin:.3em 0">{items}</ul>'
            )
        said = html.escape(self.sentence).replace("\n", "<br>")
        parts.append(f"<p style='margin:.4em 0'>{said}</p>")
        if self.mistake:
            parts.append(
                "<p style='margin:.4em 0'>"
                f"<b>This is what you get when {html.escape(self.when)}.</b></p>"
            )
        if self.hint:
            parts.append(f"<p style='margin:.4em 0'><b>Next:</b> {html.escape(self.hint)}</p>")
        if self.case:
            parts.append("<p style='margin:.6em 0 .1em'>The smallest case that fails:</p>")
            scalars = ", ".join(f"{n} = {v!r}" for n, v in self._scalars())
            if scalars:
                parts.append(f"<p style='margin:.1em 0'><code>{html.escape(scalars)}</code></p>")
            grids = "".join(
                grid_html(array, label, at=at, wrong=self.case.wrong if label in _MARKED else None)
                for label, array, at in self._grids()
            )
            parts.append(f'<div style="overflow-x:auto">{grids}</div>')
            if self.case.printed:
                printed = html.escape(self.case.printed.rstrip())
                parts.append(
                    "<p style='margin:.4em 0 .1em'>Your function printed:</p>"
                    f'<pre style="margin:0;overflow-x:auto">{printed}</pre>'
                )
        return "".join(parts) + "</div>"

    def _grids(self) -> list[tuple[str, NDArray[Any], tuple[int, ...] | None]]:
        """Label, array and the place to look at: the inputs, then yours, expected, difference."""
        case = self.case
        assert case is not None
        grids: list[tuple[str, NDArray[Any], tuple[int, ...] | None]] = [
            (name, value, None)
            for name, value in case.inputs.items()
            if isinstance(value, np.ndarray)
        ]
        if self.code == "wrong-value" and case.expected.ndim == 0:
            return grids  # the sentence names both numbers already
        at = None
        if case.wrong is not None and case.wrong.any():
            at = tuple(int(i) for i in np.argwhere(case.wrong)[0])
        if case.yours is not None:
            grids.append(("yours", case.yours, at))
        grids.append(("expected", case.expected, at))
        if case.yours is not None and case.wrong is not None and case.expected.ndim:
            grids.append(("difference", case.yours - case.expected, at))
        return grids

    def _scalars(self) -> list[tuple[str, Any]]:
        assert self.case is not None
        return [(n, v) for n, v in self.case.inputs.items() if not isinstance(v, np.ndarray)]


_MARKED = {"yours", "difference"}


def _shape(array: NDArray[Any]) -> str:
    return (
        str(tuple(array.shape)) if array.ndim else f"() (the single number {number(float(array))})"
    )
