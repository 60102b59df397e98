"""A Chrome or Chromium for the tests: the one that is there, else one that can be fetched.

``python -m tests.browser`` makes sure of it once, before the tests start in several processes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
]
# Chromium asks its maker's hosts for updates and more; tests want none of it. Nor is any other host
# to be found: what asks for one fails at once, on a machine with a network as on one without.
SWITCHES = [
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
ADVICE = (
    "no browser: install Chrome or Chromium (Debian and Ubuntu: 'sudo apt-get install chromium'), "
    "or run 'playwright install chromium' in this environment"
)


def find() -> str | None:
    """Path of a browser on this machine, Playwright's own included."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    for place in PLACES:
        if Path(place).exists():
            return place
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def fetch() -> None:
    """Try Playwright's download, then Debian's package; failing is no error here."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        attempts += [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    for attempt in attempts:
        try:
            subprocess.run(attempt, timeout=400, capture_output=True, check=False)
        except subprocess.TimeoutExpired:
            continue
        if find():
            return


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless browser.

    Raises
    ------
    RuntimeError
        Says in one line what to install.
    """
    path = find()
    if path is None:
        raise RuntimeError(ADVICE)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        try:
            # As root (a container), Chromium runs only without its own sandbox.
            opened = playwright.chromium.launch(
                executable_path=path, args=SWITCHES + ["--no-sandbox"] * root
            )
        except Error as error:
            raise RuntimeError(f"{path} does not start: {error}") from error
        try:
            yield opened
        finally:
            opened.close()


def main() -> int:
    """Make sure that there is a browser; 0 if there is one."""
    if find() is None:
        print("fetching a browser for the tests …", flush=True)
        fetch()
    found = find()
    print(f"browser: {found}" if found else ADVICE)
    # Without CI a person may go on: the tests that need a browser will say what is missing.
    return 0 if found or os.environ.get("CI") != "true" else 1


if __name__ == "__main__":
    sys.exit(main())
