"""Slots are shared fairly, and none is given twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.shares import fair_shares

WANTS = st.dictionaries(st.text("abc", max_size=3), st.integers(0, 50), min_size=1, max_size=8)


@given(slots=st.integers(0, 100), wants=WANTS)
def test_all_that_can_be_given_is_and_nobody_is_favoured(slots: int, wants: dict[str, int]) -> None:
    shares = fair_shares(slots, wants)
    assert shares.keys() == wants.keys()
    assert sum(shares.values()) == min(slots, sum(wants.values()))
    short = [shares[who] for who in wants if shares[who] < wants[who]]
    assert all(0 <= shares[who] <= wants[who] for who in wants)
    assert all(share <= min(short) + 1 for share in shares.values() if short)


@pytest.mark.parametrize(
    ("slots", "wants", "shares"),
    [
        (16, {"a": 64}, {"a": 16}),
        (16, {"a": 64, "b": 1}, {"a": 15, "b": 1}),
        (16, {"a": 64, "b": 64, "c": 2}, {"a": 7, "b": 7, "c": 2}),
        (3, {"a": 9, "b": 9}, {"a": 1, "b": 2}),
        (1, {"a": 1, "b": 1}, {"a": 0, "b": 1}),
    ],
)
def test_shares(slots: int, wants: dict[str, int], shares: dict[str, int]) -> None:
    assert fair_shares(slots, wants) == shares
