"""A PostgreSQL server to try the gradebook on: loopback only, a folder and a password of its own.

    python deploy/postgresql/server.py                          one in _build/postgres
    python deploy/postgresql/server.py --folder /srv/gradebook

Ctrl-C stops it; what it holds stays in the folder. `make postgres` calls this, and the tests use
`Server`. For a server that others use as well, ask its administrator for a database and a role.
"""

from __future__ import annotations

import argparse
import glob
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.errors import CourseError

DEFAULT = Path(__file__).resolve().parents[2] / "_build" / "postgres"
DEBIAN = "/usr/lib/postgresql/*/bin"  # where Debian keeps the programs of each version
ROLE = DATABASE = "course"
USERS = (
    "postgres",
    "nobody",
)  # who may run it where we are root: PostgreSQL refuses to run as root


class Server:
    """One server. ``start`` makes what is missing, ``stop`` ends it.

    Parameters
    ----------
    folder
        Where it keeps its data and its password; made if it is not there.
    port
        On 127.0.0.1; 0 for one that is free.
    locale
        ICU's name of the language by which texts are sorted.

    Raises
    ------
    CourseError
        ``no-postgresql`` if it is not installed; ``postgresql-failed`` with its own words.
    """

    def __init__(self, folder: Path, port: int = 0, locale: str = "en") -> None:
        self.folder, self.port, self.locale = folder.resolve(), port or _free_port(), locale
        self.data = self.folder / "data"
        self.passwords = self.folder / "pgpass"
        self.user = next((u for u in USERS if _exists(u)), None) if os.geteuid() == 0 else None

    def url(self, database: str = DATABASE) -> str:
        """What stands in `course.toml`; the password does not."""
        return f"postgresql+psycopg://{ROLE}@127.0.0.1:{self.port}/{database}"

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to be let in."""
        return {"PGPASSFILE": str(self.passwords)}

    def start(self) -> None:
        """Answers when this returns."""
        new = not (self.data / "PG_VERSION").exists()
        if new:
            self._make()
        password = (self.folder / "password").read_text("utf-8")
        self.passwords.write_text(f"127.0.0.1:*:*:{ROLE}:{password}\n", "utf-8")
        self.passwords.chmod(0o600)
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories=''"
        log = ("-l", str(self.folder / "server.log"))
        self._run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", *log, "-o", options, "start")
        if new:
            self.query(f"CREATE DATABASE {DATABASE}", database="postgres")

    def stop(self, mode: str = "fast") -> None:
        """``fast`` ends connections and writes everything; ``immediate`` is like a crash."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def query(self, text: str, database: str = DATABASE) -> list[tuple[Any, ...]]:
        """Rows of one statement, run on its own."""
        import psycopg

        password = (self.folder / "password").read_text("utf-8")
        where = {"host": "127.0.0.1", "port": self.port, "user": ROLE, "password": password}
        with psycopg.connect(**where, dbname=database, autocommit=True) as connection:
            found = connection.execute(text.encode())
            return found.fetchall() if found.description else []

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        password = self.folder / "password"
        password.touch(0o600)
        password.write_text(secrets.token_urlsafe(24), "utf-8")
        if self.user:
            shutil.chown(self.folder, self.user)
            shutil.chown(password, self.user)
        sorts = ("--locale-provider=icu", f"--icu-locale={self.locale}", "--locale=C.UTF-8")
        who = ("-U", ROLE, "--pwfile", str(password), "-A", "scram-sha-256", "-E", "UTF8")
        self._run("initdb", "-D", str(self.data), *who, *sorts)

    def _run(self, program: str, *words: str) -> None:
        command: Sequence[str] = (str(_programs() / program), *words)
        done = subprocess.run(
            command,
            cwd=self.folder,
            user=self.user,
            extra_groups=[] if self.user else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            log = self.folder / "server.log"
            said = done.stdout or (log.read_text("utf-8")[-2000:] if log.exists() else "")
            who = f" It runs as {self.user}, who must be able to reach it." if self.user else ""
            raise CourseError(
                "postgresql-failed",
                f"PostgreSQL's {program} has failed in {self.folder}.{who} "
                "Name another folder with --folder, or another port with --port.",
                said,
            )


def _programs() -> Path:
    """The folder with PostgreSQL's own programs, the newest if there are several."""
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    folders = sorted(glob.glob(DEBIAN), key=lambda f: float(Path(f).parent.name))
    if not folders:
        raise CourseError(
            "no-postgresql",
            "PostgreSQL is not installed (Debian and Ubuntu: 'sudo apt-get install postgresql').",
        )
    return Path(folders[-1])


def _exists(user: str) -> bool:
    import pwd

    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Run a server until Ctrl-C; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=DEFAULT, help="default: _build/postgres")
    parser.add_argument("--port", type=int, default=5433, help="on 127.0.0.1 (default: 5433)")
    call = parser.parse_args()
    server = Server(call.folder, call.port)
    try:
        server.start()
    except CourseError as error:
        print(f"error {error.code}: {error.sentence}\n{error.detail}".rstrip(), file=sys.stderr)
        return 1
    print(
        f"PostgreSQL runs at 127.0.0.1:{server.port}; Ctrl-C stops it. In a course's course.toml:"
    )
    print(f'\n    database = "{server.url()}"\n')
    print("and in the terminal where you work with that course:\n")
    print(f"    export PGPASSFILE={server.passwords}\n", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        signal.pause()
    except KeyboardInterrupt:
        server.stop()
        print("stopped; what it holds stays in", server.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
