"""A sample is in proportion, the same every time, and no larger than asked for."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.sample import allot, draw

COUNTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 500), max_size=8)
ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=3)), max_size=60)


@pytest.mark.parametrize(
    ("counts", "size", "seats"),
    [
        ({"a": 900, "b": 90, "c": 10}, 100, {"a": 90, "b": 9, "c": 1}),
        ({"a": 998, "b": 1, "c": 1}, 3, {"a": 1, "b": 1, "c": 1}),
        ({"a": 998, "b": 1, "c": 1}, 10, {"a": 8, "b": 1, "c": 1}),
        ({"a": 5, "b": 50, "c": 5}, 2, {"a": 0, "b": 2, "c": 0}),
        ({"a": 5, "b": 5}, 1, {"a": 1, "b": 0}),
        ({"a": 2, "b": 3}, 100, {"a": 2, "b": 3}),
        ({}, 5, {}),
    ],
)
def test_seats_are_in_proportion(counts: dict[str, int], size: int, seats: dict[str, int]) -> None:
    assert allot(counts, size) == seats


@given(counts=COUNTS, size=st.integers(1, 600))
def test_all_seats_are_given_and_none_beyond_what_there_is(
    counts: dict[str, int], size: int
) -> None:
    seats = allot(counts, size)
    assert sum(seats.values()) == min(size, sum(counts.values()))
    assert all(seats[name] <= count for name, count in counts.items())
    if size >= len(counts):
        assert all(seats.values())


@given(rows=ROWS, size=st.integers(1, 20), dice=st.randoms(use_true_random=False))
def test_which_texts_are_drawn_does_not_depend_on_their_order(
    rows: list[tuple[str, str]], size: int, dice: Random
) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert _drawn(rows, size) == _drawn(shuffled, size)


@given(rows=ROWS, size=st.integers(1, 20))
def test_each_rubric_has_its_share(rows: list[tuple[str, str]], size: int) -> None:
    drawn = Counter(rubric for rubric, _ in _drawn(rows, size).elements())
    assert drawn == Counter(allot(Counter(rubric for rubric, _ in rows), size))


def test_rows_added_later_leave_most_of_a_sample_as_it_was() -> None:
    rows = [("a", f"text {number}") for number in range(1000)]
    before, after = _drawn(rows[:900], 100), _drawn(rows, 100)
    assert (before & after).total() >= 80


def _drawn(rows: list[tuple[str, str]], size: int) -> Counter[tuple[str, str]]:
    numbered = [(number, *row) for number, row in enumerate(rows, 1)]
    return Counter(rows[number - 1] for number in draw(numbered, size))
