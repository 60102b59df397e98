"""What was read once is there without a network: the service worker, when the server goes away."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import ROOT
from tests.test_page import CHAPTER, RIGHT, STARTED, WRONG, exercise, press, write

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("book")]
OTHER = "03_padding_and_stride"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) found.push(url);
  return found;
}"""
STYLED = """[...document.querySelectorAll("link[rel=stylesheet]")].every((link) => link.sheet)"""


class Host:
    """A site at a path of its own, served by a process that can be ended and begun anew."""

    def __init__(self, site: Path, folder: Path) -> None:
        self.site = folder / "convolution"
        # Links instead of copies: whoever changes a file here must write a new one.
        shutil.copytree(site, self.site, copy_function=os.link)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/convolution/"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "http.server", str(self.port), "--bind", "127.0.0.1"]
        self.process = subprocess.Popen(
            command, cwd=self.site.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise TimeoutError(f"nothing answers at {self.address}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def rewrite(self, path: str, before: str, after: str) -> None:
        """A new version of a file in the site."""
        file = self.site / path
        text = file.read_text("utf-8")
        assert before in text
        file.unlink()
        file.write_text(text.replace(before, after, 1), "utf-8")


@pytest.fixture
def host(site: Path, tmp_path: Path) -> Iterator[Host]:
    served = Host(site, tmp_path)
    yield served
    served.stop()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A reader who was never here."""
    opened = chromium.new_context(viewport={"width": 1200, "height": 900})
    yield opened
    opened.close()


def extension() -> ModuleType:
    """The Sphinx extension that writes the list of files."""
    spec = importlib.util.spec_from_file_location("offline", ROOT / "book" / "_ext" / "offline.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def settled(view: Page, *paths: str) -> None:
    """Wait until the service worker is in charge, has all it wants and, among it, these files."""
    view.wait_for_function("navigator.serviceWorker.controller")
    before, same = -1, 0
    for _ in range(120):
        kept = view.evaluate(KEPT)
        same = same + 1 if len(kept) == before else 0
        if same >= 4 and all(any(path in url for url in kept) for path in paths):
            return
        before = len(kept)
        view.wait_for_timeout(250)
    raise TimeoutError(f"not kept: {paths}")


def checked(view: Page, answer: str, words: str) -> None:
    place = exercise(view, "corr1d")
    write(view, place, answer)
    press(place, "Check")
    expect(place.locator(".exercise-verdict")).to_contain_text(words)


def test_a_chapter_and_its_checks_work_when_the_network_is_gone(
    host: Host, context: BrowserContext
) -> None:
    view = context.new_page()
    view.goto(f"{host.address}book/{CHAPTER}.html")
    checked(view, RIGHT, "Right: every case passes.")
    settled(view, "pyodide.asm.wasm", "numpy-", f"book/{CHAPTER}.html")
    host.stop()
    view.reload()
    expect(view.locator("h1").first).to_contain_text("Cross-correlation")
    checked(view, WRONG, "the kernel is flipped")
    checked(view, RIGHT, "Right: every case passes.")
    assert view.evaluate(STYLED)


def test_python_waits_ready_for_who_has_it_and_is_not_fetched_for_who_has_not(
    host: Host, context: BrowserContext
) -> None:
    view = context.new_page()
    view.goto(f"{host.address}book/{CHAPTER}.html")
    exercise(view, "corr1d")
    settled(view, f"book/{CHAPTER}.html")
    assert not any("/pyodide/" in url for url in view.evaluate(KEPT))
    checked(view, RIGHT, "Right: every case passes.")
    settled(view, "pyodide.asm.wasm", "numpy-")
    view.reload()
    status = exercise(view, "corr1d").locator(".exercise-status")
    expect(status).to_have_text("Python is ready", timeout=STARTED)


def test_a_page_that_was_never_read_says_so_and_names_those_that_were(
    host: Host, context: BrowserContext
) -> None:
    view = context.new_page()
    view.goto(f"{host.address}book/{OTHER}.html")
    settled(view, f"book/{OTHER}.html")
    host.stop()
    answer = view.goto(f"{host.address}book/{CHAPTER}.html")
    assert answer is not None and answer.status == 503
    expect(view.get_by_role("heading")).to_contain_text("There is no network")
    view.get_by_role("link", name="Padding and stride").click()
    expect(view.locator("h1").first).to_contain_text("Padding and stride")


def test_a_new_build_is_seen_at_once_and_takes_the_place_of_the_old(
    host: Host, context: BrowserContext
) -> None:
    page, style, script = f"book/{OTHER}.html", "_static/book.css", "web/pages/exercise.js"
    view = context.new_page()
    view.goto(host.address + page)
    settled(view, page, style, script)
    before = set(view.evaluate(KEPT))
    host.rewrite(page, "</title>", " (new)</title>")
    host.rewrite(style, "", "/* new */")
    host.rewrite(script, "", "globalThis.build='new';")
    files = json.dumps(extension().files(host.site))
    (host.site / "offline.json").unlink()
    (host.site / "offline.json").write_text(files, "utf-8")

    view.reload()
    for online in (True, False):
        assert "(new)" in view.title()
        assert view.evaluate("globalThis.build") == "new"
        assert "new" in view.evaluate(f"fetch('../{style}').then((answer) => answer.text())")
        if online:
            settled(view, page, style, script)
            after = set(view.evaluate(KEPT))
            gone, come = before - after, after - before
            assert (
                {url.split("?")[0] for url in gone}
                == {url.split("?")[0] for url in come}
                == {host.address + path for path in (page, style, script)}
            )
            host.stop()
            view.reload()


def test_the_list_names_what_pages_ask_for(site: Path) -> None:
    listed = json.loads((site / "offline.json").read_text("utf-8"))
    assert listed == extension().files(site)
    assert {"index.html", f"book/{CHAPTER}.html", "web/pyodide/pyodide.asm.wasm"} <= listed.keys()
    assert "service-worker.js" not in listed
    assert len(set(listed.values())) > 0.9 * len(listed)


def test_a_notebook_in_jupyterlite_opens_without_a_network(
    host: Host, context: BrowserContext
) -> None:
    view = context.new_page()
    view.goto(f"{host.address}book/{CHAPTER}.html")
    settled(view)
    notebook = f"{host.address}lite/notebooks/index.html?path={CHAPTER}.ipynb"
    for _ in range(2):
        view.goto(notebook)
        first = view.locator(".jp-CodeCell").first
        first.locator(".cm-content").click(timeout=STARTED)
        view.keyboard.press("ControlOrMeta+a")
        view.keyboard.insert_text("from autograder import check\n6 * 7")
        view.keyboard.press("Shift+Enter")
        expect(first.locator(".jp-OutputArea-output")).to_contain_text("42", timeout=STARTED)
        settled(view, "ipython-")
        host.stop()
