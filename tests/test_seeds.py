"""Secret seeds: the same on every regrade, different for each student, nowhere written down."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

from autograder.seeds import course_secret, grading_seed, seed_of_work


def test_seeds_differ_by_student_and_assignment_and_stay_the_same(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    pairs = [("ada", "02"), ("ada", "03"), ("bob", "02"), ("ad", "a02")]
    seeds = [grading_seed(secret, *pair) for pair in pairs]
    assert len(set(seeds)) == 4
    assert seeds == [grading_seed(secret, *pair) for pair in pairs]
    assert all(0 < seed < 2**63 for seed in seeds)


def test_another_course_has_other_seeds(tmp_path: Path) -> None:
    one, two = (grading_seed(tmp_path / name, "ada", "02") for name in ("one", "two"))
    assert one != two


def test_only_its_owner_reads_the_secret(tmp_path: Path) -> None:
    course_secret(tmp_path / "deep" / "secret")
    assert stat.S_IMODE((tmp_path / "deep" / "secret").stat().st_mode) == 0o600
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["secret"]


def test_two_that_make_the_secret_at_once_get_the_same(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys\nfrom autograder.seeds import course_secret\nsys.stdin.read(1)\n"
        "print(course_secret(pathlib.Path(sys.argv[1])))"
    )
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "secret")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[1],
        )
        for _ in range(3)
    ]
    for maker in makers:
        assert maker.stdin is not None
        maker.stdin.write(b"!")
        maker.stdin.flush()
    said = {maker.communicate()[0] for maker in makers}
    assert said == {f"{course_secret(tmp_path / 'secret')!r}\n".encode()}


def test_the_same_work_draws_the_same_cases_and_other_work_others() -> None:
    work = ["def f(x):\n    return x", "check('f', f)"]
    seed = seed_of_work(5, work)
    assert seed == seed_of_work(5, list(work))
    assert 0 <= seed < 2**63
    others = [
        seed_of_work(6, work),
        seed_of_work(5, [*work, ""]),
        seed_of_work(5, ["".join(work)]),
        seed_of_work(5, [work[0] + " # a second try", work[1]]),
    ]
    assert len({seed, *others}) == 5
