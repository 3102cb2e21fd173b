"""Counts, shares and dollars as the page says them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from grader.core.rubric import Rubric
from grader.usage import Usage

Key = TypeVar("Key", str, tuple[str, str])


def most(counts: Mapping[Key, int]) -> list[tuple[Key, int]]:
    """Counts, the largest first."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def share(part: int, whole: int) -> str:
    """A share in percent; `0%` and `100%` stand for none and all alone."""
    if not whole:
        return "0%"
    percent = round(100 * part / whole)
    if part and percent == 0:
        return "<1%"
    return ">99%" if part < whole and percent == 100 else f"{percent}%"


def dollars(usage: Usage) -> str:
    """A cost in dollars, to the hundredth of a cent below one; `unknown` without a price."""
    if usage.cost_usd is None:
        return "unknown" if usage.calls else "$0"
    return f"${usage.cost_usd:,.2f}" if usage.cost_usd >= 1 else f"${usage.cost_usd:.4f}"


def title_of(rubrics: Mapping[str, Rubric], rubric: str) -> str:
    """A rubric's title, or its id where it is no longer at hand."""
    return rubrics[rubric].title if rubric in rubrics else rubric
