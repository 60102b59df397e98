"""requirements.txt: complete, pinned, in step with pyproject.toml, without CUDA."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import requires, version

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

from tests.conftest import ROOT

LINES = [
    Requirement(line)
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    if line and not line.startswith((" ", "#"))
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SHORT = [
    Requirement(text)
    for texts in [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    for text in texts
]


def applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_line_pins_one_version() -> None:
    assert len(LINES) > 100
    assert all(re.fullmatch(r"==[\w.]+", str(line.specifier)) for line in LINES)


def test_every_short_requirement_is_pinned_within_its_bounds() -> None:
    pinned = {canonical(line.name): line for line in LINES if applies(line)}
    for short in SHORT:
        line = pinned[canonical(short.name)]
        assert str(line.specifier).removeprefix("==") in short.specifier, f"{short}: run make lock"


def test_what_is_installed_is_what_is_pinned() -> None:
    for line in filter(applies, LINES):
        assert version(line.name).partition("+")[0] == str(line.specifier).removeprefix("==")


def test_the_pinned_set_is_closed() -> None:
    """Whatever a pinned package needs here is pinned as well."""
    pinned = {canonical(line.name) for line in LINES if applies(line)}
    missing = {
        canonical(need.name)
        for line in filter(applies, LINES)
        for need in map(Requirement, requires(line.name) or [])
        if applies(need) and canonical(need.name) not in pinned
    }
    # torch's own wish list for CUDA; the CPU build has none of it.
    assert {name for name in missing if not name.startswith(("nvidia", "cuda", "triton"))} == set()


@pytest.mark.parametrize("word", ["nvidia", "cuda", "triton"])
def test_no_cuda_package_is_listed(word: str) -> None:
    assert not [line.name for line in LINES if word in line.name]


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_each_system_gets_the_main_packages(system: str) -> None:
    environment = default_environment() | {
        "sys_platform": system,
        "os_name": "nt" if system == "win32" else "posix",
        "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[system],
        "extra": "",
    }
    names = {
        canonical(line.name)
        for line in LINES
        if line.marker is None or line.marker.evaluate(environment)
    }
    assert {"numpy", "torch", "jupyter-book", "nbgrader", "jupytext", "matplotlib"} <= names
    assert ("pywinpty" in names) == (system == "win32")
