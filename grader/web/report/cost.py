"""What the models took, by rubric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.core.rubric import Rubric
from grader.core.tally import Tally
from grader.usage import Usage
from grader.web.report import plots
from grader.web.report.numbers import dollars, title_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Usage by rubric and together. `unit` is what the plot shows: dollars or tokens."""

    unit: str
    svg: str
    lines: Sequence[tuple[str, Usage, str]]
    """A rubric's title, its usage, and its cost in words."""
    total: Usage
    total_cost: str


def used(tally: Tally) -> Usage:
    """The usage of all rubrics together."""
    return sum(tally.spent.values(), Usage())


def cost(tally: Tally, rubrics: Mapping[str, Rubric]) -> Cost:
    spent = {rubric: tally.spent[rubric] for rubric in sorted(tally.spent)}
    priced = any(usage.cost_usd for usage in spent.values())
    amounts = {rubric: _amount(usage, priced) for rubric, usage in spent.items()}
    largest = max(amounts.values(), default=0.0) or 1.0
    drawn = [
        plots.Bar(
            label=rubric,
            share=amounts[rubric] / largest,
            note=dollars(usage) if priced else f"{_tokens(usage):,} tokens",
        )
        for rubric, usage in spent.items()
    ]
    total = used(tally)
    return Cost(
        unit="dollars" if priced else "tokens",
        svg=plots.bars([plots.Bars(title="", tone="accent", bars=drawn)], "cost") if drawn else "",
        lines=[
            (title_of(rubrics, rubric), usage, dollars(usage)) for rubric, usage in spent.items()
        ],
        total=total,
        total_cost=dollars(total),
    )


def _amount(usage: Usage, priced: bool) -> float:
    return (usage.cost_usd or 0.0) if priced else float(_tokens(usage))


def _tokens(usage: Usage) -> int:
    return usage.input_tokens + usage.output_tokens
