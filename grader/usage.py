"""What asking a model took."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a judgment took: tokens as the provider counts them, and dollars where known.

    `calls` counts requests sent now, `cached` those answered from kept replies; a kept reply
    costs nothing, and its tokens are those of the time it was recorded.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    calls: int = 0
    cached: int = 0
    cost_usd: float | None = None

    def __add__(self, other: Usage) -> Usage:
        costs = [u.cost_usd for u in (self, other) if u.calls]
        known = None if any(cost is None for cost in costs) else sum(c for c in costs if c)
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            calls=self.calls + other.calls,
            cached=self.cached + other.cached,
            cost_usd=known if costs else self.cost_usd or other.cost_usd,
        )
