"""Test cells run here, the student's functions over there; nothing of theirs stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from nbformat.v4 import new_notebook

from autograder.grade import Execution
from autograder.referee import Referee, Remote, defined_names, free_names, imports_of
from autograder.sandbox.host import Client
from autograder.sandbox.launch import Sandbox
from autograder.sandbox.limits import Limits
from autograder.sandbox.shell import Shell
from autograder.sandbox.tiers import Tier
from autograder.verdict import MIME

pytestmark = pytest.mark.xdist_group("referee")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Sandbox(Tier.NONE, preload=["numpy"]) as sandbox:
        made = Client(sandbox.address)
        yield made
        made.close()


@pytest.fixture
def notebook(client: Client) -> Iterator[Execution]:
    with Execution(client, Limits(call_seconds=1), {}, new_notebook()) as made:
        yield made


@pytest.fixture
def referee() -> Iterator[Referee]:
    shell = Shell.make()
    imports = {"np": "import numpy as np", "check": "from autograder import check"}
    yield Referee(shell, imports)
    shell.reset(new_session=True)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("assert f(x) == 1", ["f", "x"]),
        ("x = 1\nf(x)", ["f"]),
        ("import numpy as np\nnp.sum(a)", ["a"]),
        ("from a.b import c as d, e\nd(e, c)", ["c"]),
        ("[n for n in ns]", ["ns"]),
        ("lambda x, *y, **z: (x, y, z, w)", ["w"]),
        ("def g(u): return u + v\ng(1)", ["v"]),
        ("for i in range(3): print(i)", []),
        ("f.attribute[k](key=1)", ["f", "k"]),
        ("%matplotlib inline\nplt.plot(y)", ["plt", "y"]),
        ("with open('f') as h: h.read()", []),
        ("def broken(:", []),
    ],
)  # fmt: skip
def test_free_names_are_those_that_a_cell_uses_and_does_not_make(
    source: str, names: list[str]
) -> None:
    assert list(free_names(source)) == names


def test_imports_are_found_by_the_name_that_they_give() -> None:
    source = "import numpy as np, os.path\nfrom a import b as c, d\nfrom . import e"
    assert imports_of((source, "from f import d")) == {
        "np": "import numpy as np",
        "os": "import os.path",
        "c": "from a import b as c",
        "d": "from f import d",
        "e": "from . import e",
    }


def test_defined_names_are_functions_classes_and_variables_of_the_top_level() -> None:
    source = (
        "def f(x):\n    y = 1\nclass C: z = 1\na, (b, *c) = 1, (2, 3)\nfor d in a: e = 1\nD[0] = 1"
    )
    assert defined_names(source) == {"f", "C", "a", "b", "c", "d", "e"}


def test_plain_asserts_work_on_a_function_of_the_student(
    referee: Referee, notebook: Execution
) -> None:
    notebook.cell("import numpy as np\ndef double(x): return 2 * np.asarray(x)", "")
    source = "answer = double(np.arange(3))\nassert (answer == 2 * np.arange(3)).all()"
    assert referee.run(source, notebook) == (True, [])


def test_an_assert_that_fails_is_an_error(referee: Referee, notebook: Execution) -> None:
    notebook.cell("def double(x): return x", "")
    done, outputs = referee.run("assert double(2) == 4", notebook)
    assert not done
    assert outputs[-1]["ename"] == "AssertionError"


def test_named_arguments_and_variables_of_the_student_work(
    referee: Referee, notebook: Execution
) -> None:
    notebook.cell("n = 3\ndef scale(x, *, by): return x * by", "")
    assert referee.run("assert scale(2, by=n) == 6", notebook) == (True, [])


@pytest.mark.parametrize(
    ("cell", "call", "words"),
    [
        ("", "f(1)", "not-defined: no cell defines it"),
        ("f = {1}", "f(1)", "not-a-function: a set"),
        ("def f(x): return x.y", "f(1)", "f: raised: AttributeError"),
        ("def f(x): yield x", "f(1)", "f returned a value of type generator"),
        ("def f(x):\n    while True: pass", "f(1)", "f: timed-out: the limit is 1 s"),
        ("def f(x): __import__('os')._exit(0)", "f(1)", "f: killed: it ended itself"),
        ("f = lambda x: x", "f(lambda: 1)", "f returned a value of type function"),
    ],
)
def test_what_is_no_answer_stops_the_test_cell_with_words(
    referee: Referee, notebook: Execution, cell: str, call: str, words: str
) -> None:
    if cell:
        notebook.cell(cell, "")
    done, outputs = referee.run(call, notebook)
    assert not done
    assert outputs[-1]["ename"] == "StudentError"
    assert words in outputs[-1]["evalue"]


def test_what_a_function_prints_is_shown_in_the_test_cell(
    referee: Referee, notebook: Execution
) -> None:
    notebook.cell("def f(): print('hm'); return 1", "")
    _, outputs = referee.run("f()", notebook)
    assert outputs[0]["text"] == "hm\n"
    assert outputs[1]["data"]["text/plain"] == "1"


def test_nothing_stays_in_the_referees_names(referee: Referee, notebook: Execution) -> None:
    notebook.cell("n = 3\ndef f(): return 1", "")
    referee.run("assert f() == 1 and n == 3 and np.pi > 3", notebook)
    assert not {"f", "n", "np"} & set(referee.shell.user_ns)


def test_a_magic_in_a_test_cell_is_not_the_students(referee: Referee, notebook: Execution) -> None:
    notebook.cell("def get_ipython(): return 1 / 0", "")
    assert referee.run("%matplotlib inline", notebook) == (True, [])


def test_a_name_of_the_course_is_never_the_students(referee: Referee, notebook: Execution) -> None:
    notebook.cell("check = lambda *a: 100\nclass np: pi = 0", "")
    done, outputs = referee.run("assert np.pi > 3\ncheck('cross_correlation.corr1d', f)", notebook)
    assert done
    verdict = next(o["data"][MIME] for o in outputs if MIME in o.get("data", {}))
    assert (verdict["code"], verdict["points"]) == ("not-defined", 0)


def test_an_object_that_lies_about_being_equal_is_words(
    referee: Referee, notebook: Execution
) -> None:
    notebook.cell(
        "class Yes:\n    def __eq__(self, other): return True\n"
        "    def __bool__(self): return True\nf = lambda: Yes()",
        "",
    )
    done, _ = referee.run("assert f() == 4", notebook)
    assert not done


def test_a_picture_may_be_drawn_in_a_test_cell(referee: Referee, notebook: Execution) -> None:
    notebook.cell("def f(): return [[1, 2]]", "")
    source = "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.imshow(f())\nplt.show()"
    done, outputs = referee.run(source, notebook)
    assert done, outputs
    assert "image/png" in outputs[-1]["data"]


def test_a_remote_is_called_by_copies(notebook: Execution) -> None:
    notebook.cell("def f(x):\n    x += 1\n    return x", "")
    found = notebook.look("f")
    remote, given = Remote(notebook, "f", found), np.zeros(2)  # type: ignore[arg-type]
    assert remote(given).tolist() == [1, 1]
    assert given.tolist() == [0, 0]
    assert remote.outcome((given,), 1).code == "changed-input"
    assert repr(remote) == "<submitted f>"


@pytest.mark.parametrize("value", ["True", "None", "[1, 'a']", "1j"])
def test_plain_values_are_fetched(referee: Referee, notebook: Execution, value: Any) -> None:
    notebook.cell(f"value = {value}", "")
    assert referee.run(f"assert value == {value}", notebook) == (True, [])
