"""The fallback: who answers, and what the judgment says about it."""

from __future__ import annotations

import asyncio

import pytest

from grader.core.answer import Answer
from grader.core.judgment import JudgeKind, Judgment
from grader.core.rubric import Rubric
from grader.errors import (
    BudgetSpent,
    CircuitOpen,
    DeadlineExceeded,
    JudgeError,
    JudgeRefused,
    QuorumMissed,
    QuotaExhausted,
    RateLimited,
    ReplayMiss,
    ReplyMalformed,
    ReplyTruncated,
    RequestRejected,
    ServerFailed,
    Unreachable,
)
from grader.judge.breaker import Breaker
from grader.judge.fallback import FallbackJudge
from grader.judge.reason import LONGEST, reason_of
from grader.judge.scripted import ScriptedJudge

RUBRIC = Rubric.model_validate(
    {
        "id": "one",
        "version": 1,
        "title": "One tell",
        "question": "Which?",
        "levels": [
            {"id": "L4", "descriptor": "low"},
            {"id": "L5", "descriptor": "high", "requires": "said"},
        ],
        "tells": [{"id": "said", "kind": "signal", "level": "L5", "claim": "says it"}],
    }
)
ANSWER = Answer(text="", turns=(), sentences=())
FIRST = Judgment(kind=JudgeKind.LLM, model="m", verdicts=())
SECOND = Judgment(kind=JudgeKind.KEYWORD, model=None, verdicts=())


def always(judgment: Judgment) -> ScriptedJudge:
    return ScriptedJudge(lambda _rubric, _answer: judgment)


async def test_where_the_first_answers_the_second_is_not_asked() -> None:
    second = ScriptedJudge([])
    judgment = await FallbackJudge(ScriptedJudge([FIRST]), second).judge(RUBRIC, ANSWER)
    assert judgment == FIRST
    assert second.calls == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Unreachable, "unreachable"),
        (ServerFailed, "server-failed"),
        (RateLimited, "rate-limited"),
        (QuotaExhausted, "quota-exhausted"),
        (RequestRejected, "request-rejected"),
        (DeadlineExceeded, "deadline-exceeded"),
        (ReplyMalformed, "reply-malformed"),
        (ReplyTruncated, "reply-truncated"),
        (CircuitOpen, "circuit-open"),
        (QuorumMissed, "quorum-missed"),
    ],
)
async def test_where_the_first_fails_the_second_answers_and_says_why(
    error: type[JudgeError], code: str
) -> None:
    judge = FallbackJudge(ScriptedJudge([error("it  broke\noff", "Try")]), always(SECOND))
    judgment = await judge.judge(RUBRIC, ANSWER)
    assert judgment.kind is JudgeKind.KEYWORD
    assert judgment.fallback_reason == f"{code}: it broke off"


@pytest.mark.parametrize(
    "error",
    [JudgeRefused("no"), ReplayMiss("none kept"), asyncio.CancelledError(), ZeroDivisionError()],
)
async def test_what_is_no_failure_of_the_judge_passes_untouched(error: BaseException) -> None:
    second = always(SECOND)
    with pytest.raises(type(error)) as raised:
        await FallbackJudge(ScriptedJudge([error]), second).judge(RUBRIC, ANSWER)
    assert raised.value is error
    assert second.calls == []


async def test_a_provider_that_keeps_failing_is_left_alone() -> None:
    first = ScriptedJudge(lambda _rubric, _answer: Unreachable("gone"))
    judge = FallbackJudge(first, always(SECOND))
    reasons = [(await judge.judge(RUBRIC, ANSWER)).fallback_reason for _ in range(8)]
    assert reasons[:5] == ["unreachable: gone"] * 5
    assert set(reasons[5:]) == {
        "circuit-open: the provider is left alone for 30 s after unreachable: gone"
    }
    assert len(first.calls) == 5


async def test_many_at_once_end_with_an_answer_each() -> None:
    first = ScriptedJudge(lambda _rubric, _answer: RateLimited("slow down"))
    judge = FallbackJudge(first, always(SECOND), Breaker(failures=3))
    got = await asyncio.gather(*(judge.judge(RUBRIC, ANSWER) for _ in range(64)))
    assert {judgment.kind for judgment in got} == {JudgeKind.KEYWORD}


async def test_a_fallback_behind_a_fallback_gives_both_reasons() -> None:
    inner = FallbackJudge(ScriptedJudge([RateLimited("slow")]), always(SECOND))
    outer = FallbackJudge(ScriptedJudge([Unreachable("gone")]), inner)
    judgment = await outer.judge(RUBRIC, ANSWER)
    assert judgment.fallback_reason == "unreachable: gone; rate-limited: slow"


async def test_the_error_of_the_second_is_raised() -> None:
    judge = FallbackJudge(ScriptedJudge([Unreachable("a")]), ScriptedJudge([RateLimited("b")]))
    with pytest.raises(RateLimited):
        await judge.judge(RUBRIC, ANSWER)


def test_a_reason_is_short_and_has_no_credentials() -> None:
    said = reason_of(
        RequestRejected("https://ann:pw@host/v1?key=pw says sk-abcdefghij " + "x" * 999)
    )
    assert said.startswith("request-rejected: https://host/v1 says sk-*** xxx")
    assert len(said) == len("request-rejected: ") + LONGEST
    assert said.endswith("x…")


async def test_a_limit_of_your_own_passes_and_does_not_count_as_a_failure() -> None:
    spent = BudgetSpent("20 calls are made, which is the limit")
    judge = FallbackJudge(ScriptedJudge(lambda _rubric, _answer: spent), always(SECOND))
    for _ in range(8):
        with pytest.raises(BudgetSpent):
            await judge.judge(RUBRIC, ANSWER)
