"""What a judge proposes: for each tell how the candidate stands to it, and in which sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Stance(StrEnum):
    """How the candidate stands to what a tell claims. Only `asserted` counts."""

    ASSERTED = "asserted"
    REJECTED = "rejected"
    """Named and turned down, negated, or taken back later."""
    QUOTED = "quoted"
    """Someone else's words, the question's words, a hypothetical."""
    ABSENT = "absent"


class JudgeKind(StrEnum):
    LLM = "llm"
    KEYWORD = "keyword"
    PANEL = "panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A judge's word on one tell. `sentences` are numbers of the answer's sentences, from 1.

    For an absence tell the verdict is on the thing itself: `asserted` means that it is there.
    `confidence` is in 0..1, None when the judge gives none.
    """

    tell: str
    stance: Stance
    sentences: tuple[int, ...] = ()
    reason: str = ""
    confidence: float | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """One judge's reply: a verdict for every tell of the rubric, in the rubric's order.

    `on_topic` is False when the judge finds no attempt to answer the question. `review` holds the
    judge's own reasons for a human look, such as a panel's disagreement or an abstention.
    """

    kind: JudgeKind
    model: str | None
    verdicts: tuple[Verdict, ...]
    on_topic: bool = True
    holistic_level: str | None = None
    fallback_reason: str | None = None
    review: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    prompt_digest: str | None = None
