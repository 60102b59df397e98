"""An IPython shell without a kernel: runs a cell and gives the outputs that a notebook would hold.

The same cells, magics, displays and pictures as in Jupyter, but no sockets and no threads: it can
be made once, forked in milliseconds and asked for one cell after the other.
"""

from __future__ import annotations

import base64
import contextlib
import io
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

Output = dict[str, Any]


class Outputs:
    """The outputs of one cell, cut where they become too much."""

    def __init__(self) -> None:
        self.begin(limit=2 << 20)

    def begin(self, limit: int) -> None:
        """Forget everything; keep the next `limit` characters."""
        self.items: list[Output] = []
        self.left = limit
        self.clear_next = False

    def clear(self, wait: bool = False) -> None:
        """What `clear_output` asks for."""
        if wait:
            self.clear_next = True
        else:
            self.items.clear()

    def text(self, name: str, text: str) -> None:
        """Something was written to ``stdout`` or ``stderr``."""
        if not text or self.left <= 0:
            return
        self._cleared()
        text = text[: self.left]
        self.left -= len(text)
        last = self.items[-1] if self.items else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["parts"].append(text)  # joined at the end: += on each print would be quadratic
        else:
            self.items.append({"output_type": "stream", "name": name, "parts": [text]})
        if self.left <= 0:
            self.items.append(
                {"output_type": "stream", "name": "stdout", "parts": ["\n… and more, cut here\n"]}
            )

    def show(self, kind: str, data: dict[str, Any], **more: Any) -> None:
        """Something was displayed, or is the result of the cell."""
        bundle = {
            mime: base64.b64encode(content).decode() if isinstance(content, bytes) else content
            for mime, content in data.items()
        }
        size = sum(len(str(content)) for content in bundle.values())
        if size <= self.left:
            self._cleared()
            self.left -= size
            self.items.append({"output_type": kind, "data": bundle, "metadata": {}} | more)

    def error(self, name: str, value: str, lines: list[str]) -> None:
        """The cell stopped with an exception. Never cut off: it decides about points."""
        lines = [line[:10_000] for line in lines[:50]]
        self.items.append(
            {"output_type": "error", "ename": name, "evalue": value[:2000], "traceback": lines}
        )

    def take(self) -> list[Output]:
        """All of it, as a notebook would hold it."""
        for item in self.items:
            if "parts" in item:
                item["text"] = "".join(item.pop("parts"))
        return self.items

    def _cleared(self) -> None:
        if self.clear_next:
            self.items.clear()
            self.clear_next = False


class _Stream(io.TextIOBase):
    """``sys.stdout`` of a cell."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs, self._name = outputs, name

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.text(self._name, text)
        return len(text)

    def writable(self) -> bool:
        return True


class _Publisher(DisplayPublisher):
    outputs: Outputs

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,
        *,
        transient: Any = None,
        update: Any = False,
        **more: Any,
    ) -> None:
        self.outputs.show("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear(wait)


class _Hook(DisplayHook):
    outputs: Outputs

    def start_displayhook(self) -> None:
        """Nothing to announce."""

    def write_output_prompt(self) -> None:
        """A notebook has no prompt."""

    def write_format_data(self, data: Any, metadata: Any = None) -> None:
        self.outputs.show("execute_result", data, execution_count=self.prompt_count)

    def finish_displayhook(self) -> None:
        """Nothing to flush."""


class Shell(InteractiveShell):
    """The shell. Make one in a process, with `Shell.make()`."""

    kernel = None  # is asked for by what displays pictures: here somebody looks at them
    outputs: Outputs

    @classmethod
    def make(cls, *, as_main: bool = False) -> Shell:
        """The shell of this process. With `as_main` its names are those of ``__main__``.

        As in a notebook; but a process that starts others needs the ``__main__`` that it has.
        """
        main = sys.modules["__main__"]
        config = Config()
        config.HistoryManager.enabled = False  # no thread, no file
        config.InteractiveShell.xmode = "Plain"  # a coloured traceback takes 20 ms a cell
        config.InteractiveShell.colors = "nocolor"
        shell: Shell = cls.instance(
            config=config, display_pub_class=_Publisher, displayhook_class=_Hook
        )
        if not as_main:
            sys.modules["__main__"] = main
        outputs = Outputs()
        shell.outputs = shell.display_pub.outputs = shell.displayhook.outputs = outputs
        return shell

    def run(self, source: str, limit: int = 2 << 20) -> tuple[bool, list[Output]]:
        """Run one cell: whether it came to its end, and its outputs (`limit` characters)."""
        self.outputs.begin(limit)
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = (_Stream(self.outputs, name) for name in ("stdout", "stderr"))
        try:
            result = self.run_cell(source, store_history=True)
            done = result.success
            if not done and all(o["output_type"] != "error" for o in self.outputs.items):
                # A group of exceptions: IPython prints it, and says nothing else.
                self._note(result.error_in_exec or result.error_before_exec)
        except (KeyboardInterrupt, SystemExit) as stop:
            self.outputs.error(type(stop).__name__, str(stop), [type(stop).__name__])
            done = False
        finally:
            sys.stdout, sys.stderr = before
        return bool(done), self.outputs.take()

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.outputs.error(str(etype.__name__), _text(evalue), list(map(str, stb)))

    def _note(self, error: BaseException | None) -> None:
        name, said = type(error).__name__, _text(error)
        self.outputs.error(name, said, [f"{name}: {said}"])

    def _tee(self, channel: str) -> Any:
        # IPython keeps every printed byte in its history; that would be a leak of memory here.
        return contextlib.nullcontext()

    def enable_gui(self, gui: Any = None) -> None:
        """There is no event loop to join."""


def _text(value: object) -> str:
    try:
        return str(value)
    except Exception:  # noqa: BLE001  a student's own exception may not even be printable
        return ""
