"""``python -m autograder``: everything an instructor does, one command each.

Exit codes: 0 done, 1 something is wrong and the message says what, 2 the words of the call are off,
130 stopped with Ctrl-C.
"""

from __future__ import annotations

import argparse
import sys

from autograder import __version__
from autograder.commands import collect, desk, export, grading, policy, proof, report
from autograder.errors import CourseError

GROUPS = [policy, collect, grading, report, export, desk, proof]  # in the order of the help
INTERRUPTED = 130  # what a shell expects after Ctrl-C


def main(words: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    # Without this, jsonschema (of nbformat) imports a grammar of addresses that no notebook needs,
    # for most of a second. It does without where it is not there.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    call = _parser().parse_args(words)
    try:
        code = _run(call)
    except CourseError as error:
        print(f"error {error.code}: {error.sentence}", file=sys.stderr)
        if error.detail:
            print(error.detail, file=sys.stderr)
        return INTERRUPTED if error.code == "stopped" else 1
    except OSError as error:
        said = f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")
        print(f"error system: {said}. Mend that and run the same command again.", file=sys.stderr)
        return 1
    return code


def _run(call: argparse.Namespace) -> int:
    """The command; what a database raises comes out in words, whoever asked it."""
    try:
        code: int = call.run(call)
    except Exception as error:
        # By name: most commands do without a database, and without the second it takes to import.
        if not any(kind.__module__.startswith("sqlalchemy.") for kind in type(error).__mro__):
            raise
        from autograder.course import Course
        from autograder.storage import in_words

        with in_words(Course(call.course)):
            raise
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m autograder", description=__doc__.partition("\n")[0])
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
