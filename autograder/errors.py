"""Errors with three layers: a stable code, a sentence for the person, a detail for the log."""

from __future__ import annotations


class CourseError(Exception):
    """Something the person at the keyboard can mend.

    Parameters
    ----------
    code
        Stable and hyphenated; scripts may rely on it.
    sentence
        What is wrong and what to do, in words.
    detail
        Whatever helps the one who looks closer: a log, a traceback.
    """

    def __init__(self, code: str, sentence: str, detail: str = "") -> None:
        super().__init__(f"{code}: {sentence}")
        self.code, self.sentence, self.detail = code, sentence, detail


def plain(text: str) -> str:
    """A text that a terminal only shows: characters that would steer it are replaced.

    >>> plain("ada\\x1b[2J\\nbob")
    'ada?[2J bob'
    """
    return "".join(c if c.isprintable() else " " if c in "\n\t" else "?" for c in text)
