"""Many results in numbers."""

from __future__ import annotations

import pytest

from grader.core.grade import Digests, Finding, Grade, JudgeInfo, Ungraded, UngradedReason
from grader.core.judgment import JudgeKind, Stance
from grader.core.rubric import Kind
from grader.core.tally import Tally
from grader.usage import Usage

DIGESTS = Digests(rubric="r", prompt=None, answer="a")


def graded(
    level: str = "L4",
    whole: str | None = None,
    usage: Usage | None = None,
    review: tuple[str, ...] = (),
    flags: tuple[str, ...] = (),
    fallback: str | None = None,
) -> Grade:
    return Grade(
        rubric="caching",
        level=level,
        findings=(
            Finding(tell="a", kind=Kind.SIGNAL, matched=True, stance=Stance.ASSERTED),
            Finding(tell="b", kind=Kind.SIGNAL, matched=False, stance=Stance.ABSENT),
        ),
        next_step=None,
        explanation="",
        follow_up=None,
        flags=flags,
        review=review,
        judge=JudgeInfo(
            kind=JudgeKind.LLM, model="m", holistic_level=whole, fallback_reason=fallback
        ),
        usage=usage or Usage(),
        digests=DIGESTS,
    )


def counted(*grades: Grade) -> Tally:
    tally = Tally()
    for grade in grades:
        tally.add(grade, None)
    return tally


def test_levels_tells_judges_and_models() -> None:
    tally = counted(graded("L4"), graded("L5", fallback="down"))
    assert tally.levels == {"caching": {"L4": 1, "L5": 1}}
    assert tally.tells == {"caching": {"a": 2}}
    assert (tally.judges, tally.models, tally.fallbacks) == ({"llm": 2}, {"m": 2}, 1)


def test_rows_without_a_grade_go_by_their_code() -> None:
    tally = counted(graded())
    tally.add(None, "input-error: row 2")
    tally.add(
        Ungraded(
            rubric="caching",
            reason=UngradedReason.INSTRUCTIONS_ONLY,
            explanation="",
            flags=("grader-instructions",),
            review=(),
            digests=DIGESTS,
        ),
        None,
    )
    assert (tally.rows, tally.graded, tally.ungraded) == (3, 1, 2)
    assert tally.errors == {"input-error": 1, "instructions-only": 1}
    assert tally.flags == {"grader-instructions": 1}


def test_a_grade_counts_once_for_each_kind_of_reason() -> None:
    tally = counted(graded(review=("no-evidence: a", "no-evidence: b", "flag: x"), flags=("x",)))
    assert (tally.to_review, tally.review) == (1, {"no-evidence": 1, "flag": 1})
    assert tally.flags == {"x": 1}


def test_rule_and_judge_agree_or_differ() -> None:
    tally = counted(graded("L4", "L4"), graded("L4", "L6"), graded("L5"))
    assert tally.agreed == {"L4": 1}
    assert tally.disagreements == {("L4", "L6"): 1}


@pytest.mark.parametrize(
    ("usages", "calls", "cost"),
    [
        ([Usage(input_tokens=5, calls=1, cost_usd=0.5), Usage(input_tokens=5, cached=1)], 1, 0.5),
        ([Usage(input_tokens=5, calls=1, cost_usd=0.5), Usage(input_tokens=5, calls=1)], 2, None),
    ],
)
def test_what_was_used_is_kept_by_rubric(
    usages: list[Usage], calls: int, cost: float | None
) -> None:
    tally = counted(*(graded(usage=usage) for usage in usages))
    spent = tally.spent["caching"]
    assert (spent.calls, spent.cost_usd, spent.input_tokens) == (calls, cost, 10)
    assert (tally.calls, tally.tokens, tally.cost_usd) == (calls, 10, 0.5)


def test_keywords_alone_use_nothing() -> None:
    assert counted(graded()).spent == {}
