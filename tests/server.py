"""A web server for the built book, as a static host is one: compressed, below a path, cached."""

from __future__ import annotations

import gzip
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

PACKED = ("text/", "javascript", "json", "svg", "wasm")
TYPES = {".woff": "font/woff", ".woff2": "font/woff2", ".wasm": "application/wasm"}


@cache
def packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


@contextmanager
def served(folder: Path, below: str = "/") -> Iterator[str]:
    """Serve a folder on loopback; gives the address it begins with."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
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
            self.send_response(200)
            self.send_header("Content-Type", kind)
            if small:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Cache-Control", "max-age=3600")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{below}"
    finally:
        server.shutdown()
