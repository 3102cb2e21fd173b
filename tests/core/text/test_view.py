"""The model's view: one spelling, nothing invisible, one line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings

from grader.core.text.view import model_view
from tests.core.texts import TEXTS


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("", ""),
        ("plain", "plain"),
        ("  two\twords \r\n and\u2028more\x0c", "two words and more"),
        ("\uff24\uff30\uff2f \ufb01ne \u2460", "DPO fine 1"),
        ("e\u0301", "\xe9"),
        ("a\u200bb\u200dc\u00add\ufeffe", "abcde"),
        ("a\u202eb\u2066c\u061cd", "abcd"),
        ("\u2764\ufe0f \U000e0041x\u3164", "\u2764 x"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("\x85a\x9fb", "ab"),
        ("a\ud800b", "a\ufffdb"),
        ("机器。", "机器。"),
    ],
)
def test_view(text: str, view: str) -> None:
    assert model_view(text) == view


@settings(deadline=None)
@given(TEXTS)
def test_the_view_of_a_view_is_the_same(text: str) -> None:
    view = model_view(text)
    assert model_view(view) == view
    assert unicodedata.is_normalized("NFKC", view)
    assert " ".join(view.split()) == view
    assert not [char for char in view if unicodedata.category(char) in ("Cc", "Cs")]


def test_a_tower_of_marks_is_cut_down() -> None:
    view = model_view("a" + "\u0316\u0301" * 100_000 + " b")
    assert len(view) < 40
    assert view.endswith(" b")
