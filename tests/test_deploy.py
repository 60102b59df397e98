"""What cannot be started here is read closely: images, the compose file, the workflows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from autograder.errors import CourseError
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
CONTAINERFILES = sorted([ROOT / "Containerfile", *DEPLOY.rglob("Containerfile")])
COMPOSE = DEPLOY / "compose.yaml"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
HUB = DEPLOY / "jupyterhub"


def run(*command: str | Path) -> str:
    """What a program of this environment says; it must succeed."""
    program = Path(sys.executable).with_name(str(command[0]))
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


SERVICES: dict[str, dict[str, Any]] = read(COMPOSE)["services"]


# Images


@pytest.mark.parametrize("path", CONTAINERFILES, ids=lambda path: path.parent.name)
def test_hadolint_finds_nothing(path: Path) -> None:
    # DL3006: an image that was built here a line before has no version.
    assert run("hadolint", "--ignore", "DL3006", path) == ""


def instructions(word: str) -> list[str]:
    """What follows a word at the beginning of a line of the Containerfile."""
    text = (ROOT / "Containerfile").read_text("utf-8")
    return re.findall(rf"^{word} (.+)$", text, re.MULTILINE)


def test_the_base_image_has_one_version_and_is_named_once() -> None:
    bases = [line for line in instructions("FROM") if "/" in line]
    assert len(bases) == 1
    assert re.fullmatch(r"docker\.io/library/python:3\.\d+\.\d+-slim-\w+ AS course", bases[0])


def test_the_grader_is_what_a_build_without_a_target_makes() -> None:
    assert [line.split(" AS ")[1] for line in instructions("FROM")] == ["course", "hub", "grader"]


def test_what_is_copied_is_there_and_let_through() -> None:
    rules = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    let_through = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    copied = {
        source
        for line in instructions("COPY")
        for source in re.sub(r"--\S+ ", "", line).split()[:-1]
    }
    assert rules[0] == "*"
    assert copied == let_through
    assert all((ROOT / source).exists() for source in copied)


def test_packages_have_the_versions_of_the_requirements() -> None:
    installs = [line for line in instructions("RUN") if "pip install" in line]
    assert len(installs) == 2
    assert all("--constraint requirements.txt" in line for line in installs)


# The compose file


def test_compose_file_is_as_its_schema_says() -> None:
    assert "ok" in run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_more_rights_than_it_names(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service and "SYS_ADMIN" not in service.get("cap_add", [])
    assert service["pids_limit"] > 0


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_built_here_or_has_one_version(name: str) -> None:
    service = SERVICES[name]
    if "build" in service:
        stages = [line.split(" AS ")[1] for line in instructions("FROM")]
        assert service["build"]["target"] in stages
        assert (COMPOSE.parent / service["build"]["context"] / "Containerfile").exists()
    else:
        assert re.fullmatch(r"docker\.io/library/postgres:\d+\.\d+-\w+", service["image"])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_says_whether_it_is_well(name: str) -> None:
    service = SERVICES[name]
    one_command = "profiles" in service and "restart" not in service
    assert service["healthcheck"].get("disable", False) == one_command
    assert one_command or service["healthcheck"]["test"][0] == "CMD"


def test_every_password_comes_from_outside_and_is_asked_for() -> None:
    secret = {
        f"{name}.{key}": value
        for name, service in SERVICES.items()
        for key, value in service["environment"].items()
        if "PASSWORD" in key
    }
    assert len(secret) == 5
    assert all(re.fullmatch(r"\$\{[A-Z_]+:\?.+\}", value) for value in secret.values())
    assert "/deploy/.env" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_the_hub_alone_is_reached_and_only_from_this_machine() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports == {"hub": ["127.0.0.1:8000:8000"]}


def test_the_grader_reaches_the_database_and_nothing_else() -> None:
    networks = read(COMPOSE)["networks"]
    assert SERVICES["grader"]["networks"] == ["inside"]
    assert networks["inside"] == {"internal": True}
    assert SERVICES["grader"]["read_only"] is True
    assert [v.split(":")[0] for v in SERVICES["grader"]["volumes"]] == ["course"]


def test_volumes_are_declared() -> None:
    named = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service["volumes"]
        if not volume.startswith(("$", ".", "/"))
    }
    assert named == set(read(COMPOSE)["volumes"])


# The workflows


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_is_as_its_schema_says(path: Path) -> None:
    assert "ok" in run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", path)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_read_the_repository_and_no_more(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    more = {
        name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job
    }
    assert more == (
        {"deploy": {"pages": "write", "id-token": "write"}} if path.stem == "book" else {}
    )


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_each_action_has_a_version_and_each_target_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for job in read(path)["jobs"].values():
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])
            elif found := re.match(r"make (\w+)", step["run"]):
                assert f"\n{found[1]}:" in makefile


def test_the_site_that_is_published_is_the_one_that_make_book_builds() -> None:
    steps = read(ROOT / ".github" / "workflows" / "book.yml")["jobs"]["build"]["steps"]
    assert [s["run"] for s in steps if "run" in s] == ["make book PYTHON=python"]
    uploaded = [s for s in steps if "upload-pages-artifact" in s.get("uses", "")]
    assert [s["with"]["path"] for s in uploaded] == ["_build/html"]


# Settings of the hub


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The class of `deploy/jupyterhub/settings.py`, which is no package."""
    monkeypatch.syspath_prepend(str(HUB))
    from settings import Settings

    return Settings


@pytest.mark.parametrize("name", ["hub.toml", "container.toml"])
def test_the_settings_that_come_along_can_be_used(name: str, settings: Any, tmp_path: Path) -> None:
    hub = settings.read(HUB / name, tmp_path)
    assert hub.everybody == ["ada", "ben", "chloe"]
    assert hub.accounts == (name == "container.toml")
    assert hub.exchange == tmp_path / "exchange"


def test_the_container_shows_the_port_that_its_settings_name(settings: Any, tmp_path: Path) -> None:
    hub = settings.read(HUB / "container.toml", tmp_path)
    assert SERVICES["hub"]["ports"] == [f"127.0.0.1:8000:{hub.port}"]
    assert SERVICES["grader"]["working_dir"] == str(hub.course)
    assert SERVICES["grader"]["user"] == "{0}:{0}".format(hub.uids()[hub.instructors[0]])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("instructors = []", "at least one person"),
        ('instructors = ["ada"]\nstudents = ["ada"]', "'ada' is named twice"),
        ('instructors = ["Ada L."]', "'Ada L.' is no name"),
        ('instructors = "ada"', "must be a list of names"),
        ('instructors = ["ada"]\nport = 80', "port must be a number from 1024"),
        ('instructors = ["ada"]\naccounts = "yes"', "true or false"),
        ('instructors = ["ada"]\ncourse = 3', "between quotation marks"),
        ('instructors = ["ada"]\npupils = []', "nothing is known about 'pupils'"),
        ("instructors = [", "hub.toml cannot be used"),
    ],
)
def test_a_wrong_line_is_named(text: str, said: str, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text(text, "utf-8")
    with pytest.raises(CourseError, match=re.escape(said)) as caught:
        settings.read(tmp_path / "hub.toml", tmp_path)
    assert caught.value.code == "bad-hub-settings"


def test_passwords_are_drawn_once_and_nobody_else_reads_them(settings: Any, tmp_path: Path) -> None:
    hub = settings.read(HUB / "hub.toml", tmp_path)
    hub.private.mkdir(mode=0o700)
    for_class, for_teachers = hub.passwords()
    assert hub.passwords() == (for_class, for_teachers)
    assert len(for_class) >= 8 and len(for_teachers) >= 32
    assert {path.stat().st_mode & 0o777 for path in hub.private.iterdir()} == {0o600}


def test_whoever_has_a_home_keeps_its_number(settings: Any, tmp_path: Path) -> None:
    hub = settings.read(HUB / "hub.toml", tmp_path)
    (hub.homes / "ben").mkdir(parents=True)
    numbers = hub.uids()
    # Root has no home here: where root runs the tests, ben gets a number like the others.
    assert numbers["ben"] == ((hub.homes / "ben").stat().st_uid or 2001)
    assert numbers["ada"] == 2000
    assert len(set(numbers.values())) == 3
