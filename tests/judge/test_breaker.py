"""The circuit breaker, on a clock of its own."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from grader.errors import (
    CircuitOpen,
    JudgeError,
    JudgeRefused,
    QuotaExhausted,
    RateLimited,
    ReplayMiss,
    RequestRejected,
    Unreachable,
)
from grader.judge.breaker import Breaker


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    import purgatory.domain.model

    clock = Clock()
    monkeypatch.setattr(purgatory.domain.model, "time", SimpleNamespace(time=clock.time))
    return clock


def call(breaker: Breaker, outcome: BaseException | None = None) -> str:
    """What came of one call: `ok`, or the name of the error."""
    try:
        with breaker.attempt():
            if outcome is not None:
                raise outcome
    except (JudgeError, asyncio.CancelledError, ZeroDivisionError) as error:
        return type(error).__name__
    return "ok"


def calls(breaker: Breaker, *outcomes: BaseException | None) -> list[str]:
    return [call(breaker, outcome) for outcome in outcomes]


GONE = Unreachable("gone", "Check the network")


def test_it_opens_after_five_failures_in_a_row(clock: Clock) -> None:
    breaker = Breaker()
    assert calls(breaker, *[GONE] * 4, None, *[GONE] * 4) == (
        ["Unreachable"] * 4 + ["ok"] + ["Unreachable"] * 4
    )
    assert calls(breaker, GONE, None, GONE) == ["Unreachable", "CircuitOpen", "CircuitOpen"]


def test_the_error_says_what_happened_last(clock: Clock) -> None:
    breaker = Breaker(failures=1, pause=7)
    call(breaker, RateLimited("slow down", "Wait"))
    with pytest.raises(CircuitOpen) as error, breaker.attempt():
        pass
    assert error.value.message == (
        "the provider is left alone for 7 s after rate-limited: slow down"
    )
    assert error.value.hint == "Wait"


def test_after_the_pause_a_success_closes_it(clock: Clock) -> None:
    breaker = Breaker(failures=2, pause=30)
    calls(breaker, GONE, GONE)
    clock.now += 29.9
    assert call(breaker) == "CircuitOpen"
    clock.now += 0.2
    assert calls(breaker, None, GONE, None) == ["ok", "Unreachable", "ok"]


def test_after_the_pause_a_failure_opens_it_again(clock: Clock) -> None:
    breaker = Breaker(failures=2, pause=30)
    calls(breaker, GONE, GONE)
    clock.now += 31
    assert calls(breaker, GONE, None) == ["Unreachable", "CircuitOpen"]
    clock.now += 29
    assert call(breaker) == "CircuitOpen"
    clock.now += 2
    assert call(breaker) == "ok"


def test_after_the_pause_one_call_at_a_time_tries(clock: Clock) -> None:
    breaker = Breaker(failures=1, pause=30)
    call(breaker, GONE)
    clock.now += 31
    with breaker.attempt():
        assert calls(breaker, None, None) == ["CircuitOpen", "CircuitOpen"]
    assert calls(breaker, None, None) == ["ok", "ok"]


@pytest.mark.parametrize(
    "outcome", [asyncio.CancelledError(), ReplayMiss("none kept"), ZeroDivisionError()]
)
def test_what_says_nothing_of_the_provider_is_not_counted(
    clock: Clock, outcome: BaseException
) -> None:
    breaker = Breaker(failures=2, pause=30)
    assert "CircuitOpen" not in calls(breaker, *[outcome] * 5)
    calls(breaker, GONE, outcome, GONE)
    assert call(breaker) == "CircuitOpen"
    clock.now += 31
    # Neither does it end the trial, nor keep others from trying.
    assert calls(breaker, outcome, GONE, None) == [
        type(outcome).__name__,
        "Unreachable",
        "CircuitOpen",
    ]


def test_a_refusal_shows_that_the_provider_works(clock: Clock) -> None:
    breaker = Breaker(failures=2)
    assert calls(breaker, GONE, JudgeRefused("no"), GONE, None) == [
        "Unreachable",
        "JudgeRefused",
        "Unreachable",
        "ok",
    ]


def test_an_exhausted_quota_opens_it_at_once(clock: Clock) -> None:
    assert calls(Breaker(), None, QuotaExhausted("none left"), None) == [
        "ok",
        "QuotaExhausted",
        "CircuitOpen",
    ]


def test_a_rejection_opens_it_at_once_until_something_has_worked(clock: Clock) -> None:
    rejected = RequestRejected("wrong key")
    assert calls(Breaker(), rejected, None) == ["RequestRejected", "CircuitOpen"]
    assert calls(Breaker(), None, rejected, None) == ["ok", "RequestRejected", "ok"]
    assert calls(Breaker(failures=2), None, rejected, rejected, None) == [
        "ok",
        "RequestRejected",
        "RequestRejected",
        "CircuitOpen",
    ]


def test_calls_under_way_when_it_opens_end_as_they_will(clock: Clock) -> None:
    breaker = Breaker(failures=1, pause=30)
    with breaker.attempt():
        call(breaker, GONE)
    # The success began before the failure was known: the circuit stays open.
    assert call(breaker) == "CircuitOpen"


def test_two_breakers_know_nothing_of_each_other(clock: Clock) -> None:
    one, other = Breaker(failures=1), Breaker(failures=1)
    call(one, GONE)
    assert (call(one), call(other)) == ("CircuitOpen", "ok")


def test_an_open_circuit_gathers_no_tracebacks(clock: Clock) -> None:
    breaker = Breaker(failures=1)
    call(breaker, GONE)
    for _ in range(3):
        call(breaker)
    assert breaker._circuit is not None
    assert breaker._circuit.messages == []
    state = breaker._circuit._state
    assert isinstance(state, Exception)
    assert state.__traceback__ is None
