"""The trusted side with real students' processes, in each isolation that this machine offers.

Whatever happens over there, it is told by its name, in time, and costs nobody else anything.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import psutil
import pytest

from autograder.sandbox import host
from autograder.sandbox.host import NONSENSE, Client, End, Found, Student
from autograder.sandbox.launch import Sandbox, SandboxFailed
from autograder.sandbox.limits import Limits
from autograder.sandbox.tiers import Tier
from autograder.sandbox.values import Opaque
from autograder.terms import PRELOAD, STUB
from tests.conftest import ROOT
from tests.sandbox.started import TIERS, alive, below, until

CANARY = "CANARY_OF_THE_GRADER"
pytestmark = pytest.mark.xdist_group("host")


@pytest.fixture(scope="module", params=TIERS)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    os.environ[CANARY] = "sings"
    made = Sandbox(request.param, hidden=["torch"], preload=PRELOAD, stubs={"autograder": STUB})
    try:
        with made:
            yield made
    finally:
        del os.environ[CANARY]


@pytest.fixture(scope="module")
def client(sandbox: Sandbox) -> Iterator[Client]:
    made = Client(sandbox.address)
    yield made
    made.close()


@pytest.fixture
def student(client: Client) -> Iterator[Student]:
    made = client.start(Limits(memory_mb=256), {"data.csv": b"1,2\n"})
    yield made
    made.close()


def says(student: Student, expression: str) -> str:
    """What an expression is in the student's notebook, as text."""
    ran = student.run(expression, 10)
    assert ran.done, ran
    return str(ran.outputs[-1]["data"]["text/plain"])


class TestRequests:
    def test_a_cell_runs_and_its_outputs_come_back(self, student: Student) -> None:
        ran = student.run("print('a')\n6 * 7", 10)
        assert ran.done
        assert [o["output_type"] for o in ran.outputs] == ["stream", "execute_result"]

    def test_cells_share_their_names(self, student: Student) -> None:
        student.run("n = 41", 10)
        assert says(student, "n + 1") == "42"

    def test_an_error_is_no_end(self, student: Student) -> None:
        ran = student.run("1 / 0", 10)
        assert (ran.done, ran.end) == (False, None)
        assert ran.outputs[-1]["ename"] == "ZeroDivisionError"

    def test_a_figure_is_drawn(self, student: Student) -> None:
        ran = student.run(
            "import matplotlib.pyplot as plt\nplt.imshow([[1, 2]])\nplt.title('$x$')\nplt.show()",
            10,
        )
        assert ran.done, ran
        assert "image/png" in ran.outputs[-1]["data"]

    def test_html_does_not_come_back(self, student: Student) -> None:
        ran = student.run("from IPython.display import HTML\nHTML('<script>')", 10)
        assert set(ran.outputs[-1]["data"]) == {"text/plain"}

    def test_a_name_stands_for_a_function_a_value_or_nothing(self, student: Student) -> None:
        student.run("def f(x, w=1, *rest, k): ...\nn, odd, huge = 3, {1}, 10**400", 10)
        found = student.look("f", 5)
        assert isinstance(found, Found)
        assert (found.kind, str(found.signature)) == ("function", "(x, w=None, *rest, k)")
        assert student.look("n", 5) == Found("value", value=3, type="int")
        assert student.look("odd", 5) == Found(
            "value", value=Opaque("a value of type set"), type="set"
        )
        assert student.look("huge", 5).value.what == "a whole number of 1329 bits"  # type: ignore[union-attr]
        assert student.look("nothing", 5) == Found("missing")

    def test_a_function_without_a_readable_signature_is_one(self, student: Student) -> None:
        student.run("class F:\n    __signature__ = 1\n    def __call__(self): ...\nf = F()", 10)
        assert student.look("f", 5) == Found("function")

    def test_a_call_takes_plain_values_there_and_back(self, student: Student) -> None:
        student.run("def f(x, *, k): return x * k, [k], None", 10)
        answer = student.call("f", [np.arange(3.0)], {"k": 2}, seconds=5)
        assert answer.code == "answered"
        assert answer.value[0].tolist() == [0, 2, 4]
        assert answer.value[1:] == ([2], None)

    def test_what_a_call_prints_and_changes_is_told(self, student: Student) -> None:
        student.run("def f(x):\n    print('hm')\n    x[0] = 9\n    return x", 10)
        given = np.zeros(2)
        answer = student.call("f", [given], seconds=5)
        assert (answer.printed, answer.changed) == ("hm\n", True)
        assert given.tolist() == [0, 0]

    def test_an_answer_that_is_no_plain_value_is_words(self, student: Student) -> None:
        student.run("def f(): yield 1", 10)
        assert student.call("f", [], seconds=5).value == Opaque("a value of type generator")

    @pytest.mark.parametrize(
        ("body", "code", "words"),
        [
            ("return 1 / 0", "raised", "ZeroDivisionError: division by zero\n  in f, line 1"),
            ("raise NotImplementedError", "not-written", ""),
            ("raise SystemExit", "raised", "SystemExit"),
            ("return bytearray(1 << 40)", "out-of-memory", "MemoryError"),
            ("return f()", "raised", "RecursionError"),
            ("return __import__('os').fork()", "forbidden", "not permitted"),
            ("return __import__('torch')", "raised", "torch is not part of this exercise"),
            ("raise ValueError('\\ud800')", "raised", "\\ud800"),
        ],
    )
    def test_what_a_call_raises_has_a_code_and_words(
        self, student: Student, body: str, code: str, words: str
    ) -> None:
        student.run(f"def f(): {body}", 10)
        answer = student.call("f", [], seconds=5)
        assert answer.code == code
        assert words in answer.detail
        assert says(student, "1") == "1"

    def test_a_call_of_nothing_is_an_error(self, student: Student) -> None:
        assert student.call("nothing", [], seconds=5).code == "raised"


ENDS: dict[str, tuple[str, End]] = {
    "exit": ("import os; os._exit(0)", End("killed", "it ended itself")),
    "segmentation fault": (
        "import ctypes; ctypes.string_at(0)",
        End("killed", "by signal SIGSEGV"),
    ),
    "garbage": (
        "import os\nfor n in range(3, 64):\n    try: os.write(n, b'!' * 64)\n    except OSError: 0",
        End("unreadable", NONSENSE),
    ),
    "no JSON": (
        "import os\nfor n in range(3, 64):\n"
        "    try: os.write(n, b'\\0\\0\\0\\1!')\n    except OSError: 0",
        End("unreadable", NONSENSE),
    ),
    "wrong number": (
        "import os\nfor n in range(3, 64):\n"
        "    try: os.write(n, b'\\0\\0\\0\\x08{\"id\":0}')\n    except OSError: 0",
        End("unreadable", NONSENSE),
    ),
}


class TestEnds:
    @pytest.mark.parametrize("name", ENDS)
    def test_an_end_is_told_by_its_name_and_the_neighbour_lives(
        self, client: Client, student: Student, name: str
    ) -> None:
        source, end = ENDS[name]
        neighbour = client.start(Limits())
        neighbour.run("n = 41", 10)
        ran = student.run(source, 10)
        assert (ran.done, ran.end) == (False, end)
        assert says(neighbour, "n + 1") == "42"
        neighbour.close()

    def test_who_has_ended_stays_so(self, student: Student) -> None:
        student.run("import os; os._exit(0)", 10)
        assert student.run("1", 10).end == End("killed", "it ended itself")
        assert student.look("n", 5) == End("killed", "it ended itself")
        assert student.call("f", [], seconds=5).code == "killed"

    def test_a_closed_connection_is_an_end(self, student: Student) -> None:
        ran = student.run("import os, time\nos.closerange(3, 64)\nwhile True: time.sleep(1)", 10)
        assert ran.end == End("unreadable", NONSENSE)

    def test_an_abort_is_an_end(self, student: Student) -> None:
        end = student.run("import os; os.abort()", 10).end
        assert end is not None
        assert end.detail.startswith("by signal SIG")  # which one: the first process takes no ABRT

    def test_a_signal_without_a_name_is_an_end(self) -> None:
        assert host._end(-40, False) == End("killed", "by signal 40")

    def test_a_forbidden_call_that_kills_is_told(self) -> None:
        assert host._end(-signal.SIGSYS, False).code == "forbidden"

    def test_processor_time_that_is_used_up_is_told(self, client: Client) -> None:
        short = client.start(Limits(cpu_seconds=1))
        began = time.monotonic()
        ran = short.run("while True: pass", 20)
        assert ran.end == End("timed-out", "its processor time is used up")
        assert time.monotonic() - began < 10
        short.close()

    def test_memory_has_a_limit_and_the_process_lives_on(self, student: Student) -> None:
        ran = student.run("import numpy as np\nx = np.ones(1 << 28)", 10)
        assert ran.outputs[-1]["ename"].endswith("MemoryError")
        assert says(student, "1") == "1"


class TestTime:
    def test_a_cell_without_an_end_is_interrupted_and_the_names_stay(
        self, student: Student
    ) -> None:
        student.run("n = 41", 10)
        ran = student.run("print('began')\nwhile True: pass", 0.3)
        assert (ran.done, ran.end) == (False, End("timed-out"))
        assert ran.outputs[0]["text"] == "began\n"
        assert says(student, "n + 1") == "42"

    def test_a_call_without_an_end_is_interrupted(self, student: Student) -> None:
        student.run("def f():\n    while True: pass", 10)
        answer = student.call("f", [], seconds=0.3)
        assert (answer.code, answer.detail) == ("timed-out", "the limit is 0.3 s")
        assert says(student, "1") == "1"

    @pytest.mark.parametrize(
        "stubborn",
        [
            "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
            "import time\nwhile True:\n    try: time.sleep(0.05)\n    except BaseException: 0",
            "sum(range(10**12))",
        ],
        ids=["ignores", "catches", "in C"],
    )
    def test_what_does_not_stop_is_ended(self, student: Student, stubborn: str) -> None:
        began = time.monotonic()
        assert student.run(stubborn, 0.3).end == End("timed-out")
        assert time.monotonic() - began < 0.3 + 2 * host.GRACE
        assert student.end == End("timed-out")

    def test_a_lookup_without_an_end_is_interrupted(self, student: Student) -> None:
        student.run(
            "class F:\n    def __array__(self, *a, **k):\n        while True: pass\nf = F()", 9
        )
        assert student.look("f", 0.3) == End("timed-out")


class TestSurroundings:
    def test_files_that_were_handed_in_are_there(self, student: Student) -> None:
        assert says(student, "open('data.csv').read()") == repr("1,2\n")

    def test_a_hidden_package_cannot_be_imported_and_the_words_say_why(
        self, student: Student
    ) -> None:
        ran = student.run("import torch.nn", 10)
        assert ran.outputs[-1]["ename"] == "ModuleNotFoundError"
        assert ran.outputs[-1]["evalue"] == "torch is not part of this exercise: use NumPy"

    def test_the_autograder_over_there_knows_nothing(self, student: Student) -> None:
        assert says(
            student, "import autograder; sorted(n for n in dir(autograder) if n[0] != '_')"
        ) == ("['check']")
        ran = student.run("autograder.check('a.b', print)\nimport autograder.checks", 10)
        assert ran.outputs[0]["text"] == "a.b is checked apart from this cell.\n"
        assert ran.outputs[-1]["ename"] == "ModuleNotFoundError"

    def test_nothing_of_the_autograder_is_in_its_memory(self, student: Student) -> None:
        listed = says(
            student, "import sys; [n for n in sys.modules if n.split('.')[0] == 'autograder']"
        )
        assert listed == "['autograder']"

    def test_the_environment_holds_nothing_of_the_graders(self, student: Student) -> None:
        assert CANARY not in says(student, "import os; dict(os.environ)")
        assert str(ROOT) not in says(student, "dict(os.environ), __import__('sys').argv")

    def test_random_numbers_differ_between_processes(
        self, client: Client, student: Student
    ) -> None:
        other = client.start(Limits())
        draw = "import random, numpy; (random.random(), numpy.random.rand())"
        assert says(student, draw) != says(other, draw)
        other.close()

    def test_one_student_does_not_see_the_names_of_another(
        self, client: Client, student: Student
    ) -> None:
        student.run("secret = 1\nimport numpy\nnumpy.secret = 1", 10)
        other = client.start(Limits())
        assert says(other, "import numpy; ('secret' in globals(), hasattr(numpy, 'secret'))") == (
            "(False, False)"
        )
        other.close()

    def test_no_descriptor_but_its_own_is_open(self, student: Student) -> None:
        opened = says(
            student,
            "import os\n"
            "def is_open(n):\n    try: os.fstat(n)\n"
            "    except OSError: return False\n    return True\n"
            "sum(map(is_open, range(3, 64)))",
        )
        assert int(opened) == 1


class TestClosing:
    def test_who_is_closed_is_gone(self, sandbox: Sandbox, client: Client) -> None:
        before = len(alive(below(sandbox.process.pid)))
        one = client.start(Limits())
        one.close()
        assert until(lambda: len(alive(below(sandbox.process.pid))) == before)

    @pytest.mark.parametrize("tier", TIERS)
    def test_a_closed_sandbox_leaves_no_process_and_no_folder(self, tier: Tier) -> None:
        with Sandbox(tier) as sandbox:
            students = [Client(sandbox.address).start(Limits()) for _ in range(2)]
            for student in students:
                student.run("n = 1", 10)
            processes = [psutil.Process(sandbox.process.pid), *below(sandbox.process.pid)]
            assert len(processes) >= 3
        assert until(lambda: not alive(processes))
        assert not sandbox.folder.exists()

    @pytest.mark.parametrize("tier", TIERS)
    def test_a_killed_grader_leaves_no_process(self, tier: Tier) -> None:
        code = f"""
            import time
            from autograder.sandbox.host import Client
            from autograder.sandbox.launch import Sandbox
            from autograder.sandbox.limits import Limits
            from autograder.sandbox.tiers import Tier
            with Sandbox(Tier({tier.value!r})) as sandbox:
                client = Client(sandbox.address)
                busy = client.start(Limits())
                print(sandbox.folder, flush=True)
                busy.run("import signal\\nsignal.signal(2, signal.SIG_IGN)\\nwhile True: pass", 60)
        """
        grader = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        assert grader.stdout is not None
        assert grader.stdout.readline()
        time.sleep(0.1)
        processes = below(grader.pid)
        assert len(processes) >= 2
        grader.kill()
        grader.communicate()
        assert until(lambda: not alive(processes)), processes

    def test_a_sandbox_that_does_not_start_says_why(self) -> None:
        with (
            pytest.raises(SandboxFailed, match="no_such_module"),
            Sandbox(Tier.NONE, preload=["no_such_module"]),
        ):
            pass

    def test_a_warm_parent_that_is_gone_is_the_machines_fault(self) -> None:
        with Sandbox(Tier.NONE) as sandbox:
            client = Client(sandbox.address)
            sandbox.process.kill()
            with pytest.raises((SandboxFailed, ConnectionError)):
                client.start(Limits())


def forged(reply: Any) -> Student:
    """A student's process that answers this to everything."""

    class Forged(Student):
        def _ask(self, request: Any, seconds: float) -> Any:
            return reply, None

    return Forged(None, 0, None, Limits())  # type: ignore[arg-type]


HOSTILE: list[dict[str, Any]] = [
    {},
    {"value": {"opaque": "\ud800"}},
    {"value": {"list": [0] * 10}, "printed": "\ud800" * 10**6, "changed": "yes"},
    {"raised": {"kind": ["raised"], "said": "\ud800", "where": 1}},
    {"raised": 1},
    {"done": 1, "outputs": {"a": 1}},
    {"kind": "function", "parameters": [["x", 99, True]]},
    {"kind": "function", "parameters": [["\ud800", 1, True]]},
    {"kind": "function", "parameters": [["x", 1, False]] * 2},
    {"kind": "function", "parameters": [[f"x{n}", 1, False] for n in range(10**5)]},
    {"kind": "function", "parameters": {"x": 1}},
    {"kind": "value", "type": ["a"], "value": 2**64},
    {"kind": "value", "type": "\ud800", "value": {"text": "\ud800"}},
]


@pytest.mark.parametrize("reply", HOSTILE, ids=lambda reply: repr(reply)[:50])
def test_whatever_is_answered_becomes_plain_data(reply: dict[str, Any]) -> None:
    student = forged(reply)
    said = [student.run("1", 1), student.look("f", 1), student.call("f", [], seconds=1)]
    for one in said:
        assert len(repr(one)) < 10_000
        repr(one).encode("utf-8")
    assert said[0].done is False  # type: ignore[union-attr]
