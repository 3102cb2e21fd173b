"""The panel: quorum, and what its members disagree on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from grader.core.answer import Answer
from grader.core.judgment import JudgeKind, Judgment
from grader.core.rubric import Rubric
from grader.errors import (
    BudgetSpent,
    JudgeError,
    JudgeRefused,
    QuorumMissed,
    QuotaExhausted,
    RateLimited,
    ReplayMiss,
    SettingsError,
    Unreachable,
)
from grader.judge.asking import requests_of
from grader.judge.fallback import FallbackJudge
from grader.judge.llm import LLMJudge, LLMOptions
from grader.judge.panel import Panel, joined
from grader.judge.scripted import ScriptedCompleter, ScriptedJudge
from grader.usage import Usage
from tests.judge.ballots import ANSWER, NO, RUBRIC, YES, verdict, vote
from tests.judge.samples import TEMPLATES


def panel(*votes: Judgment | BaseException, quorum: int | None = None) -> Panel:
    return Panel([ScriptedJudge([line]) for line in votes], quorum)


# The panel as a whole


async def test_members_who_agree_speak_as_one() -> None:
    judgment = await panel(vote(model="a"), vote(model="b"), vote(model=None)).judge(RUBRIC, ANSWER)
    assert judgment == Judgment(
        kind=JudgeKind.PANEL,
        model="a, b, keyword",
        verdicts=(
            replace(verdict(YES, 1), confidence=1.0),
            replace(verdict(NO, tell="two"), confidence=1.0),
        ),
        holistic_level="L5",
        usage=Usage(input_tokens=30, output_tokens=6, calls=3, cost_usd=1.5),
        prompt_digest="p",
    )


async def test_a_split_is_a_reason_for_review() -> None:
    judgment = await panel(vote(two=True), vote(two=True), vote()).judge(RUBRIC, ANSWER)
    assert [v.stance for v in judgment.verdicts] == [YES, YES]
    assert [v.confidence for v in judgment.verdicts] == [1.0, pytest.approx(2 / 3)]
    assert judgment.review == ("panel-split: two 2 of 3",)


async def test_a_tie_is_not_asserted_and_asks_for_review() -> None:
    judgment = await panel(vote(two=True), vote()).judge(RUBRIC, ANSWER)
    assert [v.stance for v in judgment.verdicts] == [YES, NO]
    assert judgment.review == ("panel-split: two 1 of 2",)


async def test_members_judge_at_once() -> None:
    both = asyncio.Barrier(2)

    class Waiting:
        async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
            await both.wait()
            return vote()

    async with asyncio.timeout(10):
        assert (await Panel([Waiting(), Waiting()]).judge(RUBRIC, ANSWER)).review == ()


async def test_a_failed_member_is_named_and_counts_against_the_quorum() -> None:
    judgment = await panel(vote(), RateLimited("slow down", "Wait"), vote()).judge(RUBRIC, ANSWER)
    assert judgment.review == ("panel-short: 2 of 3 judged, member 2: rate-limited: slow down",)
    with pytest.raises(QuorumMissed) as missed:
        await panel(vote(), RateLimited("slow down", "Wait"), Unreachable("gone")).judge(
            RUBRIC, ANSWER
        )
    assert missed.value.message == (
        "1 of 3 members of the panel judged, 2 must: "
        "member 2: rate-limited: slow down; member 3: unreachable: gone"
    )
    assert missed.value.hint == "Wait"


FAILED, DECLINED = Unreachable("gone"), JudgeRefused("declined", "By hand")


@pytest.mark.parametrize(
    ("votes", "quorum", "raised"),
    [
        ((vote(), vote(), FAILED), None, None),
        ((vote(), FAILED, FAILED), None, QuorumMissed),
        ((vote(), FAILED), None, QuorumMissed),
        ((vote(), FAILED), 1, None),
        ((vote(), vote(), FAILED), 3, QuorumMissed),
        ((vote(), vote(), DECLINED), None, None),
        ((vote(), DECLINED, DECLINED), None, JudgeRefused),
        ((vote(), DECLINED, FAILED), None, JudgeRefused),
        ((FAILED, DECLINED, FAILED), None, QuorumMissed),
        ((DECLINED,), None, JudgeRefused),
        ((FAILED, FAILED), 1, QuorumMissed),
        ((vote(), vote(), ReplayMiss("none kept")), None, ReplayMiss),
        ((vote(), vote(), BudgetSpent("enough")), None, BudgetSpent),
        ((vote(), vote(), QuotaExhausted("empty")), None, QuotaExhausted),
        ((FAILED, FAILED, QuotaExhausted("empty")), None, QuotaExhausted),
    ],
)
async def test_the_quorum(
    votes: Sequence[Judgment | JudgeError], quorum: int | None, raised: type[JudgeError] | None
) -> None:
    judging = panel(*votes, quorum=quorum).judge(RUBRIC, ANSWER)
    if raised is None:
        assert (await judging).kind is JudgeKind.PANEL
        return
    with pytest.raises(JudgeError) as error:
        await judging
    assert type(error.value) is raised


async def test_a_defect_comes_out_as_it_is_and_stops_the_others() -> None:
    cancelled = asyncio.Event()

    class Endless:
        async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
            try:
                return await asyncio.Future[Judgment]()
            finally:
                cancelled.set()

    with pytest.raises(ZeroDivisionError):
        await Panel([Endless(), ScriptedJudge([ZeroDivisionError()])]).judge(RUBRIC, ANSWER)
    assert cancelled.is_set()


@pytest.mark.parametrize(("size", "quorum"), [(0, None), (2, 0), (2, 3)])
def test_a_panel_that_cannot_be_is_an_error(size: int, quorum: int | None) -> None:
    with pytest.raises(SettingsError):
        Panel([ScriptedJudge([])] * size, quorum)


def test_what_members_say_besides_is_carried_on() -> None:
    judgment = joined(
        RUBRIC,
        [
            replace(vote(), review=("abstained",), on_topic=False),
            replace(vote(), review=("abstained",), prompt_digest="q"),
            replace(vote(), fallback_reason="unreachable: gone"),
        ],
    )
    assert judgment.review == (
        "panel-split: on-topic 2 of 3",
        "panel-fallback: unreachable: gone",
        "abstained",
    )
    assert judgment.on_topic
    assert judgment.prompt_digest is None


async def test_a_panel_asks_what_its_members_ask() -> None:
    models = ("one", "two", "two")
    members = [
        LLMJudge(
            ScriptedCompleter([]),
            TEMPLATES,
            LLMOptions(endpoint="http://localhost/v1", model=model, sample=number),
        )
        for number, model in enumerate(models)
    ]
    panel = Panel([*members, ScriptedJudge([])])
    requests = FallbackJudge(panel, ScriptedJudge([])).requests(RUBRIC, ANSWER)
    assert [(r.model, r.sample) for r in requests] == list(zip(models, range(3), strict=True))
    assert await panel.recall(requests[0]) is None
    assert requests_of(ScriptedJudge([]), RUBRIC, ANSWER) == ()


async def test_what_a_member_declined_is_paid_for_too() -> None:
    took = Usage(input_tokens=7, output_tokens=1, calls=1, cost_usd=0.25)
    declined = JudgeRefused("declined", "By hand", usage=took)
    judgment = await panel(vote(), vote(), declined).judge(RUBRIC, ANSWER)
    assert (judgment.usage.calls, judgment.usage.cost_usd) == (3, 1.25)
    with pytest.raises(JudgeRefused) as refused:
        await panel(vote(), declined, declined).judge(RUBRIC, ANSWER)
    assert (refused.value.usage.calls, refused.value.usage.cost_usd) == (3, 1.0)
