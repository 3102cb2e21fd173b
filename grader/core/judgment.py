"""What a judge proposes: for each tell how the candidate stands to it, and in which sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from grader.usage import Usage


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
