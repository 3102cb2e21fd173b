"""Rate-limit headers as providers write them."""

from __future__ import annotations

import pytest

from grader.judge.limits import Limit, Limits, read_limits, seconds


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1s", 1.0),
        ("20ms", 0.02),
        ("6m0s", 360.0),
        ("1h2m3.5s", 3723.5),
        ("2m59.56s", 179.56),
        ("1d", 86_400.0),
        ("12", 12.0),
        (" 0.25 ", 0.25),
        ("0s", 0.0),
        ("", None),
        (None, None),
        ("-1s", None),
        ("soon", None),
        ("1s later", None),
        ("2026-01-01T00:00:00Z", None),
        ("nan", None),
        ("9" * 400, None),
        ("٣s", None),
    ],
)
def test_durations(value: str | None, expected: float | None) -> None:
    assert seconds(value) == pytest.approx(expected)


WHOLE = {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "59",
    "x-ratelimit-reset-requests": "1s",
    "x-ratelimit-limit-tokens": "150000",
    "x-ratelimit-remaining-tokens": "149984",
    "x-ratelimit-reset-tokens": "6m0s",
}


def test_openai_headers_are_read() -> None:
    assert read_limits(WHOLE) == Limits(
        requests=Limit(left=59, reset=1, whole=60),
        tokens=Limit(left=149984, reset=360, whole=150000),
    )


@pytest.mark.parametrize(
    ("headers", "limits"),
    [
        ({}, None),
        ({"x-ratelimit-remaining-requests": "3"}, None),
        ({"x-ratelimit-remaining-tokens": "many", "x-ratelimit-reset-tokens": "1s"}, None),
        (
            {"x-ratelimit-remaining-tokens": "3", "x-ratelimit-reset-tokens": "20ms"},
            Limits(tokens=Limit(left=3, reset=0.02)),
        ),
    ],
)
def test_what_is_missing_or_unreadable_says_nothing(
    headers: dict[str, str], limits: Limits | None
) -> None:
    assert read_limits(headers) == limits
