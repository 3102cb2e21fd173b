"""The order of levels: of several ladders together, and of levels whose rubric is not at hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.ladders import assumed, merged


@pytest.mark.parametrize(
    ("ladders", "together"),
    [
        ([], ()),
        ([("L4", "L5", "L6"), ("L4", "L5", "L6")], ("L4", "L5", "L6")),
        ([("L4", "L5"), ("L3", "L4")], ("L3", "L4", "L5")),
        ([("L4", "L6"), ("L5", "L6", "L7")], ("L4", "L5", "L6", "L7")),
        ([("junior", "senior"), ("low", "high")], ("junior", "senior", "low", "high")),
        ([("a", "b"), ("b", "a")], ("a", "b")),
    ],
)
def test_ladders_are_merged_in_order(ladders: list[tuple[str, ...]], together: object) -> None:
    assert merged(ladders) == together


@given(st.lists(st.lists(st.sampled_from("abcd"), unique=True)))
def test_every_level_is_there_once_and_the_first_ladder_as_it_is(ladders: list[list[str]]) -> None:
    together = merged(ladders)
    assert sorted(together) == sorted({level for ladder in ladders for level in ladder})
    for first in ladders[:1]:
        assert [level for level in together if level in first] == first


@pytest.mark.parametrize(
    ("levels", "ladder"),
    [
        (["L10", "L9", "L4"], ("L4", "L9", "L10")),
        (["2", "1"], ("1", "2")),
        (["L4", "M5"], ()),
        (["senior", "junior"], ()),
        ([], ()),
    ],
)
def test_a_ladder_is_assumed_from_numbers_alone(levels: list[str], ladder: object) -> None:
    assert assumed(levels) == ladder
