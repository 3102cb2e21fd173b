"""A cap of a minute holds over every minute, and lets through all that it can."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.rate import MINUTE, Rate


@given(
    per_minute=st.integers(1, 5000),
    pauses=st.lists(st.floats(0, 90) | st.just(0.0), min_size=1, max_size=300),
)
def test_no_minute_has_more_than_the_cap(per_minute: int, pauses: list[float]) -> None:
    rate, through, now = Rate(per_minute), 0.0, 1000.0
    sent: list[float] = []
    for pause in pauses:
        now += pause
        through, wait = rate.reserve(through, now, 1)
        assert wait >= 0
        sent.append(now + wait)
    assert sent == sorted(sent)
    for first, later in itertools.pairwise([*sent[::per_minute]]):
        assert later - first >= MINUTE - 1e-6


@pytest.mark.parametrize("per_minute", [1, 2, 59, 60, 600, 100_000])
def test_what_always_asks_gets_the_whole_cap(per_minute: int) -> None:
    rate, through = Rate(per_minute), 0.0
    waits: list[float] = []
    for _ in range(3 * per_minute + 1):
        through, wait = rate.reserve(through, 0.0, 1)
        waits.append(wait)
    assert waits[-1] <= 3 * MINUTE * 1.02


@given(
    per_minute=st.integers(60, 100_000),
    amounts=st.lists(st.integers(1, 20_000), min_size=1, max_size=100),
)
def test_amounts_of_any_size_pass_at_the_rate(per_minute: int, amounts: list[int]) -> None:
    rate, through = Rate(per_minute), 0.0
    wait = 0.0
    for amount in amounts:
        through, wait = rate.reserve(through, 0.0, amount)
    ahead = sum(amounts[:-1])
    burst = per_minute / MINUTE
    assert wait >= (ahead - burst) / per_minute * MINUTE - 1e-6
    assert wait <= (ahead + amounts[-1]) / per_minute * MINUTE * 1.02
