"""Shares and dollars as the page says them."""

from __future__ import annotations

import pytest

from grader.usage import Usage
from grader.web.report.numbers import dollars, share


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 0, "0%"),
        (0, 9, "0%"),
        (1, 3, "33%"),
        (1, 1000, "<1%"),
        (999, 1000, ">99%"),
        (9, 9, "100%"),
    ],
)
def test_shares(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (Usage(), "$0"),
        (Usage(calls=1), "unknown"),
        (Usage(calls=1, cost_usd=0.00123), "$0.0012"),
        (Usage(calls=1, cost_usd=1234.5), "$1,234.50"),
    ],
)
def test_dollars(usage: Usage, said: str) -> None:
    assert dollars(usage) == said
