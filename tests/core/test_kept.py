"""A refusal is kept as a text that no judgment can be taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.kept import refusal_in, refusal_text


@given(message=st.text())
def test_what_was_said_comes_back(message: str) -> None:
    assert refusal_in(refusal_text(message)) == message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I cannot judge this.",
        '{"on_topic": {"reason": "r", "value": true}}',
        '{"refusal": {"reason": "r", "stance": "absent"}}',
        '{"refusal": "a tell of this name", "holistic_level": "L4"}',
        '{"refusal": "cut off',
    ],
)
def test_other_texts_are_no_refusals(text: str) -> None:
    assert refusal_in(text) is None
