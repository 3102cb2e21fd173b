from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

import pytest

from grader.core.judgment import JudgeKind, Stance
from grader.core.kept import KeptReply
from grader.errors import (
    DeadlineExceeded,
    JudgeError,
    JudgeRefused,
    RateLimited,
    ReplyMalformed,
    ReplyTruncated,
    RequestRejected,
    Unreachable,
)
from grader.judge.base import ChatReply, ChatRequest
from grader.judge.cache import CachedReplies
from grader.judge.fallback import FallbackJudge
from grader.judge.keyword import KeywordJudge
from grader.judge.llm import LLMJudge, LLMOptions
from grader.judge.scripted import ReplyLine, ScriptedCompleter
from grader.usage import Usage
from tests.judge.memory import MemoryStore
from tests.judge.samples import ANSWER, GOOD, RUBRIC, TEMPLATES, said

OPTIONS = LLMOptions(endpoint="http://localhost/v1", model="m", max_tokens=100)
CUT = ReplyTruncated("cut", usage=Usage(input_tokens=10, output_tokens=100, calls=1, cost_usd=0.5))
BAD = ReplyMalformed("the endpoint sent a web page")


def priced(text: str) -> ChatReply:
    usage = Usage(input_tokens=10, output_tokens=5, calls=1, cost_usd=0.25)
    return ChatReply(text=text, model="m-2026", usage=usage)


def judge_by(*script: ReplyLine, **options: Any) -> tuple[LLMJudge, ScriptedCompleter]:
    completer = ScriptedCompleter(script)
    return LLMJudge(completer, TEMPLATES, replace(OPTIONS, **options)), completer


async def test_a_judgment_says_who_judged_by_which_prompt_at_what_cost() -> None:
    judge, completer = judge_by(priced(GOOD))
    judgment = await judge.judge(RUBRIC, ANSWER)
    assert (judgment.kind, judgment.model) == (JudgeKind.LLM, "m-2026")
    assert judgment.prompt_digest == TEMPLATES.digest
    assert judgment.usage == priced(GOOD).usage
    assert [v.stance for v in judgment.verdicts] == [
        Stance.ASSERTED,
        Stance.ABSENT,
        Stance.ASSERTED,
    ]
    assert len(completer.requests) == 1


@pytest.mark.parametrize(
    ("script", "caps", "usage"),
    [
        ([priced(GOOD)], [100], (10, 5, 1, 0.25)),
        ([CUT, priced(GOOD)], [100, 200], (20, 105, 2, 0.75)),
        ([priced("no"), priced(GOOD)], [100, 100], (20, 10, 2, 0.5)),
        ([BAD, priced(GOOD)], [100, 100], (10, 5, 2, None)),
        ([CUT, priced("no"), priced(GOOD)], [100, 200, 200], (30, 110, 3, 1.0)),
        ([priced("no"), CUT, priced(GOOD)], [100, 100, 200], (30, 110, 3, 1.0)),
    ],
    ids=["at once", "cut", "unreadable", "no reply", "cut, unreadable", "unreadable, cut"],
)
async def test_what_can_be_mended_is_mended_and_all_calls_are_counted(
    script: list[ReplyLine], caps: list[int], usage: tuple[int, int, int, float | None]
) -> None:
    judge, completer = judge_by(*script)
    spent = (await judge.judge(RUBRIC, ANSWER)).usage
    assert [r.parameters["max_completion_tokens"] for r in completer.requests] == caps
    assert (spent.input_tokens, spent.output_tokens, spent.calls, spent.cost_usd) == usage


@pytest.mark.parametrize(
    ("script", "usage"),
    [
        ([priced("no"), priced("no")], (20, 10, 2, 0.5)),
        ([CUT, CUT], (20, 200, 2, 1.0)),
        ([BAD, BAD], (0, 0, 2, None)),
        ([priced("no"), Unreachable("gone")], (10, 5, 1, 0.25)),
        ([Unreachable("gone")], (0, 0, 0, None)),
    ],
    ids=["unreadable", "cut", "no reply", "gone at the repair", "gone"],
)
async def test_what_failed_tells_what_it_took_and_the_fallback_counts_it(
    script: list[ReplyLine], usage: tuple[int, int, int, float | None]
) -> None:
    judge, _ = judge_by(*map(copy, script))
    with pytest.raises(JudgeError) as caught:
        await judge.judge(RUBRIC, ANSWER)
    again, _ = judge_by(*map(copy, script))
    fallback = await FallbackJudge(again, KeywordJudge()).judge(RUBRIC, ANSWER)
    for spent in (caught.value.usage, fallback.usage):
        assert (spent.input_tokens, spent.output_tokens, spent.calls, spent.cost_usd) == usage


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ([CUT, CUT], ReplyTruncated),
        (["no", "no"], ReplyMalformed),
        ([BAD, BAD], ReplyMalformed),
        ([CUT, "no", CUT], ReplyTruncated),
        (["no", CUT, "no"], ReplyMalformed),
        ([RateLimited("slow down")], RateLimited),
        ([RequestRejected("400")], RequestRejected),
        ([CUT, RequestRejected("400, the cap is too large")], ReplyTruncated),
    ],
)
async def test_what_fails_again_fails(script: list[ReplyLine], kind: type[Exception]) -> None:
    judge, completer = judge_by(*script)
    with pytest.raises(kind):
        await judge.judge(RUBRIC, ANSWER)
    assert len(completer.requests) == len(script)


class Keeping:
    """Keeps replies by the request's messages, and counts what it was asked to keep."""

    def __init__(self) -> None:
        self.kept: dict[Any, ChatReply] = {}

    async def fetch(
        self, request: ChatRequest, ask: Callable[[ChatRequest], Awaitable[ChatReply]]
    ) -> ChatReply:
        if request.messages not in self.kept:
            self.kept[request.messages] = await ask(request)
        return self.kept[request.messages]

    async def recall(self, request: ChatRequest) -> KeptReply | None:
        return None

    async def forget(self, digests: Sequence[str]) -> None:
        return None


async def test_only_a_reply_that_can_be_read_is_kept_under_the_first_request() -> None:
    keep = Keeping()
    completer = ScriptedCompleter(["no", "no", "no", GOOD])
    judge = LLMJudge(completer, TEMPLATES, OPTIONS, keep)
    with pytest.raises(ReplyMalformed):
        await judge.judge(RUBRIC, ANSWER)
    assert not keep.kept
    first = await judge.judge(RUBRIC, ANSWER)
    assert list(keep.kept) == [judge.request(RUBRIC, ANSWER).messages]
    assert await judge.judge(RUBRIC, ANSWER) == first
    assert len(completer.requests) == 4


def test_requests_differ_only_in_the_answer() -> None:
    judge, _ = judge_by()
    one, two = judge.request(RUBRIC, ANSWER), judge.request(RUBRIC, said("Hm."))
    assert one.messages[0] == two.messages[0]
    assert one.messages[1] != two.messages[1]
    assert (one.schema, one.parameters) == (two.schema, two.parameters)
    assert judge.request(RUBRIC, ANSWER) == one


def test_a_changed_rubric_is_not_judged_by_the_old_prompt() -> None:
    judge, _ = judge_by()
    changed = RUBRIC.model_copy(update={"question": "Another question?"})
    assert "Another question?" not in judge.request(RUBRIC, ANSWER).messages[0].content
    assert "Another question?" in judge.request(changed, ANSWER).messages[0].content


@pytest.mark.parametrize(
    ("options", "parameters"),
    [
        ({}, {"max_completion_tokens": 100}),
        ({"token_field": "max_tokens"}, {"max_tokens": 100}),
        ({"temperature": 0.0}, {"temperature": 0.0, "max_completion_tokens": 100}),
        ({"seed": 5}, {"seed": 5, "max_completion_tokens": 100}),
        ({"seed": 5, "sample": 2}, {"seed": 7, "max_completion_tokens": 100}),
    ],
)
def test_only_what_is_set_is_sent(options: dict[str, Any], parameters: dict[str, Any]) -> None:
    judge, _ = judge_by(**options)
    request = judge.request(RUBRIC, ANSWER)
    assert request.parameters == parameters
    assert request.sample == options.get("sample", 0)


async def test_the_deadline_is_for_all_calls_together() -> None:
    class Slow:
        calls = 0

        async def complete(self, request: ChatRequest) -> ChatReply:
            self.calls += 1
            if self.calls == 1:
                return priced("no")
            await asyncio.Event().wait()
            raise AssertionError

    slow = Slow()
    judge = LLMJudge(slow, TEMPLATES, replace(OPTIONS, deadline=0.05))
    with pytest.raises(DeadlineExceeded, match=r"0\.05 seconds"):
        await judge.judge(RUBRIC, ANSWER)
    assert slow.calls == 2


async def test_many_at_once_do_not_mix() -> None:
    completer = ScriptedCompleter(lambda request: priced(GOOD))
    judge = LLMJudge(completer, TEMPLATES, OPTIONS)
    answers = [said(f"Sentence {n}.", "DPO.", "Yes.") for n in range(20)]
    judgments = await asyncio.gather(*(judge.judge(RUBRIC, answer) for answer in answers))
    assert len({request.messages for request in completer.requests}) == 20
    assert {judgment.usage.calls for judgment in judgments} == {1}


REFUSED = JudgeRefused(
    "the model declined: no",
    "By hand",
    usage=Usage(input_tokens=10, output_tokens=3, calls=1, cost_usd=0.125),
)


async def test_a_refusal_is_kept_and_not_paid_for_again() -> None:
    completer, store = ScriptedCompleter([priced("no"), REFUSED]), MemoryStore()
    judge = LLMJudge(completer, TEMPLATES, OPTIONS, CachedReplies(store))
    took = []
    for _ in range(3):
        with pytest.raises(JudgeRefused, match="the model declined: no") as caught:
            await judge.judge(RUBRIC, ANSWER)
        took.append(caught.value.usage)
    paid = Usage(input_tokens=20, output_tokens=8, calls=2, cost_usd=0.375)
    kept = Usage(input_tokens=20, output_tokens=8, cached=1, cost_usd=0.0)
    assert took == [paid, kept, kept]
    assert len(completer.requests) == 2


async def test_it_says_what_it_would_ask_and_what_is_kept_of_it() -> None:
    completer = ScriptedCompleter([priced(GOOD)])
    judge = LLMJudge(completer, TEMPLATES, OPTIONS, CachedReplies(MemoryStore()))
    (request,) = judge.requests(RUBRIC, ANSWER)
    assert await judge.recall(request) is None
    assert not completer.requests
    await judge.judge(RUBRIC, ANSWER)
    assert completer.requests == [request]
    kept = await judge.recall(request)
    assert kept is not None
    assert (kept.text, kept.usage) == (GOOD, priced(GOOD).usage)
