"""Prepare a hub, start it, say where it is; Ctrl-C stops all of it. `make hub` calls this.

    python deploy/jupyterhub/start.py                                      a trial in _build/hub
    python deploy/jupyterhub/start.py --settings my.toml --folder /srv/hub one of your own

What lies in the folder already is kept: the course, what students handed in, the passwords.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from pathlib import Path

from proxy import install
from settings import ROOT, Settings

from autograder.course import Course
from autograder.desk.init import make
from autograder.errors import CourseError

HERE = Path(__file__).resolve().parent
TITLE, COURSE_ID = "Convolution by Hand", "convolution-by-hand"
READY = 120  # seconds for the hub to answer
END = 60  # seconds for everybody's servers to end


def main() -> int:
    """Run the hub until it is stopped; returns the exit code."""
    call = _call()
    try:
        hub = Settings.read(call.settings, call.folder)
        hub = replace(hub, port=call.port or hub.port)
        possible(hub)
        prepare(hub)
        run(hub, call.settings)
    except CourseError as error:
        print(f"error {error.code}: {error.sentence}", file=sys.stderr)
        if error.detail:
            print(error.detail, file=sys.stderr)
        return 1
    return 0


def _call() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--settings", type=Path, default=HERE / "hub.toml", help="default: %(default)s"
    )
    text = "where the hub keeps its things (default: _build/hub)"
    parser.add_argument("--folder", type=Path, default=ROOT / "_build" / "hub", help=text)
    parser.add_argument("--port", type=int, help="another than the settings say")
    return parser.parse_args()


def possible(hub: Settings) -> None:
    """Look whether a hub can run here at all.

    Raises
    ------
    CourseError
        ``no-hub-here``, ``not-root``, ``port-in-use``.
    """
    if sys.platform == "win32":
        raise CourseError(
            "no-hub-here", "JupyterHub does not run on Windows. Use Linux, in WSL for example."
        )
    if hub.accounts and os.geteuid() != 0:
        raise CourseError(
            "not-root",
            "With 'accounts = true' the hub starts servers as other users, and must run as root. "
            "To try it out as yourself, say 'accounts = false'.",
        )
    for port in range(hub.port, hub.port + 4):
        with socket.socket() as there:
            there.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                there.bind(("127.0.0.1", port))
            except OSError as error:
                raise CourseError(
                    "port-in-use",
                    f"Something listens on port {port} already, and the hub needs "
                    f"{hub.port} to {hub.port + 3}. Stop that, or choose others with --port.",
                ) from error


def prepare(hub: Settings) -> None:
    """Folders, the proxy and the course, where they are not there yet."""
    for folder, mode in [(hub.private, 0o700), (hub.homes, 0o755), (hub.exchange, 0o777)]:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)  # nbgrader wants the exchange open to everybody
    install(hub.proxy)
    if not hub.course.exists():
        print("  the course …", flush=True)
        make(Course(ROOT), hub.course, TITLE, COURSE_ID)


def run(hub: Settings, settings: Path) -> None:
    """Start the hub and wait until it is stopped, by Ctrl-C or by itself.

    Raises
    ------
    CourseError
        ``hub-failed``, with the end of its log.
    """
    log = hub.private / "hub.log"
    environment = os.environ | {
        "HUB_SETTINGS": str(settings.resolve()),
        "HUB_FOLDER": str(hub.folder),
        "HUB_PORT": str(hub.port),
    }
    for stop in (signal.SIGINT, signal.SIGTERM):  # also where a shell has Ctrl-C ignored
        signal.signal(stop, signal.default_int_handler)
    command = [sys.executable, "-m", "jupyterhub", "-f", HERE / "jupyterhub_config.py"]
    with log.open("w", encoding="utf-8") as out:
        # In a session of its own: Ctrl-C is for us, and the hub ends the servers one by one.
        server = subprocess.Popen(
            command,
            cwd=hub.private,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_until_ready(hub, server)
            _say(hub, log)
            server.wait()
        except KeyboardInterrupt:
            print("\n  stopping …", flush=True)
            return
        finally:
            _stop(server)
    raise CourseError("hub-failed", f"The hub has ended. Its log is {log}:", _end_of(log))


def _wait_until_ready(hub: Settings, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{hub.url}/hub/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    if server.poll() is None:
        raise CourseError("hub-failed", f"The hub did not answer within {READY} seconds.")


def _say(hub: Settings, log: Path) -> None:
    for_class, for_teachers = hub.passwords()
    people = [
        ("teach", hub.instructors, for_teachers, "HUB_TEACH_PASSWORD"),
        ("learn", hub.students, for_class, "HUB_CLASS_PASSWORD"),
    ]
    lines = [f"  JupyterHub  {hub.url}"]
    for what, names, password, variable in people:
        # Who gave a password knows it; it does not belong into the log of a container.
        shown = f"the one in {variable}" if variable in os.environ else password
        lines.append(f"  {what}       {', '.join(names)}   password {shown}")
    lines += [f"  course      {hub.course}", f"  log         {log}", "", "  Ctrl-C stops it."]
    print("", *lines, "", sep="\n", flush=True)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Let the hub end its proxy, its services and everybody's servers; then it ends itself."""
    server.terminate()
    try:
        server.wait(END)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _end_of(log: Path, lines: int = 20) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:])


if __name__ == "__main__":
    sys.exit(main())
