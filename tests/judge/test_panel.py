"""The panel: majorities, medians, quorum, and what its members disagree on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.answer import Answer
from grader.core.judgment import JudgeKind, Judgment, Stance, Verdict
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
from grader.judge.panel import Panel, joined, majority, median_level, shared_sentences
from grader.judge.scripted import ScriptedCompleter, ScriptedJudge
from grader.usage import Usage
from tests.judge.samples import TEMPLATES

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


# One tell


@pytest.mark.parametrize(
    ("ballot", "stance", "sentences", "confidence"),
    [
        ([verdict(YES, 1)], YES, (1,), 1.0),
        ([verdict(YES, 1, 2), verdict(YES, 2), verdict(NO)], YES, (2,), 2 / 3),
        ([verdict(YES, 3), verdict(YES, 1)], YES, (1, 3), 1.0),
        ([verdict(YES, 3), verdict(NO)], NO, (), 0.5),
        (
            [verdict(Stance.QUOTED, 2), verdict(NO), verdict(Stance.QUOTED)],
            Stance.QUOTED,
            (2,),
            2 / 3,
        ),
        ([verdict(Stance.REJECTED, 4), verdict(NO)], Stance.REJECTED, (4,), 0.5),
        # Two say so, but only one can show where: it does not count, and is told apart.
        ([verdict(YES, 1), verdict(YES), verdict(NO)], YES, (), 2 / 3),
        ([verdict(YES), verdict(NO), verdict(NO)], NO, (), 2 / 3),
    ],
)
def test_majority(
    ballot: list[Verdict], stance: Stance, sentences: tuple[int, ...], confidence: float
) -> None:
    got = majority(ballot)
    assert (got.stance, got.sentences) == (stance, sentences)
    assert got.confidence == pytest.approx(confidence)


def test_the_reason_is_that_of_a_member_who_votes_as_the_panel_does() -> None:
    ballot = [
        verdict(NO, reason="not there"),
        verdict(YES, 1),
        verdict(YES, 1, reason="it says so"),
    ]
    assert majority(ballot).reason == "it says so"


VERDICTS = st.builds(
    lambda stance, sentences: verdict(stance, *sentences),
    st.sampled_from(Stance),
    st.lists(st.integers(1, 6), max_size=4),
)
BALLOTS = st.lists(VERDICTS, min_size=1, max_size=7)


@given(BALLOTS, st.randoms())
def test_the_order_of_members_does_not_matter(ballot: list[Verdict], random: Random) -> None:
    shuffled = random.sample(ballot, len(ballot))
    assert majority(shuffled) == majority(ballot)


@given(BALLOTS)
def test_a_tell_counts_only_with_more_than_half_and_evidence_they_cite(
    ballot: list[Verdict],
) -> None:
    got = majority(ballot)
    backing = [v for v in ballot if v.stance is YES and v.sentences]
    counts = got.stance is YES and bool(got.sentences)
    assert counts == (2 * len(backing) > len(ballot))
    if counts:
        assert set(got.sentences) <= {n for v in backing for n in v.sentences}


@given(VERDICTS, st.integers(1, 5))
def test_members_who_agree_change_nothing(one: Verdict, size: int) -> None:
    got = majority([one] * size)
    assert got == replace(one, sentences=tuple(sorted(set(one.sentences))), confidence=1.0)


@given(BALLOTS)
def test_shared_sentences_are_those_of_more_than_half_or_the_two_most_cited(
    ballot: list[Verdict],
) -> None:
    times = {n: sum(n in v.sentences for v in ballot) for n in range(1, 7)}
    wide = tuple(n for n in times if 2 * times[n] > len(ballot))
    got = shared_sentences(ballot)
    if wide:
        assert got == wide
    else:
        cited = [n for n in times if times[n]]
        assert len(got) == min(2, len(cited))
        assert all(times[n] >= times[m] for n in got for m in cited if m not in got)


# The level as a whole

LADDER = ("L3", "L4", "L5", "L6")


@pytest.mark.parametrize(
    ("levels", "median"),
    [
        ([], None),
        ([None, None], None),
        (["L6"], "L6"),
        (["L4", "L6"], "L4"),
        (["L6", "L4", "L5"], "L5"),
        (["L6", "L6", "L4", "L5"], "L5"),
        (["L6", None, "nonsense"], "L6"),
    ],
)
def test_median_level(levels: list[str | None], median: str | None) -> None:
    assert median_level(LADDER, levels) == median


@given(st.lists(st.sampled_from(LADDER), min_size=1))
def test_at_least_half_are_on_each_side_of_the_median(levels: list[str]) -> None:
    median = median_level(LADDER, levels)
    assert median in levels
    below = sum(level < median for level in levels)
    above = sum(level > median for level in levels)
    assert 2 * below < len(levels)
    assert 2 * above <= len(levels)


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
