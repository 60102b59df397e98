"""What a student's process may read: libraries, none that is hidden, nothing of the course."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy
import pytest

import autograder
from autograder.sandbox import libraries
from autograder.sandbox.launch import to_be_seen
from tests.conftest import ROOT
from tests.sandbox.jailed import TIERS, run

HIDING = [tier for tier in TIERS if tier != "none"]
SITE = Path(numpy.__file__).parents[1]


@pytest.fixture(scope="module")
def seen() -> list[Path]:
    return libraries.visible()


def test_every_path_is_there_and_none_lies_in_another(seen: list[Path]) -> None:
    assert all(path.exists() for path in seen)
    assert len(set(seen)) == len(seen)
    assert [path for path in seen if set(path.parents) & set(seen)] == []


def test_nothing_of_the_course_is_among_them(seen: list[Path]) -> None:
    for path in map(Path.resolve, seen):
        assert path not in [ROOT, *ROOT.parents]
        assert not path.is_relative_to(ROOT) or path.is_relative_to(SITE.resolve())
        assert not path.is_relative_to(Path(autograder.__file__).resolve().parent)


def test_no_way_leads_to_an_editable_installation(seen: list[Path]) -> None:
    names = [path.name for path in seen]
    assert [name for name in names if "__editable__" in name or name.endswith(".pth")] == []
    assert [name for name in names if name.startswith("convolution_by_hand")] == []


def test_what_notebooks_need_is_among_them(seen: list[Path]) -> None:
    names = {path.name for path in seen if path.parent == SITE}
    assert {"numpy", "matplotlib", "IPython"} <= names
    assert Path(json.__file__).parent in seen
    assert Path(os.__file__) in seen


def test_a_hidden_package_is_left_out_with_all_that_came_with_it(seen: list[Path]) -> None:
    rest = libraries.visible({"torch", "scipy"})
    gone = {path.name for path in set(seen) - set(rest)}
    for name in ("torch", "torchgen", "functorch", "scipy", "scipy.libs"):
        assert name in gone or not (SITE / name).exists()
    assert {name.split("-")[0] for name in gone if name.endswith(".dist-info")} == {
        "torch",
        "scipy",
    }
    assert set(rest) < set(seen)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site-packages folder with something of everything that installers leave there."""
    folder = tmp_path / "lib" / "site-packages"
    for name in (
        "numpy/__init__.py", "numpy.libs/libblas.so", "six.py", "__pycache__/six.cpython-311.pyc",
        "__pycache__/alone.cpython-311.pyc", "alone.py", "Extra_Thing-1.0.dist-info/METADATA",
        "extra/__init__.py", "extra_helper.py", "_extra.cpython-311-x86_64-linux-gnu.so",
        "extra_thing.libs/libz.so", "old.egg-info/PKG-INFO", "older/__init__.py",
        "autograder/__init__.py", "course-1.0.dist-info/METADATA", "nbgrader/__init__.py",
        "paths.pth", "linked.egg-link", "__editable___other_finder.py",
    ):  # fmt: skip
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    (folder / "Extra_Thing-1.0.dist-info/RECORD").write_text(
        "../../bin/extra,,\n__pycache__/extra_helper.cpython-311.pyc,,\n"
        "extra/__init__.py,,\nextra_helper.py,,\n_extra.cpython-311-x86_64-linux-gnu.so,,\n"
    )
    (folder / "course-1.0.dist-info/RECORD").write_text("autograder/__init__.py,,\n")
    (folder / "old.egg-info/top_level.txt").write_text("older\n")
    checkout = tmp_path / "checkout"
    (checkout / "package").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(checkout), str(folder), "", *sys.path])
    return folder


def names_in(folder: Path, hidden: set[str]) -> set[str]:
    paths = libraries.visible(hidden)
    return {str(path.relative_to(folder)) for path in paths if path.is_relative_to(folder)}


ALWAYS = {"numpy", "numpy.libs", "six.py", "__pycache__/six.cpython-311.pyc"}
ALONE = {"alone.py", "__pycache__/alone.cpython-311.pyc"}
EXTRA = {
    "Extra_Thing-1.0.dist-info", "extra", "extra_helper.py", "extra_thing.libs",
    "_extra.cpython-311-x86_64-linux-gnu.so",
}  # fmt: skip
OLD = {"old.egg-info", "older"}


def test_the_autograder_is_always_left_out(site: Path) -> None:
    assert names_in(site, set()) == ALWAYS | ALONE | EXTRA | OLD


def test_a_distribution_is_known_by_what_it_brought(site: Path) -> None:
    assert names_in(site, {"extra"}) == ALWAYS | ALONE | OLD
    assert names_in(site, {"older"}) == ALWAYS | ALONE | EXTRA


def test_a_single_module_is_left_out_with_its_compiled_form(site: Path) -> None:
    assert names_in(site, {"alone"}) == ALWAYS | EXTRA | OLD


def test_a_checkout_on_the_path_is_not_visible(site: Path) -> None:
    checkout = site.parents[1] / "checkout"
    assert not any(path.is_relative_to(checkout) for path in libraries.visible())


def test_a_link_to_the_autograder_is_left_out_whatever_its_name(site: Path) -> None:
    (site / "innocent").symlink_to(Path(autograder.__file__).parent)
    (site / "wider").symlink_to(ROOT)
    (site / "fine").symlink_to("numpy")
    assert names_in(site, set()) == ALWAYS | ALONE | EXTRA | OLD | {"fine"}


def test_readable_by_all_looks_at_the_way_too(tmp_path: Path) -> None:
    folder = tmp_path / "private"
    folder.mkdir(mode=0o700)
    file = folder / "file"
    file.write_text("")
    file.chmod(0o644)
    assert libraries.readable_by_all([file], way=False)
    assert not libraries.readable_by_all([file], way=True)
    file.chmod(0o600)
    assert not libraries.readable_by_all([file], way=False)
    assert libraries.readable_by_all([Path("/usr/lib")], way=True)


_HIDDEN = """
    import importlib
    for name in ["torch", "scipy", "autograder", "nbgrader"]:
        sys.modules.pop(name, None)
        try:
            importlib.import_module(name)
            said[name] = "imported"
        except (ImportError, OSError) as error:
            said[name] = type(error).__name__
    import colorsys, wave, sqlite3, zoneinfo  # not imported before
    said["zone"] = str(zoneinfo.ZoneInfo("Europe/Berlin"))
"""


@pytest.mark.parametrize("tier", HIDING)
def test_hidden_packages_cannot_be_imported_and_the_rest_can(tier: str) -> None:
    said = run(tier, _HIDDEN, hidden=("torch", "scipy")).said
    assert said.pop("zone") == "Europe/Berlin"
    # Landlock does not hide that there is a file of that name.
    refused = {"ModuleNotFoundError"} | ({"PermissionError"} if tier == "landlock" else set())
    assert set(said) == {"torch", "scipy", "autograder", "nbgrader"}
    assert set(said.values()) <= refused


_LIBRARIES = """
    import io
    import numpy
    said["product"] = float((numpy.ones((50, 50)) @ numpy.ones((50, 50))).sum())
    said["random"] = numpy.random.default_rng().random(3).shape
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    figure, axes = plt.subplots()
    axes.imshow([[1, 2]])
    axes.set_title("$x_1$")
    picture = io.BytesIO()
    figure.savefig(picture)
    said["picture"] = picture.getvalue()[1:4].decode()
    import numpy.fft
    said["fft"] = numpy.fft.fft([1, 0]).real.tolist()
"""


@pytest.mark.parametrize("tier", TIERS)
def test_numpy_and_matplotlib_work_when_imported_before(tier: str) -> None:
    before = """
        for name in "OMP", "OPENBLAS":
            os.environ[name + "_NUM_THREADS"] = "1"
        import numpy, matplotlib.pyplot
    """
    said = run(tier, _LIBRARIES, before=before).said
    assert said == {
        "product": 125000.0, "random": [3], "picture": "PNG", "fft": [1.0, 1.0],
    }  # fmt: skip


@pytest.mark.parametrize("tier", HIDING)
def test_numpy_works_when_imported_inside(tier: str) -> None:
    code = "importlib.invalidate_caches(); import numpy; said['sum'] = float(numpy.arange(4).sum())"
    assert run(
        tier, code, before="import importlib; os.environ['OPENBLAS_NUM_THREADS'] = '1'"
    ).said == {"sum": 6.0}


class TestFonts:
    """matplotlib's list of them is handed on, as far as it is any use in there."""

    OWN = "fonts/ttf/DejaVuSans.ttf"

    @staticmethod
    def listed(*names: str) -> str:
        return json.dumps({"_version": "3", "ttflist": [{"fname": name} for name in names]})

    def test_what_cannot_be_opened_is_left_out(self) -> None:
        system = "/usr/share/fonts/truetype/x.ttf"
        elsewhere = ("/home/ada/.local/share/fonts/y.ttf", "/srv/other/venv/mpl-data/fonts/z.ttf")
        kept = json.loads(to_be_seen(self.listed(self.OWN, system, *elsewhere)))
        assert [font["fname"] for font in kept["ttflist"]] == [self.OWN, system]

    def test_a_list_of_another_environment_is_no_use(self) -> None:
        with pytest.raises(KeyError):
            to_be_seen(self.listed("/srv/other/venv/mpl-data/fonts/ttf/DejaVuSans.ttf"))
