"""Patterns: what is looked for in the joined texts first is never missed in one of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.scoring.pattern import may_occur, search
from grader.errors import RubricError

PATTERNS = [
    r"\b\d+k rows\b", "^a", "b$", "^a$", r"\Aa", r"b\z", "a|^b", "[^a]b", r"\Ba", "a.b", r"\Qa^b\E",
    "(?i)AB", "a{2}",
]  # fmt: skip


@given(st.sampled_from(PATTERNS), st.lists(st.text("ab1k^ \n", max_size=6), max_size=4))
def test_no_match_is_sifted_out(pattern: str, texts: list[str]) -> None:
    if any(search(pattern, text) for text in texts):
        assert may_occur(pattern, texts)


def test_texts_without_a_match_are_sifted_out() -> None:
    assert not may_occur(r"\b\d+k rows\b", ["We had rows.", "10k of them."])


@pytest.mark.parametrize("look", [lambda p: may_occur(p, ["x"]), lambda p: search(p, "x")])
def test_a_wrong_pattern_is_named_as_it_is_written(look: object) -> None:
    assert callable(look)
    with pytest.raises(RubricError, match=r"the pattern '\(\?=x\)' is not RE2"):
        look("(?=x)")
