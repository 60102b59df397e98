"""Outputs that a student's process sends, made harmless: known shapes and inert types only.

They end in feedback pages and in the instructor's formgrader. HTML, SVG, JavaScript, LaTeX and
widgets are left out; their plain text remains.
"""

from __future__ import annotations

import json
import re
from typing import Any

Output = dict[str, Any]

MOST = 300  # outputs of one cell
ERRORS, TRACEBACK = 3, 20_000  # errors of one cell, and characters of their tracebacks
TEXT = 200_000  # characters of one text
PICTURE = 4 << 20
PICTURES = ("image/png", "image/jpeg")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\n]*")


def clean(outputs: Any) -> list[Output]:
    """The outputs that a notebook may keep; whatever is odd is dropped."""
    if type(outputs) is not list:
        return []
    kept = [_one(output) for output in outputs[:MOST] if type(output) is dict]
    errors = 0
    cleaned = []
    for output in kept:
        errors += output is not None and output["output_type"] == "error"
        if output is not None and not (output["output_type"] == "error" and errors > ERRORS):
            cleaned.append(output)
    return cleaned


def fit(outputs: list[Output], most: int) -> tuple[list[Output], int]:
    """Those that fit into `most` characters, and how much is left of these.

    Errors are always kept: they are short, and the cell would seem to have gone well without.
    """
    kept: list[Output] = []
    for output in outputs:
        size = len(json.dumps(output))
        if size <= most or output["output_type"] == "error":
            kept.append(output)
            most -= size
    if len(kept) < len(outputs):
        kept.append({"output_type": "stream", "name": "stdout", "text": "… and more, cut here\n"})
    return kept, max(0, most)


def error(name: str, sentence: str) -> Output:
    """An error as a notebook holds it."""
    return {
        "output_type": "error",
        "ename": name,
        "evalue": sentence,
        "traceback": [f"{name}: {sentence}"],
    }


def _one(output: Output) -> Output | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": _text(output.get("text"))}
    if kind == "error":
        lines = output.get("traceback")
        return {
            "output_type": "error",
            "ename": _text(output.get("ename"))[:200],
            "evalue": _text(output.get("evalue"))[:2000],
            "traceback": _cut(lines) if type(lines) is list else [],
        }
    if kind in ("display_data", "execute_result") and type(output.get("data")) is dict:
        data = {"text/plain": _text(output["data"].get("text/plain"))}
        for mime in PICTURES:
            picture = output["data"].get(mime)
            if type(picture) is str and len(picture) < PICTURE and _BASE64.fullmatch(picture):
                data[mime] = picture
        shown: Output = {"output_type": kind, "data": data, "metadata": {}}
        return shown | ({"execution_count": None} if kind == "execute_result" else {})
    return None


def _cut(lines: list[Any]) -> list[str]:
    left, cut = TRACEBACK, []
    for line in lines[:100]:
        cut.append(_text(line)[:left])
        left -= len(cut[-1])
    return [line for line in cut if line]


def _text(value: Any) -> str:
    if type(value) is not str:
        return ""
    return value[:TEXT].encode("utf-8", "backslashreplace").decode("utf-8")
