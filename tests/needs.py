"""Programs that the tests drive and that no Python package brings: found here, else fetched.

``python -m tests.needs`` makes sure of all of them once, before the tests start in several
processes. As root on Debian or Ubuntu (a container, CI) it installs what is missing; anywhere else
it says in one line what to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from glob import glob

from tests import browser

QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


@dataclass(frozen=True)
class Need:
    """Programs, and the Debian packages that have them and what they lean on.

    >>> Need("a shell", ("sh",), ("dash",)).missing()
    []
    """

    what: str
    programs: tuple[str, ...]
    packages: tuple[str, ...]
    places: str = ""  # a pattern of folders off the path in which they may lie

    def missing(self) -> list[str]:
        """Programs that are neither on the path nor in those places."""
        path = os.pathsep.join([os.environ.get("PATH", ""), *glob(self.places)])
        return [program for program in self.programs if shutil.which(program, path=path) is None]

    def advice(self) -> str:
        """What to install, in one line."""
        return (
            f"{self.what}: {', '.join(self.missing())} not found "
            f"(Debian and Ubuntu: 'sudo apt-get install {' '.join(self.packages)}')"
        )


NEEDS = [
    Need(
        "the book as PDF",
        ("xelatex", "latexmk", "rsvg-convert", "pdftotext", "pdfinfo"),
        (
            "texlive-xetex",
            "texlive-latex-extra",
            "texlive-fonts-recommended",
            "latexmk",
            "librsvg2-bin",
            "fonts-wqy-microhei",  # Chinese names in the glossary
            "poppler-utils",
        ),
    ),
    Need(
        "PostgreSQL",
        ("initdb", "pg_ctl", "postgres"),
        ("postgresql",),
        places="/usr/lib/postgresql/*/bin",
    ),
]


def fetch(needs: list[Need]) -> None:
    """Install Debian's packages, if that is possible here; failing is no error yet."""
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    packages = sorted({package for need in needs for package in need.packages})
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, env=os.environ | QUIET, capture_output=True, check=False)


def main() -> int:
    """Make sure of the browser and the rest; 0 if all is there."""
    code = browser.main()
    missing = [need for need in NEEDS if need.missing()]
    if missing:
        print(f"fetching {', '.join(need.what for need in missing)} …", flush=True)
        fetch(missing)
    for need in NEEDS:
        left = need.missing()
        print(need.advice() if left else f"{need.what}: {', '.join(need.programs)}")
        # Without CI a person may go on: the tests that need them will say what is missing.
        code = code or (1 if left and os.environ.get("CI") == "true" else 0)
    return code


if __name__ == "__main__":
    sys.exit(main())
