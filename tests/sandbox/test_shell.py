"""A cell gives the outputs that it has in Jupyter, whatever is in it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_notebook

from autograder.sandbox.shell import Shell


@pytest.fixture
def shell() -> Iterator[Shell]:
    if not isinstance(InteractiveShell._instance, Shell):  # of another test in this process
        InteractiveShell.clear_instance()
    plt.close("all")  # likewise: a shell shows every figure that is open
    made = Shell.make()
    yield made
    made.reset(new_session=True)


def kinds(outputs: list[dict[str, Any]]) -> list[str]:
    return [o["output_type"] for o in outputs]


def printed(outputs: list[dict[str, Any]]) -> str:
    return "".join(o.get("text", "") for o in outputs)


def test_a_cell_that_says_nothing_shows_nothing(shell: Shell) -> None:
    assert shell.run("x = 1") == (True, [])


def test_prints_to_both_streams_stay_apart_and_in_order(shell: Shell) -> None:
    _, outputs = shell.run(
        "import sys\nprint('a'); print('b')\nprint('c', file=sys.stderr)\nprint('d')"
    )
    assert [(o["name"], o["text"]) for o in outputs] == [
        ("stdout", "a\nb\n"),
        ("stderr", "c\n"),
        ("stdout", "d\n"),
    ]


def test_the_last_expression_is_the_result(shell: Shell) -> None:
    _, outputs = shell.run("1\n6 * 7")
    assert kinds(outputs) == ["execute_result"]
    assert outputs[0]["data"] == {"text/plain": "42"}


def test_a_semicolon_keeps_the_result_quiet(shell: Shell) -> None:
    assert shell.run("6 * 7;") == (True, [])


def test_displays_come_in_order_with_all_their_forms(shell: Shell) -> None:
    _, outputs = shell.run(
        "from IPython.display import HTML, display\nprint(1)\ndisplay(HTML('<b>2</b>'))\nprint(3)"
    )
    assert kinds(outputs) == ["stream", "display_data", "stream"]
    assert outputs[1]["data"]["text/html"] == "<b>2</b>"


def test_a_figure_is_a_picture_and_is_closed(shell: Shell) -> None:
    source = "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    _, outputs = shell.run(source)
    pictures = [o for o in outputs if "image/png" in o.get("data", {})]
    assert len(pictures) == 1
    assert pictures[0]["data"]["image/png"].startswith("iVBOR")
    assert shell.run("len(plt.get_fignums())")[1][0]["data"]["text/plain"] == "0"


def test_an_error_stops_the_cell_and_says_where(shell: Shell) -> None:
    done, outputs = shell.run("print(1)\n1 / 0\nprint(2)")
    assert not done
    assert kinds(outputs) == ["stream", "error"]
    assert outputs[1]["ename"] == "ZeroDivisionError"
    assert "1 / 0" in "\n".join(outputs[1]["traceback"])


def test_a_cell_that_is_no_python_says_so(shell: Shell) -> None:
    done, outputs = shell.run("def broken(:")
    assert not done
    assert outputs[-1]["ename"] == "SyntaxError"


@pytest.mark.filterwarnings("ignore:To exit")
@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("raise SystemExit(1)", "SystemExit"),
        ("import sys; sys.exit('enough')", "SystemExit"),
        ("exit()", None),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
    ],
)
def test_a_way_out_ends_the_cell_alone(shell: Shell, source: str, name: str | None) -> None:
    done, outputs = shell.run(source)
    if name:
        assert not done
        assert [o["ename"] for o in outputs if o["output_type"] == "error"] == [name]
    assert shell.run("print('on')")[0]


@pytest.mark.parametrize(
    "source",
    [
        "class E(Exception):\n    def __str__(self): raise RuntimeError\nraise E",
        "class E(Exception):\n    def __str__(self): return 1\nraise E",
        "class E(Exception):\n    def __repr__(self): raise SystemExit\nraise E(1)",
        "class E(Exception):\n    def __str__(self): return '\\ud800'\nraise E",
        "raise ExceptionGroup('all', [ValueError(1), ExceptionGroup('x', [TypeError()])])",
        "class M(type):\n    __name__ = property(lambda self: 1 / 0)\n"
        "class E(Exception, metaclass=M): pass\nraise E",
        "e = ValueError()\ne.__cause__ = e\nraise e",
    ],
    ids=["raises", "number", "exits", "surrogate", "group", "no name", "own cause"],
)
def test_an_exception_that_cannot_be_printed_is_an_error_all_the_same(
    shell: Shell, source: str
) -> None:
    done, outputs = shell.run(source)
    assert not done
    assert "error" in kinds(outputs)


def test_clear_output_clears_at_once_or_with_what_comes_next(shell: Shell) -> None:
    shell.run("from IPython.display import clear_output")
    assert printed(shell.run("print(1)\nclear_output()\nprint(2)")[1]) == "2\n"
    assert printed(shell.run("print(1)\nclear_output(wait=True)\nprint(2)")[1]) == "2\n"
    assert printed(shell.run("print(1)\nclear_output(wait=True)")[1]) == "1\n"


def test_magics_work(shell: Shell) -> None:
    done, outputs = shell.run("%time x = 5\n%who_ls int")
    assert done
    assert "x" in outputs[-1]["data"]["text/plain"]


def test_two_cells_share_their_names(shell: Shell) -> None:
    shell.run("def double(x): return 2 * x")
    assert shell.run("double(4)")[1][0]["data"]["text/plain"] == "8"


def test_output_is_cut_at_the_limit_and_says_so(shell: Shell) -> None:
    _, outputs = shell.run("print('x' * 10**6)", limit=100)
    assert printed(outputs).startswith("x" * 100 + "\n… and more")
    assert len(printed(outputs)) < 150


def test_a_display_beyond_the_limit_is_left_out(shell: Shell) -> None:
    assert shell.run("'x' * 1000", limit=100)[1] == []


def test_an_error_is_shown_beyond_the_limit(shell: Shell) -> None:
    _, outputs = shell.run("print('x' * 1000)\n1 / 0", limit=100)
    assert kinds(outputs)[-1] == "error"


def test_a_hundred_thousand_prints_take_little_time(shell: Shell) -> None:
    began = time.process_time()
    _, outputs = shell.run("for n in range(100_000): print(n)")
    assert time.process_time() - began < 3
    assert len(outputs) == 1
    assert printed(outputs).endswith("99999\n")


def test_what_was_printed_is_not_kept(shell: Shell) -> None:
    shell.run("print('x' * 1_000_000)")
    shell.run("1")
    history = shell.history_manager
    kept = [getattr(history, "outputs", {}), shell.outputs.items]
    assert "xxxx" not in repr(kept)


def test_what_replaces_the_streams_lasts_for_its_cell(shell: Shell) -> None:
    before = sys.stdout
    shell.run(
        "import sys\nclass Silent:\n    def write(self, text): return 0\n"
        "    def flush(self): ...\nsys.stdout = sys.stderr = Silent()\nprint('lost')"
    )
    assert sys.stdout is before
    assert printed(shell.run("print('heard')")[1]) == "heard\n"


def test_streams_take_text_alone(shell: Shell) -> None:
    _, outputs = shell.run("import sys\nsys.stdout.write(b'bytes')")
    assert outputs[-1]["ename"] == "TypeError"


@pytest.mark.parametrize(
    "source",
    ["print(1)", "1", "1 / 0", "from IPython.display import Markdown\nMarkdown('a')", "?print"],
)
def test_outputs_are_those_of_a_notebook(shell: Shell, source: str) -> None:
    outputs = [nbformat.from_dict(o) for o in shell.run(source)[1]]
    for output in outputs:
        if output.output_type == "execute_result":
            output.execution_count = 1
    nbformat.validate(new_notebook(cells=[new_code_cell(source, outputs=outputs)]))
