"""The time limit interrupts what does not end, and leaves everything else as it was."""

from __future__ import annotations

import signal
import sys
import threading
import time

import pytest

from autograder.limits import TimeIsUp, available, time_limit


def test_this_platform_can_interrupt() -> None:
    assert available() is (sys.platform != "win32")


def test_a_block_without_end_is_ended() -> None:
    with pytest.raises(TimeIsUp), time_limit(0.05):
        while True:
            time.sleep(1)


def test_except_exception_does_not_hold_it_up() -> None:
    assert not issubclass(TimeIsUp, Exception)


def stubborn() -> None:
    while True:
        try:
            time.sleep(1)
        except:  # noqa: E722
            continue


def test_a_bare_except_does_not_hold_it_up() -> None:
    with pytest.raises(TimeIsUp), time_limit(0.05):
        stubborn()


def test_the_second_alarm_cannot_be_caught_by_the_same_try() -> None:
    caught = []

    def counts() -> None:
        while True:
            try:
                time.sleep(1)
            except:  # noqa: E722
                caught.append("once")

    with pytest.raises(TimeIsUp), time_limit(0.05):
        counts()
    assert caught == ["once"]


def test_a_bare_except_further_out_does_not_hold_it_up() -> None:
    def outer() -> None:
        while True:
            try:
                sum(time.sleep(1) or 0 for _ in range(9))
            except:  # noqa: E722
                continue

    with pytest.raises(TimeIsUp), time_limit(0.05):
        outer()


def test_tracing_is_as_before_when_it_took_several_alarms() -> None:
    def mine(*event: object) -> None:
        return None

    before = sys.gettrace()
    sys.settrace(mine)
    try:
        with pytest.raises(TimeIsUp), time_limit(0.05):
            stubborn()
        after = sys.gettrace()
    finally:
        sys.settrace(before)
    assert after is mine


def test_no_alarm_is_left_after_the_block() -> None:
    with time_limit(5):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_no_alarm_is_left_after_an_error_in_the_block() -> None:
    with pytest.raises(ValueError, match="mine"), time_limit(5):
        raise ValueError("mine")
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_the_handler_of_before_is_put_back() -> None:
    def mine(*what: object) -> None:
        return None

    before = signal.signal(signal.SIGALRM, mine)
    try:
        with time_limit(5):
            pass
        after = signal.getsignal(signal.SIGALRM)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert after is mine


def test_in_another_thread_the_block_runs_without_a_limit() -> None:
    done = []

    def run() -> None:
        with time_limit(0.01):
            time.sleep(0.05)
        done.append(available())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert done == [False]
