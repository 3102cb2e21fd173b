"""What a provider says in its headers about how much more it will take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,9})?", re.ASCII)
_PARTS = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)(ms|[smhd])", re.ASCII)
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """`left` of `whole` (None when it is not said), which is there again in `reset` seconds."""

    left: float
    reset: float
    whole: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """A model's limits on requests and on tokens, None where the provider says nothing."""

    requests: Limit | None = None
    tokens: Limit | None = None


def read_limits(headers: Mapping[str, str]) -> Limits | None:
    """The `x-ratelimit-*` headers of OpenAI and those who do as it does; None if there are none."""
    requests, tokens = _limit(headers, "requests"), _limit(headers, "tokens")
    return Limits(requests=requests, tokens=tokens) if requests or tokens else None


def _limit(headers: Mapping[str, str], what: str) -> Limit | None:
    left = _number(headers.get(f"x-ratelimit-remaining-{what}"))
    reset = seconds(headers.get(f"x-ratelimit-reset-{what}"))
    if left is None or reset is None:
        return None
    whole = _number(headers.get(f"x-ratelimit-limit-{what}"))
    return Limit(left=left, reset=reset, whole=whole)


def seconds(value: str | None) -> float | None:
    """A duration such as `1s`, `6m0s`, `20ms`, `1h2m3.5s` or a bare number; None if it is none."""
    number = _number(value)
    if number is not None:
        return number
    text = (value or "").strip()
    parts = _PARTS.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def _number(value: str | None) -> float | None:
    text = (value or "").strip()
    return float(text) if _NUMBER.fullmatch(text) else None
