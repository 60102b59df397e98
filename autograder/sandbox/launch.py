"""Start the warm parent of the students' processes, and end it with everything in it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from .tiers import Tier

BOOT = (
    "import sys; sys.path[:0] = [{package!r}]; from sandbox.zygote import main; "
    "del sys.path[0]; sys.path += {more!r}; main()"
)
WARM_UP = 60.0  # seconds that the warm parent may take to get ready
# Nothing that is forked from may have threads, and a student gets one core.
ONE_THREAD = {
    f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB")
}


def _matplotlibs_cache() -> Path:
    """Where matplotlib keeps its list of fonts on Linux, if it has run before."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("MPLCONFIGDIR") or Path(cache) / "matplotlib")


def to_be_seen(listed: str) -> str:
    """matplotlib's list without the fonts that a student's process cannot open: in somebody's home
    or, where another environment wrote the list, in that one's folder.

    Raises
    ------
    KeyError
        Its own DejaVu Sans is among them, so that it had better look for itself.
    """
    fonts = json.loads(listed)
    places = ("/usr/share/", "/usr/local/share/")
    fonts["ttflist"] = [
        font
        for font in fonts["ttflist"]
        if not os.path.isabs(font["fname"]) or font["fname"].startswith(places)
    ]
    if not any(font["fname"].endswith("DejaVuSans.ttf") for font in fonts["ttflist"]):
        raise KeyError("DejaVuSans.ttf")
    return json.dumps(fonts)


class SandboxFailed(RuntimeError):
    """The machinery's own failure, never a student's."""


class Closing:
    """Something that is closed when its ``with`` ends; who inherits says what is entered."""

    def close(self) -> None:
        """End it, and all that it has started."""
        raise NotImplementedError

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


class Sandbox(Closing):
    """The warm parent. Use it in a ``with``; processes that know its `address` may connect.

    Parameters
    ----------
    tier
        Which isolation; `tiers.choose` says what there is. If None, `lock_in` will say it later.
    hidden
        Packages that may not be imported ("torch").
    preload
        Modules that are imported once, before the first student.
    stubs
        Modules that exist only as this source, in place of real ones.

    Raises
    ------
    SandboxFailed
        It did not get ready; what it printed is the message.
    """

    def __init__(
        self,
        tier: Tier | None = None,
        *,
        hidden: Iterable[str] = (),
        preload: Iterable[str] = (),
        stubs: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sandbox-"))
        self.address = str(self.folder / "socket")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.address)
        listener.listen(128)
        ours, theirs = socket.socketpair()
        wanted = {
            "hidden": sorted(hidden),
            "preload": list(preload),
            "stubs": dict(stubs or {}),
            "listener": listener.fileno(),
            "ready": theirs.fileno(),
        }
        more = [p for p in sys.path if Path(p).name in ("site-packages", "dist-packages")]
        boot = BOOT.format(package=str(Path(__file__).parents[1]), more=more)
        self.parent = ours
        self.ready = self.told = False
        self.log = (self.folder / "log").open("w+b")
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", boot, json.dumps(wanted)],
            pass_fds=[listener.fileno(), theirs.fileno()],
            env=self._environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,  # Ctrl-C reaches the grader alone, which then closes this
        )
        listener.close()
        theirs.close()
        if tier is not None:
            self.lock_in(tier)

    def _environment(self) -> dict[str, str]:
        """Nothing of the grader's environment is passed on."""
        settings = self.folder / "matplotlib"
        settings.mkdir()
        for fonts in _matplotlibs_cache().glob("fontlist-*.json"):  # else it looks for all of them
            with contextlib.suppress(ValueError, KeyError, TypeError):
                (settings / fonts.name).write_text(to_be_seen(fonts.read_text("utf-8")), "utf-8")
        fixed = {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOME": str(settings),
            "MPLCONFIGDIR": str(settings),
            "IPYTHONDIR": str(settings),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        }
        return fixed | ONE_THREAD

    def lock_in(self, tier: Tier) -> None:
        """Say which isolation. Once: what comes later does not count."""
        if not self.told:
            self.told = True
            with contextlib.suppress(OSError):  # it is dead: `wait` says why
                self.parent.send(tier.value.encode())

    def wait(self) -> Self:
        """Until the warm parent is ready, which it is not without `lock_in`."""
        if self.ready:
            return self
        self.parent.settimeout(WARM_UP)
        try:
            ready = self.parent.recv(5)
        except (TimeoutError, ConnectionError):
            ready = b""
        if ready != b"ready":
            self.process.kill()
            self.process.wait()
            self.log.seek(0)
            said = self.log.read().decode("utf-8", "replace")
            self.close()
            raise SandboxFailed(f"the warm parent did not start:\n{said}")
        self.ready = True
        return self

    def __enter__(self) -> Sandbox:
        return self.wait()

    def close(self) -> None:
        """End the warm parent and with it every student's process."""
        self.parent.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
