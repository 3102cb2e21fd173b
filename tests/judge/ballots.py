"""Votes of a panel's members on a rubric of two tells."""

from __future__ import annotations

from grader.core.answer import Answer
from grader.core.judgment import JudgeKind, Judgment, Stance, Verdict
from grader.core.rubric import Rubric
from grader.usage import Usage

RUBRIC = Rubric.model_validate(
    {
        "id": "pair",
        "version": 1,
        "title": "Two tells",
        "question": "Which?",
        "levels": [
            {"id": "L4", "descriptor": "low"},
            {"id": "L5", "descriptor": "mid", "requires": "one"},
            {"id": "L6", "descriptor": "high", "requires": "two"},
        ],
        "tells": [
            {"id": "one", "kind": "signal", "level": "L5", "claim": "says one"},
            {"id": "two", "kind": "signal", "level": "L6", "claim": "says two"},
        ],
    }
)
ANSWER = Answer(text="", turns=(), sentences=())
YES, NO = Stance.ASSERTED, Stance.ABSENT


def verdict(stance: Stance, *sentences: int, tell: str = "one", reason: str = "") -> Verdict:
    return Verdict(tell=tell, stance=stance, sentences=sentences, reason=reason)


def vote(
    one: bool = True, two: bool = False, *, level: str | None = "L5", model: str | None = "m"
) -> Judgment:
    return Judgment(
        kind=JudgeKind.LLM if model else JudgeKind.KEYWORD,
        model=model,
        verdicts=tuple(
            verdict(YES, 1, tell=tell) if said else verdict(NO, tell=tell)
            for tell, said in (("one", one), ("two", two))
        ),
        holistic_level=level,
        usage=Usage(input_tokens=10, output_tokens=2, calls=1, cost_usd=0.5),
        prompt_digest="p",
    )
