"""Figures that are not drawn."""

from __future__ import annotations

from typing import Any

WORDS = (
    "There is no matplotlib in the browser, so the picture is left out; all else in this cell ran. "
    "To see it, take the notebook home: File > Download, then open it in Jupyter."
)


class Undrawn:
    """A figure or its axes: takes every call, and shows nothing as the value of a cell.

    >>> Undrawn().imshow([[1.0]], cmap="gray").set(xlim=(0, 1))._ipython_display_()
    """

    def __getattr__(self, name: str) -> Undrawn:
        if name.startswith("_"):  # IPython asks for _repr_html_ and others: there is none
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Undrawn:
        return self

    def _ipython_display_(self) -> None:
        pass


def subplots(*_: Any, **__: Any) -> tuple[Undrawn, Undrawn]:
    """A figure with axes, after telling the reader that they will see neither."""
    print(WORDS)
    return Undrawn(), Undrawn()


def __getattr__(name: str) -> Undrawn:
    """Whatever else somebody calls here: ``plt.imshow``, ``plt.show``."""
    return getattr(Undrawn(), name)
