"""A web server for the built book, as a static host is one: compressed, below a path, cached."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

PACKED = ("text/", "javascript", "json", "svg", "wasm")
TYPES = {".woff": "font/woff", ".woff2": "font/woff2", ".wasm": "application/wasm"}


@cache
def packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


PIECE = 16_384  # bytes that go out at once on a slow line


@dataclass
class Line:
    """The line between a reader and the server: how fast it is, and what has gone through it.

    The server itself waits, so that what workers fetch is as slow as what the page fetches; a
    browser's own throttle leaves workers alone.

    Parameters
    ----------
    megabits
        a second, for all connections together; None for no limit
    delay
        seconds before each answer, and before the first one of each connection once more
    """

    megabits: float | None = None
    delay: float = 0.0
    sent: int = 0
    _free: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, count: int) -> None:
        """Wait until so many bytes have gone through, after those that came before."""
        with self._lock:
            self.sent += count
            now = time.perf_counter()
            took = count * 8 / (self.megabits * 1e6) if self.megabits else 0.0
            self._free = max(self._free, now) + took
            wait = self._free - now
        if self.megabits:
            time.sleep(wait)


class Server(ThreadingHTTPServer):
    """Takes it calmly when a browser goes away before it has all."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(folder: Path, below: str = "/", line: Line | None = None) -> Iterator[str]:
    """Serve a folder on loopback; gives the address it begins with."""
    line = line or Line()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def setup(self) -> None:
            super().setup()
            time.sleep(line.delay)

        def do_GET(self) -> None:
            time.sleep(line.delay)
            asked = unquote(urlsplit(self.path).path)
            path = folder / asked.removeprefix(below)
            if path.is_dir():
                path /= "index.html"
            if not asked.startswith(below) or not path.is_file():
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            kind = TYPES.get(path.suffix) or mimetypes.guess_type(path)[0] or "text/plain"
            small = any(part in kind for part in PACKED)
            body = packed(path) if small else path.read_bytes()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if self.headers["If-None-Match"] == tag:
                self.send_response(304)  # the browser has it already
                self.send_header("ETag", tag)
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", kind)
            if small:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Cache-Control", "max-age=3600")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for start in range(0, len(body), PIECE):
                piece = body[start : start + PIECE]
                line.send(len(piece))
                self.wfile.write(piece)

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{below}"
    finally:
        server.shutdown()
